import { sql } from 'kysely'
import { recordAll } from '../audit/record.ts'
import type { Database, Tx } from '../db/connect.ts'
import type { Keys } from '../db/keys.ts'
import { asWorker } from '../db/transactions.ts'
import { addDays, dayOf, instantAt, type Day } from '../kernel/day.ts'
import { hashSecret } from './hashing.ts'
import { newLetterCode } from './letter-code.ts'
import { endSessions } from './sessions.ts'

/** A letter to print: the code is in it and nowhere else. */
export interface Letter {
  readonly accountId: number
  readonly login: string
  /** 12 characters of Crockford's alphabet. */
  readonly code: string
  /** The last day on which the code works. */
  readonly expiresOn: Day
  /** A first access, or a new one in place of a forgotten password. */
  readonly isFirst: boolean
  readonly title: 'M' | 'MME' | null
  readonly firstName: string
  readonly usualName: string
  /** Street, complement, postcode and commune, as on an envelope; empty when no address is known. */
  readonly address: readonly string[]
}

/** What a letter costs the officer, and who takes the responsibility. */
export interface LetterOrder {
  /** Days that the code holds: settings, `letter.days`. */
  readonly days: number
  readonly now: Date
  readonly actor: string
}

/**
 * A new code for each account, argon2id in the database, good for ten wrong tries. A code that was printed before is
 * void, and every session of the account ends. Closed accounts are left out. Answers sorted by name, as letters are.
 * `print` comes before the codes count: what could not be printed leaves the codes of before.
 */
export async function issueLetters(
  { db, keys }: { readonly db: Database; readonly keys: Keys },
  accountIds: readonly number[],
  { days, now, actor }: LetterOrder,
  print: (letters: readonly Letter[]) => Promise<void> = () => Promise.resolve(),
): Promise<Letter[]> {
  const ids = [...new Set(accountIds)]
  const codes = ids.map(() => newLetterCode())
  const hashes = await Promise.all(codes.map((code) => hashSecret(keys, code)))
  const expiresOn = addDays(dayOf(now), days)
  return asWorker(db, async (tx) => {
    const open = await storeCodes(tx, ids, hashes, {
      expiresAt: instantAt(addDays(expiresOn, 1), '00:00'),
      actor,
    })
    await endSessions(tx, [...open], now)
    await recordAll(
      tx,
      [...open].map((id) => {
        const what = { action: 'account.letter', subject: 'account', subjectId: id } as const
        return { at: now, actorKind: 'OFFICER', actor, ...what } as const
      }),
    )
    const receivers = await readReceivers(tx, [...open], dayOf(now))
    const codeOf = new Map(ids.map((id, at) => [id, codes[at] ?? '']))
    const letters = receivers.map((receiver) => ({
      ...receiver,
      code: codeOf.get(receiver.accountId) ?? '',
      expiresOn,
    }))
    await print(letters)
    return letters
  })
}

async function storeCodes(
  tx: Tx,
  accountIds: readonly number[],
  hashes: readonly string[],
  { expiresAt, actor }: { readonly expiresAt: Date; readonly actor: string },
): Promise<Set<number>> {
  const stored = await sql<{ accountId: number }>`
    insert into reset_code (account_id, kind, code_argon2, expires_at, created_by)
    select account.id, 'LETTER', made.hash, ${expiresAt}, ${actor}
    from unnest(${accountIds}::bigint[], ${hashes}::text[]) as made(account_id, hash)
    join account on account.id = made.account_id and account.state <> 'CLOSED'
    on conflict (account_id, kind) where used_at is null do update
      set code_argon2 = excluded.code_argon2, expires_at = excluded.expires_at, tries_left = 10,
          created_by = excluded.created_by
    returning account_id as "accountId"`.execute(tx)
  return new Set(stored.rows.map((row) => row.accountId))
}

type Receiver = Omit<Letter, 'code' | 'expiresOn'>

async function readReceivers(tx: Tx, accountIds: readonly number[], day: Day): Promise<Receiver[]> {
  const found = await sql<Receiver>`
    select a.id as "accountId", a.login, a.state = 'PENDING' as "isFirst", p.title, p.first_name as "firstName", p.usual_name as "usualName",
           array_remove(array[
             home.complement,
             nullif(concat_ws(' ', home.number, home.repetition, home.street), ''),
             home.place,
             nullif(concat_ws(' ', home.postcode, upper(home.commune)), '')], null) as address
    from account a
    join person p on p.account_id = a.id
    left join lateral (
      select ad.*
      from household_adult ha
      join household_address ad on ad.household_id = ha.household_id
        and ad.valid_from <= ${day} and (ad.valid_to is null or ad.valid_to >= ${day})
      where ha.person_id = p.id and ha.valid_from <= ${day} and (ha.valid_to is null or ha.valid_to >= ${day})
      order by (ha.role = 'PRIMARY') desc, ha.household_id
      limit 1) home on true
    where a.id = any(${accountIds}::bigint[])
    order by p.usual_name, p.first_name, a.id`.execute(tx)
  return found.rows
}
