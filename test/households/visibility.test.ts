import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { sql } from 'kysely'
import { asWorker } from '../../src/db/transactions.ts'
import { familyFile } from '../../src/households/family-file.ts'
import { childFile } from '../../src/households/child-file.ts'
import { childrenOf } from '../../src/households/children.ts'
import { ownHouseholds } from '../../src/households/own-households.ts'
import { testDatabase } from '../support/database.ts'
import { testKeys } from '../support/keys.ts'
import { as, fillTown, idOfChild, idOfPerson, now } from './town.ts'

const keys = testKeys()
const db = await testDatabase()
before(() => fillTown(db, keys))

const byHousehold = [
  'household_adult',
  'household_child',
  'household_address',
  'tax_record',
  'benefit_record',
  'quotient',
  'bank_account',
] as const
const byChild = [
  'schooling',
  'health_record',
  'allergy',
  'care_protocol',
  'authorised_pickup',
] as const
const parent = { now, actorKind: 'PARENT', actor: 'marc.leroy' } as const

test('separated parents: each sees the child and nothing of the other household', async () => {
  for (const [one, other] of [
    ['Marc', 'Anne'],
    ['Anne', 'Marc'],
  ] as const) {
    const { personId, householdId } = await idOfPerson(db, other)
    const ines = await idOfChild(db, 'Inès')
    await as(db, one, async (tx) => {
      for (const table of byHousehold) {
        const seen = await tx.selectFrom(table).select('household_id').execute()
        assert.ok(seen.length > 0, `${one} sees the own ${table}`)
        assert.deepEqual(
          seen.filter((row) => row.household_id === householdId),
          [],
          `${one} sees ${table} of ${other}`,
        )
      }
      assert.deepEqual(
        await tx.selectFrom('household').select('id').where('id', '=', householdId).execute(),
        [],
      )
      assert.deepEqual(
        await tx.selectFrom('person').select('id').where('id', '=', personId).execute(),
        [],
      )
      assert.deepEqual(
        await tx
          .selectFrom('guardianship')
          .select('id')
          .where('person_id', '=', personId)
          .execute(),
        [],
      )
      assert.deepEqual(
        await tx
          .selectFrom('data_key')
          .select('id')
          .where('subject', '=', 'FAMILY')
          .where('subject_id', '=', householdId)
          .execute(),
        [],
      )
      assert.deepEqual(await tx.selectFrom('child').select('id').execute(), [{ id: ines.id }])
      for (const table of byChild) {
        const seen = await tx.selectFrom(table).select('child_id').execute()
        assert.deepEqual(
          [...new Set(seen.map((row) => row.child_id))],
          [ines.id],
          `${one} sees ${table} of the child alone`,
        )
      }
      assert.equal(await familyFile(tx, keys, householdId, parent), undefined)
      assert.deepEqual(await childrenOf(tx, householdId, '2026-11-02'), [])
    })
  }
})

test('a stranger sees nothing of the Martins, and cannot write there', async () => {
  const { householdId } = await idOfPerson(db, 'Claire')
  const zoe = await idOfChild(db, 'Zoé')
  await as(db, 'Awa', async (tx, awa) => {
    for (const table of byHousehold) {
      assert.deepEqual(
        await tx
          .selectFrom(table)
          .select('household_id')
          .where('household_id', '=', householdId)
          .execute(),
        [],
        table,
      )
    }
    for (const table of byChild) {
      assert.deepEqual(
        await tx.selectFrom(table).select('child_id').where('child_id', '=', zoe.id).execute(),
        [],
        table,
      )
    }
    assert.equal(
      await childFile(tx, keys, { householdId, ref: zoe.ref, personId: awa.personId }, parent),
      undefined,
    )
    assert.equal(
      await childFile(
        tx,
        keys,
        { householdId: awa.householdId ?? 0, ref: zoe.ref, personId: awa.personId },
        parent,
      ),
      undefined,
    )
  })
  await assert.rejects(
    as(db, 'Awa', (tx) =>
      sql`update household_address set street = 'x' where household_id = ${householdId}`.execute(
        tx,
      ),
    ),
    { code: '42501' },
  )
})

test('nobody without a session sees a person', async () => {
  await db.web(async (tx) => {
    for (const table of [
      ...byHousehold,
      ...byChild,
      'household',
      'person',
      'child',
      'guardianship',
    ] as const) {
      assert.deepEqual((await sql`select 1 from ${sql.table(table)}`.execute(tx)).rows, [], table)
    }
  })
})

test('Claire reads her file; the account number is masked and the reading is recorded', async () => {
  const file = await as(db, 'Claire', (tx, claire) =>
    familyFile(tx, keys, claire.householdId ?? 0, { ...parent, actor: claire.login }),
  )
  assert.ok(file)
  assert.deepEqual(
    file.adults.map(({ firstName, role, login }) => [firstName, role, login]),
    [
      ['Claire', 'PRIMARY', 'claire.martin'],
      ['Jean-Loup', 'PARTNER', null],
    ],
  )
  assert.equal(file.address?.insee, '59508')
  assert.deepEqual(file.benefit, { scheme: 'GENERAL', recipientNumber: '1234567' })
  assert.deepEqual(
    file.quotients.find(({ type }) => type === 'CAF'),
    {
      type: 'CAF',
      value: 735,
      validFrom: '2026-01-01',
      validTo: null,
      source: 'IMPORT',
      proof: null,
    },
  )
  assert.deepEqual(file.bank, {
    maskedIban: 'FR76 **** … 113',
    holder: 'Titulaire',
    validFrom: '2026-01-01',
  })
  assert.deepEqual(file.taxes, [
    {
      year: 2025,
      referenceIncome: 31_234,
      shares: 2.5,
      dependants: 2,
      taxNumber: null,
      noticeReference: null,
      grossIncome: null,
      partnerGrossIncome: null,
    },
  ])
  const recorded = await asWorker(db, (tx) =>
    tx
      .selectFrom('audit_event')
      .select(['actor', 'subject_id'])
      .where('action', '=', 'finances.read')
      .where('actor', '=', 'claire.martin')
      .execute(),
  )
  assert.deepEqual(recorded, [{ actor: 'claire.martin', subject_id: file.id }])
})

test('health is shown with full access, and closes at once with daily access', async () => {
  const { ref, id } = await idOfChild(db, 'Inès')
  const read = () =>
    as(db, 'Marc', (tx, marc) =>
      childFile(
        tx,
        keys,
        { householdId: marc.householdId ?? 0, ref, personId: marc.personId },
        parent,
      ),
    )
  const full = await read()
  assert.equal(full?.health?.sheet?.doctor?.name, 'Dr Faure')
  assert.deepEqual(
    full?.health?.allergies.map(({ label }) => label),
    ['arachide'],
  )
  assert.deepEqual(
    full?.health?.careProtocols.map(({ mealMode, emergencyKit }) => [mealMode, emergencyKit]),
    [['BASKET', 'trousse']],
  )
  assert.deepEqual(
    full?.pickups.map(({ firstName }) => firstName),
    ['Rose'],
  )
  const { personId } = await idOfPerson(db, 'Marc')
  await asWorker(db, (tx) =>
    sql`update guardianship set access = 'DAILY' where child_id = ${id} and person_id = ${personId}`.execute(
      tx,
    ),
  )
  const daily = await read()
  assert.equal(daily?.health, null)
  assert.deepEqual([daily?.pickups, daily?.className], [[], 'CE2-CM1 M. ROUX'])
  assert.equal(
    await as(
      db,
      'Marc',
      async (tx) => (await tx.selectFrom('health_record').select('child_id').execute()).length,
    ),
    0,
  )
})

test('the children of a household are listed with their class', async () => {
  const list = await as(db, 'Claire', (tx, claire) =>
    childrenOf(tx, claire.householdId ?? 0, '2026-11-02'),
  )
  assert.deepEqual(
    list.map(({ firstName, level, className }) => [firstName, level, className]),
    [
      ['Zoé', 'CE1', 'CE1 A Mme PETIT'],
      ['Noël', 'MS', 'MS-GS M. FAURE'],
    ],
  )
})

test('an adult of two households sees the names of both, and the rows of the one that is chosen', async () => {
  const claire = await idOfPerson(db, 'Claire')
  const { householdId: second } = await idOfPerson(db, 'Awa')
  await asWorker(db, (tx) =>
    sql`
    insert into household_adult (household_id, person_id, role, valid_from) values (${second}, ${claire.personId}, 'PARTNER', '2026-01-01')`.execute(
      tx,
    ),
  )
  const first = await as(db, 'Claire', async (tx) => ({
    own: await ownHouseholds(tx),
    rows: await tx.selectFrom('household').select('id').execute(),
  }))
  assert.deepEqual(
    first.own.map(({ name, isCurrent }) => [name, isCurrent]),
    [
      ['DIALLO Awa', false],
      ['MARTIN Claire et Jean-Loup', true],
    ],
  )
  assert.deepEqual(first.rows, [{ id: claire.householdId }])
  await asWorker(db, (tx) =>
    sql`update session set household_id = ${second} where account_id = (select account_id from person where id = ${claire.personId})`.execute(
      tx,
    ),
  )
  const after = await as(
    db,
    'Claire',
    async (tx) => await tx.selectFrom('household').select('id').execute(),
  )
  assert.deepEqual(after, [{ id: second }])
})
