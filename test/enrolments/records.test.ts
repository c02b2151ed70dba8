import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asWorker } from '../../src/db/transactions.ts'
import { bookForPeriod } from '../../src/enrolments/book-for-period.ts'
import { instantAt } from '../../src/kernel/day.ts'
import { calendarText } from '../../src/kernel/ical.ts'
import { sql } from 'kysely'
import { testDatabase } from '../support/database.ts'
import { openPortal, sentForm } from './portal.ts'
import { plantStory } from './story.ts'

const db = await testDatabase()
const { children, units, households } = await plantStory(db)
const portal = openPortal(db, instantAt('2026-12-08', '08:45'))
const claire = await portal.signIn('claire.martin')
const awa = await portal.signIn('awa.diallo')
const visitor = await portal.signIn('nobody')

await asWorker(db, (tx) =>
  bookForPeriod(
    tx,
    [
      {
        childId: children.zoe,
        unitId: units.meal,
        day: '2026-12-14',
        householdId: households.martin,
      },
      {
        childId: children.zoe,
        unitId: units.evening,
        day: '2026-12-14',
        householdId: households.martin,
      },
      {
        childId: children.ines,
        unitId: units.meal,
        day: '2026-12-14',
        householdId: households.leroy,
      },
    ],
    { now: instantAt('2026-11-15', '12:00'), actor: 'mairie', channel: 'CLI' },
  ),
)

test('Claire proves what she booked: who, when and which days, on a page of its own that nobody else opens', async () => {
  const path = '/calendrier/2026-12'
  const form = sentForm(await (await claire.get(path)).text(), path)
  form.append('jour[]', `${children.zoe}.${units.meal}.15`)
  form.append('jour[]', `${children.zoe}.${units.meal}.17`)
  await claire.post(path, form)
  const history = await (await claire.get('/calendrier/historique')).text()
  assert.match(
    history,
    /Zoé, cantine.: 2.jours réservés<\/span> <span class="l-note">Claire<\/span>/,
  )
  assert.match(history, /La mairie/, 'saves by the town hall too')
  const [receipt = ''] = /\/calendrier\/recus\/[0-9a-f-]{36}/.exec(history) ?? []
  const page = await (await claire.get(receipt)).text()
  assert.match(page, /Enregistré le 8 décembre 2026 à 8.h.45\./)
  assert.match(page, /<li>Mardi 15 décembre 2026<\/li><li>Jeudi 17 décembre 2026<\/li>/)
  assert.equal((await awa.get(receipt)).status, 404)
})

test('the history goes on page after page', async () => {
  await asWorker(db, (tx) =>
    sql`
      with receipt as (
        insert into booking_receipt (household_id, actor_kind, actor, channel, at)
        select ${households.martin}, 'OFFICER', 'mairie', 'CLI', '2026-10-01'::timestamptz + n * interval '1 hour'
        from generate_series(1, 30) n returning id)
      insert into booking (child_id, unit_id, day, household_id, group_id, state, receipt_id)
      select ${children.noel}, ${units.meal}, '2027-01-01'::date + row_number() over (order by id)::int,
             ${households.martin}, (select min(id) from activity_group), 'CANCELLED', id from receipt`.execute(
      tx,
    ),
  )
  const first = await (await claire.get('/calendrier/historique')).text()
  const [, next = ''] = /href="([^"]+)">Plus anciennes/.exec(first) ?? []
  const second = await (await claire.get(next.replaceAll('&amp;', '&'))).text()
  assert.equal(first.match(/\/calendrier\/recus\//g)?.length, 25)
  assert.equal(second.match(/\/calendrier\/recus\//g)?.length, 7)
  assert.doesNotMatch(second, /Plus anciennes/)
})

async function address(): Promise<string> {
  const page = await (await claire.get('/calendrier/agenda')).text()
  return /http:\/\/localhost(\/agenda\/[0-9a-f]{64}\.ics)/.exec(page)?.[1] ?? ''
}
async function send(verb: string): Promise<void> {
  const form = sentForm(await (await claire.get('/calendrier/agenda')).text(), '/calendrier/agenda')
  form.set(verb, 'x')
  await claire.post('/calendrier/agenda', form)
}

test('the feed is read without signing in by its secret address alone; renewed, the old address is dead', async () => {
  assert.equal(await address(), '')
  await send('renouveler')
  const first = await address()
  const answer = await visitor.get(first)
  assert.equal(answer.headers.get('Content-Type'), 'text/calendar; charset=utf-8')
  assert.equal(answer.headers.get('Cache-Control'), 'no-store')
  const text = await answer.text()
  assert.match(text, /^BEGIN:VCALENDAR\r\nVERSION:2\.0\r\n/)
  assert.match(text, /SUMMARY:Zoé.: Cantine\r\n/)
  assert.match(text, /DTSTART;VALUE=DATE:20261214/)
  assert.doesNotMatch(text, /Inès|PAI|allerg/i, 'of this family alone, nothing of health')
  assert.equal(text.match(/BEGIN:VEVENT/g)?.length, 4)
  await send('renouveler')
  assert.equal((await visitor.get(first)).status, 404)
  const second = await address()
  assert.notEqual(second, first)
  assert.equal((await visitor.get(second)).status, 200)
  await send('arreter')
  assert.equal((await visitor.get(second)).status, 404)
  await send('renouveler')
  for (const dead of [first, second]) assert.equal((await visitor.get(dead)).status, 404)
})

test('lines of a feed are folded at 75 octets, never inside a character, and signs are escaped', () => {
  const stamp = instantAt('2026-12-08', '10:00')
  const summary = `Noël\u00A0: ${'été, '.repeat(30)}fin`
  const text = calendarText(
    'Essai; un',
    [{ uid: 'u@p', summary, location: null, when: { from: stamp, to: stamp } }],
    stamp,
  )
  const lines = text.split('\r\n')
  assert.ok(lines.every((line) => Buffer.byteLength(line) <= 75))
  assert.ok(lines.every((line) => !line.includes('\uFFFD')))
  const unfolded = text.replaceAll('\r\n ', '')
  assert.ok(unfolded.includes(`SUMMARY:${summary.replaceAll(',', '\\,')}\r\n`))
  assert.ok(unfolded.includes('X-WR-CALNAME:Essai\\; un\r\n'))
  assert.ok(unfolded.includes('DTSTART:20261208T090000Z'))
})
