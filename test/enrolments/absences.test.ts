import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { asWorker } from '../../src/db/transactions.ts'
import { factsOfPeriod } from '../../src/enrolments/billing-facts.ts'
import { bookForPeriod } from '../../src/enrolments/book-for-period.ts'
import {
  closeLateAbsences,
  decideAbsences,
  listAbsences,
} from '../../src/enrolments/decide-absences.ts'
import { previewAbsence } from '../../src/enrolments/declare-absence.ts'
import { instantAt } from '../../src/kernel/day.ts'
import { shortDate } from '../../src/kernel/french.ts'
import { dayCase } from '../../src/pricing/attendance.ts'
import { openFilters, plainRule } from '../../src/pricing/tariff.ts'
import { testDatabase } from '../support/database.ts'
import { absenceForm, childRef, openPortal, sentForm } from './portal.ts'
import { asFamily, bookedBy, place, plantStory } from './story.ts'

const db = await testDatabase()
const story = await plantStory(db)
const { children, units, households, activities } = story

/** Tuesday 8 December 2026, a quarter to nine: today's meal is past its limit (D-2, 10 h), Thursday's is not. */
const now = instantAt('2026-12-08', '08:45')
const portal = openPortal(db, now)
const claire = await portal.signIn('claire.martin')

await asWorker(db, async (tx) => {
  await sql`
    with t as (
      insert into tariff (activity_id, code, version, label, unit_combo, method, filters, rule, tax_credit_eligible,
                          valid_from, source_sha256)
      values (${activities.canteen}, 'REPAS', 1, 'Repas', array[${units.meal}::int], 'FLAT',
              ${JSON.stringify({ ...openFilters, each: false })}::jsonb,
              ${JSON.stringify({ ...plainRule, attendance: { unexcusedPercent: 100, excusedPercent: 0, waitingDays: 1 } })}::jsonb,
              false, '2026-09-01', ${Buffer.alloc(32)})
      returning id
    )
    insert into tariff_line (tariff_id, line_no, amount_cents) select id, 1, 235 from t`.execute(tx)
  const meals = (childId: number, householdId: number, days: readonly string[]) =>
    days.map((day) => ({ childId, householdId, unitId: units.meal, day }))
  await bookForPeriod(
    tx,
    [
      ...meals(children.zoe, households.martin, [
        '2026-12-08',
        '2026-12-10',
        '2026-12-11',
        '2026-12-14',
      ]),
      ...meals(children.noel, households.martin, ['2026-12-07', '2026-12-08']),
      ...meals(children.ines, households.leroy, ['2026-12-08', '2026-12-10']),
    ],
    { now: instantAt('2026-11-15', '12:00'), actor: 'mairie', channel: 'CLI' },
  )
})

const refOf = (firstName: string) => childRef(db, firstName)

test('the page proposes the next awaited day of each child, and says what is past its limit', async () => {
  const html = await (await claire.get('/absences')).text()
  assert.match(html, /Aujourd’hui, mardi 8 décembre<\/strong>.: cantine\./)
  assert.match(html, /Le délai est passé, reste réservé.: cantine, mardi 8 décembre\./)
  assert.match(html, /value="Zoé est malade"/)
  assert.match(html, /value="Noël est malade"/)
})

test('what an illness changes is said before it is declared, and nothing is saved by looking', async () => {
  const zoe = await refOf('Zoé')
  const fields = { f_enfant: zoe, f_du: '08/12/2026', f_au: '11/12/2026', f_motif: 'ILLNESS' }
  const html = await (
    await claire.post('/absences', await absenceForm(claire, fields, 'voir'))
  ).text()
  assert.match(
    html,
    /Annulé dans le délai, rien à payer.: cantine, jeudi 10 décembre et vendredi 11 décembre\./,
  )
  assert.match(html, /Le délai est passé, reste réservé.: cantine, mardi 8 décembre\./)
  assert.match(html, /−.4,70.€/)
  assert.match(html, /justificatif au plus tard le mercredi 16 décembre/)
  assert.match(
    html,
    /le prix ne change pas \(délai de carence\)/,
    'the first open day of an illness is billed',
  )
  assert.equal(
    await bookedBy(db, { childId: children.zoe, unitId: units.meal, day: '2026-12-10' }),
    households.martin,
  )
})

test('in two taps: today’s meal stays booked, and the paper is awaited', async () => {
  const html = await (await claire.get('/absences')).text()
  const [, noel = ''] =
    /<form action="\/absences"[\s\S]*?<\/form>[\s\S]*?(<form[\s\S]*?<\/form>)/.exec(html) ?? []
  const sent = sentForm(noel, '/absences')
  sent.set('malade', 'Noël est malade')
  const answer = await claire.post('/absences', sent)
  assert.equal(answer.status, 303)
  const to = answer.headers.get('Location') ?? ''
  const page = await (await claire.get(to)).text()
  assert.match(page, /L’absence est enregistrée, la mairie est prévenue\./)
  assert.match(page, /Justificatif attendu/)
  assert.match(page, /cantine, mardi 8 décembre/)
  const again = await claire.post('/absences', sent)
  assert.match(again.headers.get('Location') ?? '', /\/absences\?ok=deja/, 'a form counts once')
})

test('days before their limit are given back under a receipt, the others wait for the town hall', async () => {
  const zoe = await refOf('Zoé')
  const fields = { f_enfant: zoe, f_du: '08/12/2026', f_au: '11/12/2026', f_motif: 'ILLNESS' }
  const answer = await claire.post('/absences', await absenceForm(claire, fields, 'declarer'))
  assert.equal(answer.status, 303)
  const held = (day: string) => bookedBy(db, { childId: children.zoe, unitId: units.meal, day })
  assert.deepEqual(
    [
      await held('2026-12-08'),
      await held('2026-12-10'),
      await held('2026-12-11'),
      await held('2026-12-14'),
    ],
    [households.martin, null, null, households.martin],
  )
  const waiting = await asWorker(db, (tx) => listAbsences(tx, { states: null, now, limit: 10 }))
  assert.deepEqual(
    waiting.map((one) => [one.child, one.kind, one.certificate, one.units]),
    [
      ['Noël MARTIN', 'ILLNESS', 'AWAITED', 1],
      ['Zoé MARTIN', 'ILLNESS', 'AWAITED', 1],
    ],
  )
  const twice = await claire.post('/absences', await absenceForm(claire, fields, 'declarer'))
  assert.equal(twice.status, 422)
  assert.match(await twice.text(), /Une absence de Zoé est déjà déclarée sur ces jours/)
})

const pdf = Buffer.from(
  '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n',
)

/** The page with its sentences, for a form that is refused. */
async function told(fields: Record<string, string>): Promise<string> {
  const answer = await claire.post(
    '/absences',
    await absenceForm(claire, { f_motif: 'FAMILY', ...fields }, 'voir'),
  )
  assert.equal(answer.status, 422)
  return answer.text()
}

test('a wrong date, an empty week and another family’s child are refused in a sentence', async () => {
  const zoe = await refOf('Zoé')
  assert.match(
    await told({ f_enfant: zoe, f_du: '31/02/2026' }),
    /Écrivez le premier jour comme 07\/12\/2026/,
  )
  assert.match(
    await told({ f_enfant: zoe, f_du: '16/12/2026', f_au: '15/12/2026' }),
    /Le dernier jour est avant le premier/,
  )
  assert.match(
    await told({ f_enfant: zoe, f_du: '17/12/2026' }),
    /Rien n’est réservé par votre foyer pour Zoé/,
  )
  const moussa = await refOf('Moussa')
  assert.match(
    await told({ f_enfant: moussa, f_du: '14/12/2026' }),
    /Cet enfant n’est pas de votre foyer/,
  )
})

test('an excused illness is billed for its waiting day only, an unexcused absence whole', async () => {
  const [noel] = await asWorker(db, (tx) => listAbsences(tx, { states: null, now, limit: 10 }))
  const rule = { unexcusedPercent: 100, excusedPercent: 0, waitingDays: 1 }
  const caseOf = async (childId: number, day: string) =>
    asWorker(db, async (tx) => {
      await sql`
        insert into attendance (child_id, day, unit_id, group_id, state, recorded_by)
        values (${childId}, ${day}, ${units.meal}, ${story.groups.canteen}, 'ABSENT', 'test')
        on conflict do nothing`.execute(tx)
      const range = { from: '2026-12-01', to: '2026-12-31', householdIds: [households.martin] }
      const facts = (await factsOfPeriod(tx, range)).get(households.martin)
      const fact = facts?.days.find((one) => one.childId === childId && one.day === day)
      return fact ? dayCase(fact, rule) : null
    })
  assert.deepEqual(await caseOf(children.noel, '2026-12-08'), {
    kind: 'MISSED',
    percent: 100,
    because: 'UNEXCUSED',
  })
  await asWorker(db, (tx) =>
    decideAbsences(tx, [noel?.id ?? 0], { refusedBecause: null, now, actor: 'sophie' }),
  )
  assert.deepEqual(
    await caseOf(children.noel, '2026-12-08'),
    { kind: 'MISSED', percent: 100, because: 'WAITING_PERIOD' },
    'the first open day of each illness',
  )
})

test('a certificate is kept sealed with the absence, for the family and the town hall alone', async () => {
  const html = await (await claire.get('/absences')).text()
  const [, path = ''] =
    /href="(\/absences\/[0-9a-f-]{36})"><span class="l-title">Zoé/.exec(html) ?? []
  const page = await (await claire.get(path)).text()
  const body = new FormData()
  for (const [name, value] of sentForm(page, `${path}/justificatif`)) body.append(name, value)
  const empty = await claire.upload(`${path}/justificatif`, body)
  assert.equal(empty.status, 422)
  assert.match(await empty.text(), /Choisissez le fichier à envoyer/)
  body.append('f_fichier', new File([pdf], 'certificat.pdf'))
  const answer = await claire.upload(`${path}/justificatif`, body)
  assert.equal(answer.status, 303)
  assert.match(
    await (await claire.get(answer.headers.get('Location') ?? '')).text(),
    /Justificatif reçu<\/span> La mairie l’examine/,
  )
  const file = await claire.get(`${path}/justificatif`)
  assert.deepEqual(Buffer.from(await file.arrayBuffer()), pdf)
  const awa = await portal.signIn('awa.diallo')
  assert.equal((await awa.get(`${path}/justificatif`)).status, 404)
  const rows = await asWorker(db, (tx) =>
    sql<{ bytes: Buffer }>`select bytes from blob_content`.execute(tx),
  )
  assert.equal(rows.rows[0]?.bytes.includes('%PDF'), false, 'sealed at rest')
})

test('a paper that does not come in time leaves the day billed, and the family reads why', async () => {
  const later = instantAt('2026-12-17', '04:05')
  await asWorker(db, (tx) =>
    sql`update absence set certificate_blob_id = null, certificate_at = null`.execute(tx),
  )
  assert.equal(
    await asWorker(db, (tx) => closeLateAbsences(tx, instantAt('2026-12-16', '04:05'))),
    0,
  )
  assert.equal(await asWorker(db, (tx) => closeLateAbsences(tx, later)), 1, 'Zoé’s')
  assert.equal(await asWorker(db, (tx) => closeLateAbsences(tx, later)), 0, 'run twice')
  const html = await (await claire.get('/absences')).text()
  const [, path = ''] =
    /href="(\/absences\/[0-9a-f-]{36})"><span class="l-title">Zoé/.exec(html) ?? []
  const page = await (await claire.get(path)).text()
  assert.match(page, /Non excusée/)
  assert.match(page, /Le justificatif n’est pas arrivé dans les délais/)
})

test('an absence is withdrawn after a confirmation, and what was given back stays free', async () => {
  const zoe = await refOf('Zoé')
  const fields = { f_enfant: zoe, f_du: '14/12/2026', f_motif: 'FAMILY' }
  const answer = await claire.post('/absences', await absenceForm(claire, fields, 'declarer'))
  const path = (answer.headers.get('Location') ?? '').split('?')[0] ?? ''
  const confirm = await (await claire.get(`${path}/retirer`)).text()
  assert.match(confirm, /Les jours qui ont été annulés ne sont pas réservés à nouveau/)
  const sent = sentForm(confirm, `${path}/retirer`)
  sent.set('retirer', 'x')
  const done = await claire.post(`${path}/retirer`, sent)
  assert.match(
    await (await claire.get(done.headers.get('Location') ?? '')).text(),
    /L’absence est retirée/,
  )
  assert.equal(
    await bookedBy(db, { childId: children.zoe, unitId: units.meal, day: '2026-12-14' }),
    null,
  )
})

test('the other parent’s days are not called off, and a parent excuses nothing by hand', async () => {
  const ines = await refOf('Inès')
  const values = {
    f_enfant: ines,
    f_du: shortDate('2026-12-08'),
    f_au: '11/12/2026',
    f_motif: 'ILLNESS',
  }
  const declaring = { now, place, certificateDays: 8 }
  const checked = await asFamily(db, 'anne.bernard', now, (tx, { householdId }) =>
    previewAbsence(tx, householdId, values, declaring),
  )
  assert.equal(checked.ok, false)
  const forged = asFamily(db, 'claire.martin', now, (tx) =>
    sql`update absence set state = 'EXCUSED', decided_at = now() where child_id = ${children.zoe}`.execute(
      tx,
    ),
  )
  await assert.rejects(forged, /permission denied/)
})
