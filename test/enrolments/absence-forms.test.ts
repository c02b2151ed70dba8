import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { parseDeadline } from '../../src/activities/deadline-rule.ts'
import { asWorker } from '../../src/db/transactions.ts'
import { bookForPeriod } from '../../src/enrolments/book-for-period.ts'
import { absencesOf, withdrawAbsence } from '../../src/enrolments/absences.ts'
import { decideAbsences, listAbsences } from '../../src/enrolments/decide-absences.ts'
import { openCertificate } from '../../src/enrolments/read-absence.ts'
import { instantAt } from '../../src/kernel/day.ts'
import { testDatabase } from '../support/database.ts'
import { testKeys } from '../support/keys.ts'
import { absenceForm, childRef, openPortal, sentForm, type SignedIn } from './portal.ts'
import { asFamily, plantStory } from './story.ts'

const db = await testDatabase()
const { children, units, households, activities } = await plantStory(db)

/** Tuesday 8 December 2026, a quarter to nine: today's meal is past its limit. */
const now = instantAt('2026-12-08', '08:45')
const keys = testKeys()
const portal = openPortal(db, now, keys)
const claire = await portal.signIn('claire.martin')
const pdf = Buffer.from(
  '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n',
)

await asWorker(db, (tx) =>
  bookForPeriod(
    tx,
    [
      { childId: children.zoe, householdId: households.martin, day: '2026-12-15' },
      { childId: children.ines, householdId: households.leroy, day: '2026-12-08' },
      { childId: children.ines, householdId: households.leroy, day: '2026-12-14' },
      { childId: children.ines, householdId: households.bernard, day: '2026-12-15' },
    ].map((one) => ({ ...one, unitId: units.meal })),
    { now: instantAt('2026-11-15', '12:00'), actor: 'mairie', channel: 'CLI' },
  ),
)

const refOf = (firstName: string) => childRef(db, firstName)

test('two forms at the same instant declare once: the other is told in a sentence and gives nothing back', async () => {
  const zoe = await refOf('Zoé')
  const fields = { f_enfant: zoe, f_du: '15/12/2026', f_motif: 'FAMILY' }
  const forms = await Promise.all([1, 2, 3].map(() => absenceForm(claire, fields, 'declarer')))
  const answers = await Promise.all(forms.map((one) => claire.post('/absences', one)))
  assert.deepEqual(
    answers.map((answer) => answer.status).sort((a, b) => a - b),
    [303, 422, 422],
  )
  const refused = answers.find((answer) => answer.status === 422)
  assert.match((await refused?.text()) ?? '', /Une absence de Zoé est déjà déclarée sur ces jours/)
})

test('who may not withdraw what is declared already is not told to', async () => {
  const ines = await refOf('Inès')
  const [marc, anne] = [await portal.signIn('marc.leroy'), await portal.signIn('anne.bernard')]
  const fields = { f_enfant: ines, f_du: '14/12/2026', f_au: '15/12/2026', f_motif: 'FAMILY' }
  const declare = async (parent: SignedIn) => {
    const answer = await parent.post('/absences', await absenceForm(parent, fields, 'declarer'))
    return { status: answer.status, page: await answer.text() }
  }
  assert.equal((await declare(marc)).status, 303)
  const other = await declare(anne)
  assert.equal(other.status, 422)
  assert.match(other.page, /sur ces jours par l’autre foyer.*elle vaut aussi/)
  assert.doesNotMatch(other.page, /retirez-la/)
  assert.match((await declare(marc)).page, /sur ces jours.: retirez-la d’abord/)

  const waiting = await asWorker(db, (tx) => listAbsences(tx, { states: null, now, limit: 10 }))
  const ids = waiting.filter((one) => one.child.startsWith('Inès')).map((one) => one.id)
  const decision = { refusedBecause: 'Trop tard', now, actor: 'sophie' }
  await asWorker(db, (tx) => decideAbsences(tx, ids, decision))
  assert.match((await declare(marc)).page, /sur ces jours, et la mairie a décidé/)
})

test('an absence that the town hall decides in the same instant is not told as withdrawn', async () => {
  const late = asFamily(db, 'claire.martin', now, async (tx, { householdId, login }) => {
    const [seen] = await absencesOf(tx, householdId, '2026-12-01')
    assert.ok(seen)
    await asWorker(db, (other) =>
      decideAbsences(other, [seen.id], { refusedBecause: null, now, actor: 'sophie' }),
    )
    await withdrawAbsence(tx, householdId, seen, { now, login })
  })
  await assert.rejects(late, { code: 'ABSENCE_DECIDED' })
})

test('a form that was refused and is sent again is refused again, and not told as done', async () => {
  const fields = { f_enfant: await refOf('Zoé'), f_du: '18/12/2026', f_motif: 'FAMILY' }
  const sent = await absenceForm(claire, fields, 'declarer')
  for (const time of ['first', 'second']) {
    const answer = await claire.post('/absences', sent)
    assert.equal(answer.status, 422, time)
    assert.match(await answer.text(), /Rien n’est réservé par votre foyer pour Zoé/)
  }
})

test('the activity says how long its certificate may take and until when to declare; the paper goes with the first form', async () => {
  await asWorker(db, (tx) =>
    sql`insert into deadline_rule (activity_id, action, rule, valid_from) values
        (${activities.canteen}, 'CERTIFICATE', '{"kind": "DAYS_AFTER", "days": 3}', '2000-01-01'),
        (${activities.canteen}, 'ABSENCE', ${JSON.stringify(parseDeadline('same day 08:00'))}::jsonb, '2000-01-01')`.execute(
      tx,
    ),
  )
  const marc = await portal.signIn('marc.leroy')
  const fields = { f_enfant: await refOf('Inès'), f_du: '08/12/2026', f_motif: 'ILLNESS' }
  const sent = await absenceForm(marc, fields, 'voir')
  const seen = await (await marc.post('/absences', sent)).text()
  assert.match(seen, /justificatif au plus tard le vendredi 11 décembre/)
  assert.match(seen, /Signalé après la limite fixée par la mairie.: cantine, mardi 8 décembre/)
  const body = new FormData()
  for (const [name, value] of sentForm(seen, '/absences')) body.append(name, value)
  body.append('declarer', 'x')
  body.append('f_fichier', new File(['MZ not a paper'], 'certificat.pdf'))
  const wrong = await marc.upload('/absences', body)
  assert.equal(wrong.status, 422)
  assert.match(await wrong.text(), /<title>Erreur.: /)
  body.set('f_fichier', new File([pdf], 'certificat.pdf'))
  const answer = await marc.upload('/absences', body)
  const page = await (await marc.get(answer.headers.get('Location') ?? '')).text()
  assert.match(page, /L’absence et son justificatif sont enregistrés/)
  assert.match(page, /après la limite fixée par la mairie/)
  const [listed] = await asWorker(db, (tx) =>
    listAbsences(tx, { states: ['DECLARED'], now, limit: 9 }),
  )
  assert.deepEqual(
    [listed?.child, listed?.certificate, listed?.declaredLate],
    ['Inès LEROY', 'HERE', true],
  )
  const reader = {
    now,
    actorKind: 'OFFICER',
    actor: 'sophie',
    purpose: 'absences de la semaine',
  } as const
  const opened = await asWorker(db, (tx) => openCertificate(tx, keys, listed?.id ?? 0, reader))
  assert.deepEqual(opened?.bytes, pdf)
  const address = (answer.headers.get('Location') ?? '').replace(/\?.*/, '')
  assert.equal((await marc.get(`${address}/justificatif`)).status, 200)
  const trail = await asWorker(db, (tx) =>
    sql<{ actor: string; purpose: string | null }>`
      select actor, purpose from audit_event where action = 'absence.certificate-read' order by id`.execute(
      tx,
    ),
  )
  assert.deepEqual(trail.rows, [
    { actor: 'sophie', purpose: 'absences de la semaine' },
    { actor: 'marc.leroy', purpose: null },
  ])
})
