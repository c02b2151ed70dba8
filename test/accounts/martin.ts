import { sql } from 'kysely'
import { hashSecret } from '../../src/accounts/hashing.ts'
import { createAccounts } from '../../src/accounts/logins.ts'
import type { Database } from '../../src/db/connect.ts'
import type { Keys } from '../../src/db/keys.ts'
import { asWorker } from '../../src/db/transactions.ts'

export interface Claire {
  readonly accountId: number
  readonly personId: number
  readonly householdId: number
  readonly login: string
}

/** Claire Martin, her partner Paul and Zoé, with their address; Claire has an account that nobody has activated. */
export async function familyMartin(db: Database, now: Date): Promise<Claire> {
  return asWorker(db, async (tx) => {
    const made = await sql<{ householdId: number; personId: number }>`
      with home as (
        insert into household (file_number, name, sort_name) values (1001, 'Martin', 'MARTIN') returning id),
      claire as (
        insert into person (title, usual_name, birth_name, first_name, match_key, birth_date)
        values ('MME', 'Martin', 'Kerbrat', 'Claire', 'MARTIN CLAIRE', '1987-03-14') returning id),
      paul as (
        insert into person (title, usual_name, first_name, match_key, birth_date)
        values ('M', 'Guivarch', 'Paul', 'GUIVARCH PAUL', '1985-07-02') returning id),
      zoe as (
        insert into child (last_name, first_name, match_key, sex, birth_date)
        values ('Martin', 'Philomène', 'MARTIN PHILOMENE', 'F', '2018-05-09') returning id),
      adults as (
        insert into household_adult (household_id, person_id, role, valid_from)
        select home.id, claire.id, 'PRIMARY', date '2020-01-01' from home, claire
        union all select home.id, paul.id, 'PARTNER', date '2020-01-01' from home, paul),
      children as (
        insert into household_child (household_id, child_id, valid_from)
        select home.id, zoe.id, date '2020-01-01' from home, zoe),
      rights as (
        insert into guardianship (child_id, person_id, relationship, has_parental_authority, access, valid_from)
        select zoe.id, claire.id, 'MOTHER', true, 'FULL', date '2020-01-01' from zoe, claire),
      address as (
        insert into household_address (household_id, number, street, complement, postcode, commune, insee, valid_from)
        select id, '12', 'rue des Écoles', 'Bâtiment B', '29290', 'Saint-Renan', '29260', date '2020-01-01' from home)
      select home.id as "householdId", claire.id as "personId" from home, claire`.execute(tx)
    const { householdId = 0, personId = 0 } = made.rows[0] ?? {}
    const holders = [{ personId, firstName: 'Claire', usualName: 'Martin' }]
    const accounts = await createAccounts(tx, holders, { now, actor: 'sophie' })
    const { accountId = 0, login = '' } = accounts.get(personId) ?? {}
    await tx
      .updateTable('person')
      .set({ account_id: accountId })
      .where('id', '=', personId)
      .execute()
    return { accountId, personId, householdId, login }
  })
}

/** As if the account had been activated with this password. */
export async function givePassword(
  db: Database,
  keys: Keys,
  accountId: number,
  password: string,
): Promise<void> {
  const hash = await hashSecret(keys, password)
  await asWorker(db, (tx) =>
    tx
      .updateTable('account')
      .set({ password_hash: hash, state: 'ACTIVE', must_change_password: false })
      .where('id', '=', accountId)
      .execute(),
  )
}
