import { sql } from 'kysely'
import { recordAll } from '../audit/record.ts'
import type { Tx } from '../db/connect.ts'
import type { Keys } from '../db/keys.ts'
import { endSessions } from './sessions.ts'
import { forgetTries } from './throttle.ts'

interface By {
  readonly now: Date
  readonly actor: string
}

interface Target {
  readonly accountId: number
  readonly login: string
}

/** Closes accounts for good: no password, no code, no session. Returns those that were open. */
export async function closeAccounts(
  tx: Tx,
  accountIds: readonly number[],
  by: By,
): Promise<Target[]> {
  const closed = await sql<Target>`
    with codes as (
      update reset_code set used_at = ${by.now} where account_id = any(${accountIds}::bigint[]) and used_at is null)
    update account set state = 'CLOSED', password_hash = null
    where id = any(${accountIds}::bigint[]) and state <> 'CLOSED'
    returning id as "accountId", login`.execute(tx)
  await endSessions(tx, accountIds, by.now)
  await note(tx, 'account.close', closed.rows, by)
  return closed.rows
}

/** Forgets the wrong tries of accounts, so that their holders need not wait. */
export async function unlockAccounts(
  tx: Tx,
  keys: Keys,
  accounts: readonly Target[],
  by: By,
): Promise<void> {
  const logins = accounts.map((account) => account.login)
  await forgetTries(tx, keys, logins)
  await note(tx, 'account.unlock', accounts, by)
}

/** Ends every session of accounts. Returns how many there were. */
export async function endAllSessions(tx: Tx, accounts: readonly Target[], by: By): Promise<number> {
  const ids = accounts.map((account) => account.accountId)
  const ended = await endSessions(tx, ids, by.now)
  await note(tx, 'account.end-sessions', accounts, by)
  return ended
}

export interface LiveSession {
  readonly login: string
  readonly device: string
  readonly createdAt: Date
  readonly lastSeenAt: Date
}

/** Who is signed in right now, of these accounts or of all. */
export async function liveSessions(
  tx: Tx,
  now: Date,
  accountIds?: readonly number[],
): Promise<LiveSession[]> {
  const found = await sql<LiveSession>`
    select a.login, s.device, s.created_at as "createdAt", s.last_seen_at as "lastSeenAt"
    from session s join account a on a.id = s.account_id
    where s.ended_at is null and s.expires_at > ${now} and s.last_seen_at > ${now}::timestamptz - interval '30 minutes'
      and (${accountIds === undefined} or s.account_id = any(${accountIds ?? []}::bigint[]))
    order by s.last_seen_at desc`.execute(tx)
  return found.rows
}

async function note(
  tx: Tx,
  action: string,
  targets: readonly Target[],
  { now, actor }: By,
): Promise<void> {
  await recordAll(
    tx,
    targets.map(({ accountId }) => {
      return {
        at: now,
        actorKind: 'OFFICER',
        actor,
        action,
        subject: 'account',
        subjectId: accountId,
      }
    }),
  )
}
