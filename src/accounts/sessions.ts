import { sql } from 'kysely'
import { record } from '../audit/record.ts'
import type { Database, Tx } from '../db/connect.ts'
import { asGate } from '../db/transactions.ts'
import { newToken, sha256 } from '../kernel/ids.ts'

/** How long a session lives at most; idle for 30 minutes it ends too (`app.enter`). */
const hours = 12

/** A new session of an account. Returns the token for the cookie; the database keeps its hash. */
export async function openSession(
  tx: Tx,
  {
    accountId,
    device,
    now,
  }: { readonly accountId: number; readonly device: string; readonly now: Date },
): Promise<string> {
  const token = newToken()
  const expires = new Date(now.getTime() + hours * 3_600_000)
  await sql`
    with opened as (
      insert into session (account_id, token_sha256, created_at, last_seen_at, expires_at, stepped_up_at, device)
      values (${accountId}, ${sha256(token)}, ${now}, ${now}, ${expires}, ${now}, ${device.slice(0, 120)}))
    update account set previous_login_at = last_login_at, last_login_at = ${now}
    where id = ${accountId}`.execute(tx)
  return token
}

/** Ends the session of a cookie. An unknown one is no matter. */
export async function signOut(db: Database, token: string, now: Date): Promise<void> {
  await asGate(db, async (tx) => {
    const ended = await sql<{ accountId: number; login: string }>`
      update session set ended_at = ${now}
      from account
      where account.id = session.account_id and token_sha256 = ${sha256(token)} and ended_at is null
      returning account.id as "accountId", login`.execute(tx)
    const [row] = ended.rows
    if (!row) return
    const { accountId, login } = row
    await record(tx, {
      at: now,
      actorKind: 'PARENT',
      actor: login,
      action: 'session.end',
      subject: 'account',
      subjectId: accountId,
    })
  })
}

/** Ends every session of accounts: a right was withdrawn, a password was reset. Returns how many there were. */
export async function endSessions(
  tx: Tx,
  accountIds: readonly number[],
  now: Date,
): Promise<number> {
  const ended = await sql`
    update session set ended_at = ${now}
    where account_id = any(${accountIds}::bigint[]) and ended_at is null`.execute(tx)
  return Number(ended.numAffectedRows ?? 0)
}

export interface Device {
  readonly ref: string
  readonly device: string
  readonly createdAt: Date
  readonly lastSeenAt: Date
  readonly isThisOne: boolean
}

interface OwnSession {
  readonly sessionId: number
  readonly accountId: number
  readonly login: string
}

/** « Mes appareils »: the live sessions of the account, the newest first. */
export async function devicesOf(tx: Tx, own: OwnSession, now: Date): Promise<Device[]> {
  const found = await sql<Device>`
    select ref, device, created_at as "createdAt", last_seen_at as "lastSeenAt",
           id = ${own.sessionId} as "isThisOne"
    from session
    where account_id = ${own.accountId} and ended_at is null and expires_at > ${now}
      and last_seen_at > ${now}::timestamptz - interval '30 minutes'
    order by id = ${own.sessionId} desc, last_seen_at desc`.execute(tx)
  return found.rows
}

/** Ends another session of the same account. False when there is none of this ref. */
export async function endDevice(tx: Tx, own: OwnSession, ref: string, now: Date): Promise<boolean> {
  const { sessionId, accountId, login } = own
  const ended = await sql`
    update session set ended_at = ${now}
    where ref = ${ref} and account_id = ${accountId} and id <> ${sessionId} and ended_at is null`.execute(
    tx,
  )
  if (!ended.numAffectedRows) return false
  const entry = { at: now, actorKind: 'PARENT', actor: login, subject: 'account' } as const
  await record(tx, { ...entry, action: 'session.end', subjectId: accountId })
  return true
}

/** The household that an adult of two looks at from now on; `app.enter` checks the membership each time. */
export async function lookAtHousehold(tx: Tx, own: OwnSession, householdId: number): Promise<void> {
  await sql`update session set household_id = ${householdId} where id = ${own.sessionId}`.execute(
    tx,
  )
}

/** The confirmed address of an account, for mails and for a forgotten password. */
export async function accountEmail(tx: Tx, accountId: number): Promise<string | null> {
  const found = await sql<{ email: string | null }>`
    select email from account where id = ${accountId} and email_confirmed_at is not null`.execute(
    tx,
  )
  return found.rows[0]?.email ?? null
}

/** Forgets sessions and codes of letters and mails that were over before an instant. Returns how many. */
export async function forgetSessions(tx: Tx, before: Date): Promise<number> {
  const gone = await sql`
    with codes as (delete from reset_code where expires_at < ${before})
    delete from session where expires_at < ${before}`.execute(tx)
  return Number(gone.numAffectedRows ?? 0)
}
