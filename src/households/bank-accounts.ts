import { sql, type RawBuilder } from 'kysely'
import { rowsHash } from '../audit/hashes.ts'
import { record } from '../audit/record.ts'
import type { Tx } from '../db/connect.ts'
import { dataKeyFor, knownDataKeys } from '../db/data-keys.ts'
import { openText, sealField, type Place } from '../db/field-encryption.ts'
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

/**
 * A household's bank account from a day on. Another IBAN: the account before ends the day before, one of the same day
 * is replaced. The same IBAN: holder and BIC are corrected where they stand.
 */
export async function setBankAccount(
  tx: Tx,
  keys: Keys,
  account: NewBankAccount,
  { now, actor }: { readonly now: Date; readonly actor: string },
): Promise<void> {
  const { householdId } = account
  const own = { column: 'household_id', value: householdId } as const
  const beforeHash = await rowsHash(tx, 'bank_account', own)
  const iban = compactIban(account.iban)
  const known = await accountOn(tx, { ...account, hash: lookupHash(keys, 'iban', iban) })
  const id = known ?? (await makeRoom(tx, account))
  await write(tx, keys, { ...account, iban, id })
  await record(tx, {
    at: now,
    actorKind: 'OFFICER',
    actor,
    action: 'bank.set',
    subject: 'bank_account',
    subjectId: id,
    householdId,
    beforeHash,
    afterHash: await rowsHash(tx, 'bank_account', own),
  })
}

/** The account of that day when it has this IBAN. */
async function accountOn(
  tx: Tx,
  { householdId, validFrom, hash }: NewBankAccount & { readonly hash: Buffer },
): Promise<number | undefined> {
  const found = await sql<{ id: number }>`
    select id from bank_account
    where household_id = ${householdId} and iban_hash = ${hash} and valid_from <= ${validFrom}::date and valid_to is null`.execute(
    tx,
  )
  return found.rows[0]?.id
}

/** Ends what was there, and draws the id of the new row: it is part of what seals its values. */
async function makeRoom(tx: Tx, { householdId, validFrom }: NewBankAccount): Promise<number> {
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
  return drawn.rows[0]?.id ?? 0
}

async function write(
  tx: Tx,
  keys: Keys,
  { id, householdId, holder, iban, bic, validFrom }: NewBankAccount & { readonly id: number },
): Promise<void> {
  const key = await dataKeyFor(tx, keys, { subject: 'FAMILY', subjectId: householdId })
  await sql`
    insert into bank_account (id, household_id, holder_enc, iban_enc, iban_hash, iban_last4, bic, valid_from) overriding system value
    values (${id}, ${householdId}, ${sealField(key, bankPlace(id, 'holder_enc'), holder)},
            ${sealField(key, bankPlace(id, 'iban_enc'), iban)}, ${lookupHash(keys, 'iban', iban)}, ${iban.slice(-4)}, ${bic}, ${validFrom})
    on conflict (id) do update set holder_enc = excluded.holder_enc, iban_enc = excluded.iban_enc, bic = excluded.bic`.execute(
    tx,
  )
}

export function bankPlace(id: number, column: 'holder_enc' | 'iban_enc'): Place {
  return { table: 'bank_account', column, row: id }
}

/** A bank account in clear: for its own family, the mandate and the debit files. */
export interface OpenBankAccount {
  readonly id: number
  readonly holder: string
  readonly iban: string
  readonly bic: string | null
  readonly validFrom: Day
}

/** The account that counts on a day; undefined when there is none or its key is out of reach. */
export async function bankAccountOn(
  tx: Tx,
  keys: Keys,
  householdId: number,
  day: Day,
): Promise<OpenBankAccount | undefined> {
  const current = sql`valid_from <= ${day}::date and (valid_to is null or valid_to >= ${day}::date)`
  return openAccount(tx, keys, householdId, current)
}

/** One account of a household, whether it counts today or not: the one that a mandate was written for. */
export function bankAccount(
  tx: Tx,
  keys: Keys,
  { householdId, id }: { readonly householdId: number; readonly id: number },
): Promise<OpenBankAccount | undefined> {
  return openAccount(tx, keys, householdId, sql`id = ${id}`)
}

async function openAccount(
  tx: Tx,
  keys: Keys,
  householdId: number,
  which: RawBuilder<unknown>,
): Promise<OpenBankAccount | undefined> {
  const found = await sql<{
    id: number
    holder: Buffer
    iban: Buffer
    bic: string | null
    validFrom: Day
  }>`
    select id, holder_enc as holder, iban_enc as iban, bic, valid_from as "validFrom"
    from bank_account where household_id = ${householdId} and ${which}`.execute(tx)
  const [row] = found.rows
  if (!row) return undefined
  const key = (await knownDataKeys(tx, keys, 'FAMILY', [householdId])).get(householdId)
  if (!key) return undefined
  return {
    ...row,
    holder: openText(key, bankPlace(row.id, 'holder_enc'), row.holder),
    iban: openText(key, bankPlace(row.id, 'iban_enc'), row.iban),
  }
}
