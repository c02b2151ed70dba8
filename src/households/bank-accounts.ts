import { sql } from 'kysely'
import { record } from '../audit/record.ts'
import type { Tx } from '../db/connect.ts'
import { dataKeyFor } from '../db/data-keys.ts'
import { sealField, type Place } from '../db/field-encryption.ts'
import { lookupHash, type Keys } from '../db/keys.ts'
import { addDays, type Day } from '../kernel/day.ts'
import { compactIban } from './iban.ts'

export interface NewBankAccount {
  readonly householdId: number
  readonly holder: string
  /** Checked before (iban.ts). */
  readonly iban: string
  readonly bic: string | null
  readonly validFrom: Day
}

/** A household's bank account from a day on; the one before ends the day before, one of the same day is replaced. */
export async function setBankAccount(
  tx: Tx,
  keys: Keys,
  account: NewBankAccount,
  { now, actor }: { readonly now: Date; readonly actor: string },
): Promise<void> {
  const { householdId, validFrom, bic } = account
  const iban = compactIban(account.iban)
  const key = await dataKeyFor(tx, keys, { subject: 'FAMILY', subjectId: householdId })
  await sql`delete from bank_account where household_id = ${householdId} and valid_from >= ${validFrom}::date`.execute(
    tx,
  )
  await sql`
    update bank_account set valid_to = ${addDays(validFrom, -1)}::date
    where household_id = ${householdId} and (valid_to is null or valid_to >= ${validFrom}::date)`.execute(
    tx,
  )
  const drawn = await sql<{
    id: number
  }>`select nextval(pg_get_serial_sequence('bank_account', 'id')) as id`.execute(tx)
  const id = drawn.rows[0]?.id ?? 0
  await sql`
    insert into bank_account (id, household_id, holder_enc, iban_enc, iban_hash, iban_last4, bic, valid_from) overriding system value
    values (${id}, ${householdId}, ${sealField(key, bankPlace(id, 'holder_enc'), account.holder)},
            ${sealField(key, bankPlace(id, 'iban_enc'), iban)}, ${lookupHash(keys, 'iban', iban)}, ${iban.slice(-4)}, ${bic}, ${validFrom})`.execute(
    tx,
  )
  await record(tx, {
    at: now,
    actorKind: 'OFFICER',
    actor,
    action: 'bank.set',
    subject: 'bank_account',
    subjectId: id,
    householdId,
  })
}

export function bankPlace(id: number, column: 'holder_enc' | 'iban_enc'): Place {
  return { table: 'bank_account', column, row: id }
}
