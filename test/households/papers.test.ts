import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { sql } from 'kysely'
import { asWorker } from '../../src/db/transactions.ts'
import {
  acceptEvidence,
  addEvidence,
  evidenceFile,
  refuseEvidence,
  type NewEvidence,
} from '../../src/households/evidence.ts'
import {
  evidenceOf,
  missingBlocking,
  papersToSupply,
} from '../../src/households/papers-to-supply.ts'
import { createRegie } from '../payments/payment-world.ts'
import { testDatabase } from '../support/database.ts'
import { testKeys } from '../support/keys.ts'
import { as, fillTown, idOfChild, idOfPerson, now } from './town.ts'

const keys = testKeys()
const db = await testDatabase()
before(() => fillTown(db, keys))

const parent = { now, actorKind: 'PARENT', actor: 'marc.leroy' } as const
const file = { bytes: Buffer.from('%PDF-1.7 papier %%EOF'), mediaType: 'application/pdf' } as const
const today = '2026-11-02'

async function marcsPaper(kind: string, ofInes: boolean): Promise<NewEvidence> {
  const { householdId } = await idOfPerson(db, 'Marc')
  const childId = ofInes ? (await idOfChild(db, 'Inès')).id : null
  return { householdId, childId, kind, fileName: 'scan.pdf', file }
}

async function stateFor(who: 'Marc' | 'Anne', kind: string): Promise<string | undefined> {
  const { householdId } = await idOfPerson(db, who)
  const asked = await as(db, who, (tx) => papersToSupply(tx, householdId, today))
  return asked.find((paper) => paper.kind === kind)?.state
}

test('a paper of the child is seen by both parents, one of the household by nobody else', async () => {
  const insurance = await marcsPaper('INSURANCE', true)
  const address = await marcsPaper('PROOF_OF_ADDRESS', false)
  const [shared, own] = await as(db, 'Marc', async (tx) => [
    await addEvidence(tx, keys, insurance, parent),
    await addEvidence(tx, keys, address, parent),
  ])
  assert.deepEqual(
    [await stateFor('Marc', 'INSURANCE'), await stateFor('Anne', 'INSURANCE')],
    ['RECEIVED', 'RECEIVED'],
  )
  assert.deepEqual(
    [await stateFor('Marc', 'PROOF_OF_ADDRESS'), await stateFor('Anne', 'PROOF_OF_ADDRESS')],
    ['RECEIVED', 'MISSING'],
  )
  const anne = await idOfPerson(db, 'Anne')
  await as(db, 'Anne', async (tx) => {
    assert.ok((await evidenceFile(tx, keys, shared?.ref ?? '', parent))?.bytes.equals(file.bytes))
    assert.equal(await evidenceFile(tx, keys, own?.ref ?? '', parent), null)
    const given = await evidenceOf(tx, anne.householdId, today)
    assert.deepEqual(
      given.map(({ label, isOwn }) => [label, isOwn]),
      [['Assurance de responsabilité civile', false]],
    )
    for (const table of ['evidence', 'blob', 'blob_content'] as const) {
      const seen = await tx
        .selectFrom(table)
        .select(sql<number>`count(*)::int`.as('count'))
        .executeTakeFirst()
      assert.equal(seen?.count, 1, table)
    }
  })
  await as(db, 'Awa', async (tx) => {
    assert.deepEqual(await tx.selectFrom('evidence').select('id').execute(), [])
    assert.deepEqual(await tx.selectFrom('blob').select('id').execute(), [])
    assert.deepEqual(await tx.selectFrom('blob_content').select('blob_id').execute(), [])
  })
})

test('nobody gives a paper for another household, for a foreign child or as accepted', async () => {
  const paper = await marcsPaper('PROOF_OF_ADDRESS', false)
  const ines = await marcsPaper('INSURANCE', true)
  await assert.rejects(as(db, 'Anne', (tx) => addEvidence(tx, keys, paper, parent)))
  const awa = await idOfPerson(db, 'Awa')
  const foreign = { ...ines, householdId: awa.householdId }
  await assert.rejects(as(db, 'Awa', (tx) => addEvidence(tx, keys, foreign, parent)))
  const marc = await idOfPerson(db, 'Marc')
  const forged = as(db, 'Marc', (tx) =>
    sql`insert into evidence (kind_id, household_id, blob_id, file_name, state, seen_on, created_at)
      select 1, ${marc.householdId}, id, 'x', 'ACCEPTED', ${today}, ${now} from blob limit 1`.execute(
      tx,
    ),
  )
  await assert.rejects(forged, /row-level security/)
  await assert.rejects(
    as(db, 'Marc', (tx) => sql`update evidence set state = 'RECEIVED' where true`.execute(tx)),
  )
  const childless = { ...ines, childId: null }
  await assert.rejects(
    as(db, 'Marc', (tx) => addEvidence(tx, keys, childless, parent)),
    /NOT_FOUND/,
  )
})

test('an accepted paper runs out by its kind; a refused one says why; neither is decided twice', async () => {
  const by = { now, actor: 'sophie' }
  const marc = await idOfPerson(db, 'Marc')
  const refs = await as(db, 'Marc', (tx) => evidenceOf(tx, marc.householdId, today))
  const insurance = refs.find(({ label }) => label.startsWith('Assurance'))?.ref ?? ''
  const address = refs.find(({ label }) => label.startsWith('Justificatif'))?.ref ?? ''
  await asWorker(db, (tx) => acceptEvidence(tx, insurance, by))
  await asWorker(db, (tx) => refuseEvidence(tx, address, { ...by, because: 'La photo est floue.' }))
  await assert.rejects(
    asWorker(db, (tx) => acceptEvidence(tx, address, by)),
    /PAPER_DECIDED/,
  )
  const asked = await as(db, 'Marc', (tx) => papersToSupply(tx, marc.householdId, today))
  const paper = (kind: string) => asked.find((one) => one.kind === kind)
  assert.deepEqual(
    [paper('INSURANCE')?.state, paper('INSURANCE')?.validTo],
    ['ACCEPTED', '2027-08-31'],
  )
  assert.equal(paper('PROOF_OF_ADDRESS')?.refusedBecause, 'La photo est floue.')
  const later = async (day: string) =>
    (await as(db, 'Marc', (tx) => papersToSupply(tx, marc.householdId, day))).find(
      (one) => one.kind === 'INSURANCE',
    )?.state
  assert.deepEqual(
    [
      await later('2027-08-01'),
      await later('2027-08-02'),
      await later('2027-08-31'),
      await later('2027-09-01'),
    ],
    ['ACCEPTED', 'EXPIRING', 'EXPIRING', 'EXPIRED'],
  )
  const address2 = await marcsPaper('PROOF_OF_ADDRESS', false)
  await as(db, 'Marc', (tx) => addEvidence(tx, keys, address2, parent))
  assert.equal(await stateFor('Marc', 'PROOF_OF_ADDRESS'), 'RECEIVED')
})

test('what blocks an activity is what was neither given nor accepted', async () => {
  const { householdId } = await idOfPerson(db, 'Marc')
  const { id: childId } = await idOfChild(db, 'Inès')
  const activityId = await asWorker(db, async (tx) => {
    const regieId = await createRegie(tx, 'R')
    const made = await sql<{ id: number }>`
            insert into activity (code, kind, name, regie_id, decision, capacity_mode, published_from)
      select 'PISCINE', 'LEISURE_CENTRE', 'Piscine', ${regieId}, 'AUTOMATIC', 'NONE', '2026-06-01' returning id`.execute(
      tx,
    )
    const id = made.rows[0]?.id ?? 0
    await sql`insert into activity_evidence (activity_id, kind_id, blocking)
      select ${id}, id, code <> 'WORK_CERTIFICATE' from evidence_kind
      where code in ('VACCINATIONS', 'INSURANCE', 'WORK_CERTIFICATE')`.execute(tx)
    return id
  })
  const missing = (day: string) =>
    asWorker(db, (tx) => missingBlocking(tx, { householdId, childId, activityId, day }))
  assert.deepEqual(await missing(today), [
    {
      kind: 'VACCINATIONS',
      label: 'Pages de vaccination du carnet de santé',
      childFirstName: 'Inès',
    },
  ])
  assert.deepEqual(
    (await missing('2027-09-01')).map(({ kind }) => kind),
    ['INSURANCE', 'VACCINATIONS'],
  )
})

test('a day of the year that comes back is the next one, also on 29 February', async () => {
  const found = await asWorker(db, (tx) =>
    sql<{ days: string[] }>`select array[
      app.next_fixed_day('08-31', '2026-11-02'), app.next_fixed_day('08-31', '2026-08-31'),
      app.next_fixed_day('02-29', '2027-01-01'), app.next_fixed_day('02-29', '2027-03-01')]::text[] as days`.execute(
      tx,
    ),
  )
  assert.deepEqual(found.rows[0]?.days, ['2027-08-31', '2026-08-31', '2027-02-28', '2028-02-29'])
})
