import { sql } from 'kysely'
import type { Database, Tx } from '../../src/db/connect.ts'
import type { Keys } from '../../src/db/keys.ts'
import { asParent, asWorker, type Parent } from '../../src/db/transactions.ts'
import { setBankAccount } from '../../src/households/bank-accounts.ts'
import { setCareProtocol, setHealth } from '../../src/households/health.ts'
import { addPickup } from '../../src/households/pickups.ts'
import { setTaxRecord } from '../../src/households/tax-records.ts'
import { instantAt } from '../../src/kernel/day.ts'
import { sha256 } from '../../src/kernel/ids.ts'
import { importFamilies } from '../../src/operations/imports/import-families.ts'
import { generic, onde } from '../imports/family-files.ts'

export const now = instantAt('2026-11-02', '10:00')
export const by = { now, actor: 'mairie' }

/** Everybody of the data folder's files, with something in every table of a family. */
export async function fillTown(db: Database, keys: Keys): Promise<void> {
  await asWorker(db, async (tx) => {
    await importFamilies(tx, keys, generic, by)
    await importFamilies(tx, keys, onde, by)
    await sql`update account set state = 'ACTIVE', password_hash = 'x'`.execute(tx)
    const { households, children } = await ids(tx)
    for (const householdId of households) {
      await setBankAccount(
        tx,
        keys,
        {
          householdId,
          holder: 'Titulaire',
          iban: 'FR76 3000 1007 9412 3456 7000 113',
          bic: null,
          validFrom: '2026-01-01',
        },
        by,
      )
      await setTaxRecord(
        tx,
        keys,
        {
          householdId,
          year: 2025,
          body: { referenceIncome: 31_234, shares: 2.5, dependants: 2 },
          consent: true,
        },
        by,
      )
    }
    for (const childId of children) {
      await setHealth(
        tx,
        keys,
        {
          childId,
          health: {
            doctor: { name: 'Dr Faure', phone: null, city: 'Roncq' },
            treatment: null,
            notes: null,
          },
          allergies: [{ type: 'FOOD', label: 'arachide', severity: null, conduct: null }],
        },
        by,
      )
      await setCareProtocol(
        tx,
        keys,
        {
          childId,
          validFrom: '2026-09-01',
          validTo: '2027-07-07',
          mealMode: 'BASKET',
          body: { type: 'FOOD', emergencyKit: 'trousse', conduct: null, doctor: null },
        },
        by,
      )
      await addPickup(
        tx,
        {
          childId,
          householdId: null,
          lastName: 'Petit',
          firstName: 'Rose',
          relationship: 'voisine',
          phones: ['+33600000009'],
          canPickUp: true,
          emergencyContact: true,
          validFrom: '2026-09-01',
        },
        { ...by, actorKind: 'OFFICER' },
      )
    }
    await sql`
      insert into quotient (household_id, type, value, valid_from, received_on, source, entered_by)
      select id, 'COMMUNAL', 500, '2026-01-01', '2026-01-01', 'DECLARED', 'mairie' from household`.execute(
      tx,
    )
    await sql`insert into benefit_record (household_id, scheme) select id, 'GENERAL' from household on conflict do nothing`.execute(
      tx,
    )
  })
}

/** What an adult sees, through the portal's role. */
export async function as<T>(
  db: Database,
  firstName: string,
  work: (tx: Tx, parent: Parent) => Promise<T>,
): Promise<T> {
  const token = sha256(firstName)
  await asWorker(db, (tx) =>
    sql`
    insert into session (account_id, token_sha256, created_at, last_seen_at, expires_at)
    select account_id, ${token}, ${now}, ${now}, ${new Date(now.getTime() + 3_600_000)} from person where first_name = ${firstName}
    on conflict (token_sha256) do update set ended_at = null`.execute(tx),
  )
  const seen = await asParent(db, token, now, async (tx, parent) => ({
    value: await work(tx, parent),
  }))
  if (!seen) throw new Error(`${firstName} is not signed in`)
  return seen.value
}

async function ids(tx: Tx): Promise<{ households: number[]; children: number[] }> {
  const households = await tx.selectFrom('household').select('id').execute()
  const children = await tx.selectFrom('child').select('id').execute()
  return { households: households.map(({ id }) => id), children: children.map(({ id }) => id) }
}

export async function idOfPerson(
  db: Database,
  firstName: string,
): Promise<{ personId: number; householdId: number }> {
  return asWorker(db, (tx) =>
    tx
      .selectFrom('household_adult as m')
      .innerJoin('person as p', 'p.id', 'm.person_id')
      .where('p.first_name', '=', firstName)
      .select(['p.id as personId', 'm.household_id as householdId'])
      .executeTakeFirstOrThrow(),
  )
}

export async function idOfChild(
  db: Database,
  firstName: string,
): Promise<{ id: number; ref: string }> {
  return asWorker(db, (tx) =>
    tx
      .selectFrom('child')
      .where('first_name', '=', firstName)
      .select(['id', 'ref'])
      .executeTakeFirstOrThrow(),
  )
}
