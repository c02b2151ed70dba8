import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { asWorker } from '../../src/db/transactions.ts'
import { bookForPeriod } from '../../src/enrolments/book-for-period.ts'
import { instantAt } from '../../src/kernel/day.ts'
import { testDatabase } from '../support/database.ts'
import { childRef, openPortal, sentForm } from './portal.ts'
import { plantStory } from './story.ts'

const db = await testDatabase()
const { children, units, households } = await plantStory(db)
const portal = openPortal(db, instantAt('2026-11-27', '08:45'))
const claire = await portal.signIn('claire.martin')
const path = '/calendrier/semaine-type'

const refOf = (firstName: string) => childRef(db, firstName)

/** A form of the page: `at` 0 is the week, 1 the copy. */
async function form(child: string, fields: Record<string, string>, at = 0) {
  const html = await (await claire.get(`${path}?enfant=${await refOf(child)}`)).text()
  const forms = html.match(/<form action="\/calendrier\/semaine-type"[\s\S]*?<\/form>/g) ?? []
  const sent = sentForm(forms[at] ?? '', path)
  for (const [name, value] of Object.entries(fields)) sent.set(name, value)
  return sent
}

async function booked(childId: number): Promise<string[]> {
  const found = await asWorker(db, (tx) =>
    sql<{ day: string }>`
      select day from booking where child_id = ${childId} and unit_id = ${units.meal} and state = 'BOOKED'
      order by day`.execute(tx),
  )
  return found.rows.map((row) => row.day.slice(5))
}

const december = { f_du: '01/12/2026', f_au: '18/12/2026' }

test('Mondays and Thursdays of odd weeks, but one: shown with what is closed, then booked under one receipt', async () => {
  const sent = await form('Zoé', { ...december, f_semaines: 'ODD', f_sauf: '10/12/2026' })
  for (const weekday of [1, 4, 5]) sent.append('case[]', `${units.meal}.${weekday}`)
  sent.append('voir', 'x')
  const preview = await (await claire.post(path, sent)).text()
  // weeks 49 (30 November) and 51 (14 December) are odd; Friday 4 December is closed
  assert.match(preview, /Cantine<\/strong>, 4.jours.: décembre 2026, le 3, 14, 17 et 18\./)
  assert.deepEqual(await booked(children.zoe), [], 'nothing is saved by looking')
  const save = sentForm(preview, path)
  save.append('enregistrer', 'x')
  const answer = await claire.post(path, save)
  assert.match(answer.headers.get('Location') ?? '', /^\/calendrier\/2026-12\?ok=enregistre/)
  assert.deepEqual(await booked(children.zoe), ['12-03', '12-14', '12-17', '12-18'])
  const again = await claire.post(path, save)
  assert.match(again.headers.get('Location') ?? '', /ok=deja/)
  const page = await (await claire.get(`${path}?enfant=${await refOf('Zoé')}`)).text()
  assert.match(page, /Cantine.: lundi, jeudi et vendredi, semaines impaires, du 01\/12\/2026/)
  const history = await (await claire.get('/calendrier/historique')).text()
  assert.match(history, /Claire, par une semaine type/)
})

test('even weeks live beside the odd ones; a new week gives back what it no longer holds, when told so', async () => {
  const even = await form('Zoé', { ...december, f_semaines: 'EVEN' })
  even.delete('case[]')
  even.append('case[]', `${units.meal}.2`)
  even.append('enregistrer', 'x')
  await claire.post(path, even)
  assert.deepEqual(await booked(children.zoe), ['12-03', '12-08', '12-14', '12-17', '12-18'])
  const whole = await form('Zoé', { ...december, f_semaines: 'ODD', f_entier: 'oui' })
  whole.delete('case[]')
  whole.append('case[]', `${units.meal}.4`)
  whole.append('enregistrer', 'x')
  await claire.post(path, whole)
  assert.deepEqual(await booked(children.zoe), ['12-03', '12-08', '12-17'])
  const kept = await asWorker(db, (tx) =>
    sql<{ parity: string; weekday: number }>`
      select parity, weekday from weekly_pattern order by parity, weekday`.execute(tx),
  )
  assert.deepEqual(kept.rows, [
    { parity: 'EVEN', weekday: 2 },
    { parity: 'ODD', weekday: 4 },
  ])
})

test('Noël goes on the days of Zoé, as far as their limits let him', async () => {
  const fields = { f_comme: await refOf('Zoé'), f_copie_du: '01/12/2026', f_copie_au: '18/12/2026' }
  const sent = await form('Noël', fields, 1)
  sent.append('enregistrer', 'x')
  await claire.post(path, sent)
  assert.deepEqual(await booked(children.noel), ['12-03', '12-08', '12-17'])
})

test('a wrong period, another family’s child and a day that does not exist come back with their sentence', async () => {
  const wrong = await form('Zoé', { f_du: '18/12/2026', f_au: '01/12/2026', f_sauf: '31/02/2026' })
  const answer = await claire.post(path, wrong)
  assert.equal(answer.status, 422)
  const html = await answer.text()
  assert.match(html, /Le dernier jour est avant le premier/)
  assert.match(html, /Écrivez les jours comme 14\/12\/2026, séparés par des virgules/)
  const forged = await form('Zoé', { ...december, f_enfant: await refOf('Moussa') })
  assert.match(
    await (await claire.post(path, forged)).text(),
    /Cet enfant n’est pas de votre foyer/,
  )
})

test('days that the other household booked stay its own', async () => {
  await asWorker(db, (tx) =>
    bookForPeriod(
      tx,
      [
        {
          childId: children.ines,
          unitId: units.meal,
          day: '2026-12-08',
          householdId: households.leroy,
        },
      ],
      { now: instantAt('2026-11-15', '12:00'), actor: 'mairie', channel: 'CLI' },
    ),
  )
  const anne = await portal.signIn('anne.bernard')
  const sent = sentForm(await (await anne.get(path)).text(), path)
  for (const [name, value] of Object.entries(december)) sent.set(name, value)
  sent.append('case[]', `${units.meal}.2`)
  sent.append('enregistrer', 'x')
  await anne.post(path, sent)
  const rows = await asWorker(db, (tx) =>
    sql<{ day: string; household_id: number }>`
      select day, household_id from booking where child_id = ${children.ines} order by day`.execute(
      tx,
    ),
  )
  assert.deepEqual(
    rows.rows.map((row) => [row.day.slice(5), row.household_id === households.leroy]),
    [
      ['12-01', false],
      ['12-08', true],
      ['12-15', false],
    ],
  )
})

test('a week that is unticked whole is no longer kept; what is booked stays unless it is to be cancelled', async () => {
  const before = await booked(children.zoe)
  const sent = await form('Zoé', { ...december, f_semaines: 'ANY' })
  sent.delete('case[]')
  sent.append('enregistrer', 'x')
  const answer = await claire.post(path, sent)
  assert.match(answer.headers.get('Location') ?? '', /ok=rien/)
  const page = await (await claire.get(`${path}?enfant=${await refOf('Zoé')}`)).text()
  assert.doesNotMatch(page, /class="pattern-kept"/)
  assert.deepEqual(await booked(children.zoe), before)
  const giving = await form('Zoé', { ...december, f_semaines: 'ANY', f_entier: 'oui' })
  giving.delete('case[]')
  giving.append('enregistrer', 'x')
  await claire.post(path, giving)
  assert.deepEqual(await booked(children.zoe), [])
})
