import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { sql } from 'kysely'
import type { Tx } from '../../src/db/connect.ts'
import { asWorker } from '../../src/db/transactions.ts'
import { addressOn } from '../../src/households/address-of.ts'
import { bankAccountOn, setBankAccount } from '../../src/households/bank-accounts.ts'
import { benefitOf, setBenefit } from '../../src/households/benefits.ts'
import { setTaxRecord, taxRecords } from '../../src/households/tax-records.ts'
import { mergeFamilies } from '../../src/requests/merge-families.ts'
import { by, fillTown, idOfPerson } from '../households/town.ts'
import { testDatabase } from '../support/database.ts'
import { testKeys } from '../support/keys.ts'

const keys = testKeys()
const db = await testDatabase()
before(() => fillTown(db, keys))

const today = '2026-11-02'
const awasIban = 'FR1420041010050500013M02606'
const nothing = { kind: 'bank', brought: 0, kept: 0 }

/**
 * Merges Awa's file, with records of its own, into Claire's, which has none but what a test gives it; what the look
 * at it answers is all that stays.
 */
async function merging<T>(prepare: Prepare, look: Look<T>): Promise<T> {
  const [awa, claire] = [await idOfPerson(db, 'Awa'), await idOfPerson(db, 'Claire')]
  const files = { fromId: awa.householdId, intoId: claire.householdId, personId: awa.personId }
  const seen = Promise.withResolvers<T>()
  const undone = asWorker(db, async (tx) => {
    await emptyFiles(tx, files)
    await fillFormer(tx, files)
    await prepare(tx, files)
    const { records } = await mergeFamilies(tx, keys, files, by)
    seen.resolve(await look(tx, { ...files, done: new Map(records.map((one) => [one.kind, one])) }))
    throw new Error('looked at')
  })
  await assert.rejects(undone, /^Error: looked at$/)
  return seen.promise
}

test('what only the former file has goes on in the other, sealed with its key', async () => {
  await merging(
    async () => {},
    async (tx, { fromId, intoId, personId, done }) => {
      assert.deepEqual(
        [...done.values()].map(({ brought, kept }) => [brought, kept]),
        [1, 2, 1, 1, 2].map((brought) => [brought, 0]),
      )
      const account = await bankAccountOn(tx, keys, intoId, today)
      assert.deepEqual(
        [account?.iban, account?.holder, account?.bic, account?.validFrom],
        [awasIban, 'Awa Diallo', 'PSSTFRPPPAR', today],
      )
      assert.equal(await bankAccountOn(tx, keys, fromId, today), undefined)
      const former = await bankAccountOn(tx, keys, fromId, '2026-11-01')
      assert.equal(former?.iban, awasIban, 'past debits still name it')
      assert.deepEqual(await benefitOf(tx, keys, intoId), caf(personId))
      const notices = await taxRecords(tx, keys, intoId)
      assert.deepEqual(
        notices.map(({ year, consent, referenceIncome }) => [year, consent, referenceIncome]),
        [
          [2025, true, 20_250],
          [2024, true, 20_240],
        ],
      )
      const address = await addressOn(tx, intoId, today)
      assert.equal(address?.postcode, '59223')
      const trail = await sql<{ action: string }>`
        select action from audit_event where household_id = ${intoId} and action like '%.bring' order by action`.execute(
        tx,
      )
      assert.equal(trail.rows.length, 5)
    },
  )
})

test('the history of a quotient goes on, its day, fund, source and certificate with it', async () => {
  const history = await merging(
    async () => {},
    (tx, { intoId }) => quotientsOf(tx, intoId),
  )
  assert.deepEqual(history, [
    ['CAF', 640, '2025-01-01', '2025-12-31', 'IMPORT', '2025-01-10'],
    ['MSA', 720, '2026-01-01', null, 'DECLARED', '2026-01-10'],
  ])
})

test('a quotient of any fund keeps its days: the former one fills those before and after', async () => {
  const history = await merging(
    (tx, { intoId }) => enterQuotient(tx, intoId, ['COMMUNAL', 900, '2025-06-01', '2026-08-31']),
    async (tx, { intoId, done }) => {
      assert.deepEqual(done.get('quotient'), { kind: 'quotient', brought: 2, kept: 2 })
      return quotientsOf(tx, intoId)
    },
  )
  assert.deepEqual(
    history.map((one) => one.slice(0, 4)),
    [
      ['CAF', 640, '2025-01-01', '2025-05-31'],
      ['COMMUNAL', 900, '2025-06-01', '2026-08-31'],
      ['MSA', 720, '2026-09-01', null],
    ],
  )
})

test('an annulled quotient is nothing to bring, and one of the other file holds no days', async () => {
  const history = await merging(
    async (tx, { fromId, intoId }) => {
      await sql`update quotient set annulled_at = ${by.now} where household_id = ${fromId} and type = 'CAF'`.execute(
        tx,
      )
      await enterQuotient(tx, intoId, ['COMMUNAL', 900, '2026-01-01', null])
      await sql`update quotient set annulled_at = ${by.now} where household_id = ${intoId}`.execute(
        tx,
      )
    },
    (tx, { intoId }) => quotientsOf(tx, intoId),
  )
  assert.deepEqual(
    history.map((one) => one.slice(0, 4)),
    [['MSA', 720, '2026-01-01', null]],
  )
})

test('what both files have stays as the file that goes on has it, and is told', async () => {
  await merging(
    async (tx, { intoId }) => {
      await giveAccount(tx, intoId, 'FR7630001007941234567000113', '2026-05-01')
      await setBenefit(tx, keys, { householdId: intoId, ...caf(null), scheme: 'MSA' }, officer)
      await giveNotice(tx, intoId, 2025, 90_000)
      await sql`insert into household_address (household_id, street, postcode, commune, insee, valid_from)
                values (${intoId}, 'RUE DU MOULIN', '59000', 'LILLE', '59350', '2026-01-01')`.execute(
        tx,
      )
    },
    async (tx, { fromId, intoId, done }) => {
      assert.deepEqual(done.get('bank'), { ...nothing, kept: 1 })
      assert.deepEqual(done.get('benefit'), { ...nothing, kind: 'benefit', kept: 1 })
      assert.deepEqual(done.get('tax'), { kind: 'tax', brought: 1, kept: 1 })
      assert.deepEqual(done.get('address'), { ...nothing, kind: 'address', kept: 1 })
      const account = await bankAccountOn(tx, keys, intoId, today)
      assert.equal(account?.iban, 'FR7630001007941234567000113')
      assert.equal((await bankAccountOn(tx, keys, fromId, today))?.iban, awasIban)
      assert.equal((await benefitOf(tx, keys, intoId))?.scheme, 'MSA')
      assert.equal((await benefitOf(tx, keys, fromId))?.recipientNumber, '1234567')
      const notices = await taxRecords(tx, keys, intoId)
      assert.deepEqual(
        notices.map(({ referenceIncome }) => referenceIncome),
        [90_000, 20_240],
      )
      assert.equal((await addressOn(tx, intoId, today))?.postcode, '59000')
    },
  )
})

test('a C.A.F. file without its number takes that of the former one, and keeps its own consents', async () => {
  const benefit = await merging(
    (tx, { intoId }) =>
      setBenefit(
        tx,
        keys,
        {
          ...caf(null),
          householdId: intoId,
          fund: 'CAF du Loiret',
          recipientNumber: null,
          consentCdap: false,
        },
        officer,
      ),
    (tx, { intoId }) => benefitOf(tx, keys, intoId),
  )
  assert.deepEqual(
    [benefit?.fund, benefit?.recipientNumber, benefit?.consentCdap],
    ['CAF du Loiret', '1234567', false],
  )
})

test('an account that begins later is brought for its own days, and is nowhere twice', async () => {
  await merging(
    async (tx, { fromId }) => {
      await sql`delete from bank_account where household_id = ${fromId}`.execute(tx)
      await giveAccount(tx, fromId, awasIban, '2026-12-01')
    },
    async (tx, { fromId, intoId, done }) => {
      assert.deepEqual(done.get('bank'), { ...nothing, brought: 1 })
      assert.equal(await bankAccountOn(tx, keys, intoId, '2026-11-30'), undefined)
      assert.equal((await bankAccountOn(tx, keys, intoId, '2026-12-01'))?.iban, awasIban)
      assert.equal(await bankAccountOn(tx, keys, fromId, '2026-12-01'), undefined)
    },
  )
})

interface Files {
  readonly fromId: number
  readonly intoId: number
  readonly personId: number
}

type Merged = Awaited<ReturnType<typeof mergeFamilies>>['records'][number]
type Prepare = (tx: Tx, files: Files) => Promise<unknown>
type Look<T> = (tx: Tx, files: Files & { readonly done: ReadonlyMap<string, Merged> }) => Promise<T>

const officer = { ...by, actorKind: 'OFFICER' } as const

function caf(recipientPersonId: number | null) {
  return {
    scheme: 'GENERAL',
    fund: 'CAF du Nord',
    recipientNumber: '1234567',
    recipientPersonId,
    consentCdap: true,
    consentApi: false,
  } as const
}

async function emptyFiles(tx: Tx, { fromId, intoId }: Files): Promise<void> {
  for (const table of ['bank_account', 'benefit_record', 'tax_record', 'household_address']) {
    await sql`delete from ${sql.table(table)} where household_id in (${fromId}, ${intoId})`.execute(
      tx,
    )
  }
  await sql`update quotient set annulled_at = ${by.now} where household_id in (${fromId}, ${intoId})`.execute(
    tx,
  )
}

async function fillFormer(tx: Tx, { fromId, personId }: Files): Promise<void> {
  await giveAccount(tx, fromId, awasIban, '2026-03-01')
  await setBenefit(tx, keys, { householdId: fromId, ...caf(personId) }, officer)
  await giveNotice(tx, fromId, 2024, 20_240)
  await giveNotice(tx, fromId, 2025, 20_250)
  await enterQuotient(tx, fromId, ['CAF', 640, '2025-01-01', '2025-12-31'], 'IMPORT')
  await enterQuotient(tx, fromId, ['MSA', 720, '2026-01-01', null])
  await sql`insert into household_address (household_id, number, street, postcode, commune, insee, valid_from)
            values (${fromId}, '4', 'RUE DES LILAS', '59223', 'RONCQ', '59508', '2025-01-01')`.execute(
    tx,
  )
}

function giveAccount(tx: Tx, householdId: number, iban: string, validFrom: string) {
  const account = { householdId, holder: 'Awa Diallo', iban, bic: 'PSSTFRPPPAR', validFrom }
  return setBankAccount(tx, keys, account, by)
}

function giveNotice(tx: Tx, householdId: number, year: number, referenceIncome: number) {
  const body = { referenceIncome, shares: 2, dependants: 1 }
  return setTaxRecord(tx, keys, { householdId, year, body, consent: true }, by)
}

type Spell = readonly ['CAF' | 'MSA' | 'COMMUNAL', number, string, string | null]

async function enterQuotient(
  tx: Tx,
  householdId: number,
  [type, value, from, to]: Spell,
  source = 'DECLARED',
): Promise<void> {
  await sql`
    insert into quotient (household_id, type, value, valid_from, valid_to, received_on, source, entered_by)
    values (${householdId}, ${type}, ${value}, ${from}, ${to}, ${`${from.slice(0, 8)}10`}, ${source}, 'mairie')`.execute(
    tx,
  )
}

async function quotientsOf(tx: Tx, householdId: number) {
  const found = await sql<{ row: unknown[] }>`
    select jsonb_build_array(type, value, valid_from, valid_to, source, received_on) as row
    from quotient where household_id = ${householdId} and annulled_at is null order by valid_from`.execute(
    tx,
  )
  return found.rows.map(({ row }) => row)
}
