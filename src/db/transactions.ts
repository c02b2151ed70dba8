import { sql } from 'kysely'
import type { Database, Tx } from './connect.ts'

/** The signed-in adult of a request and the household that he or she looks at. */
export interface Parent {
  readonly sessionId: number
  readonly accountId: number
  readonly personId: number
  /** Null: an adult who belongs to no household today. */
  readonly householdId: number | null
  readonly login: string
  readonly firstName: string
  readonly usualName: string
  readonly mustChangePassword: boolean
  readonly steppedUpAt: Date | null
  readonly unreadCount: number
  /** The household that is looked at; null for an adult who belongs to one alone, and need not choose. */
  readonly householdName: string | null
}

/**
 * A parent's transaction: checks the session and sets the context of row-level security in one statement.
 * Undefined when the session is unknown, ended or expired.
 */
export async function asParent<T>(
  db: Database,
  tokenSha256: Buffer,
  now: Date,
  work: (tx: Tx, parent: Parent) => Promise<T>,
): Promise<T | undefined> {
  return db.web(async (tx) => {
    const parent = await enter(tx, tokenSha256, now)
    return parent ? work(tx, parent) : undefined
  })
}

async function enter(tx: Tx, tokenSha256: Buffer, now: Date): Promise<Parent | undefined> {
  const entered = await sql<Parent>`
    select session_id as "sessionId", account_id as "accountId", person_id as "personId",
           household_id as "householdId", login, first_name as "firstName", usual_name as "usualName",
           must_change_password as "mustChangePassword", stepped_up_at as "steppedUpAt",
           unread_count as "unreadCount", household_name as "householdName"
    from app.enter(${tokenSha256}, ${now})`.execute(tx)
  const [parent] = entered.rows
  return parent?.sessionId ? parent : undefined
}

/** A transaction without a person: public tables only. */
export function asVisitor<T>(db: Database, work: (tx: Tx) => Promise<T>): Promise<T> {
  return db.web(work)
}

/** A transaction before there is a session: accounts, sessions and codes, nothing of a family. */
export function asGate<T>(db: Database, work: (tx: Tx) => Promise<T>): Promise<T> {
  return db.gate(work)
}

/** A transaction of a job or a command: every row. */
export function asWorker<T>(db: Database, work: (tx: Tx) => Promise<T>): Promise<T> {
  return db.worker(work)
}

/** Sees what one adult would see that day: for what a job renders for a parent, and for tests. */
export async function actAs(
  tx: Tx,
  personId: number,
  householdId: number | null,
  day: string,
): Promise<void> {
  await sql`select app.act(${personId}::bigint, ${householdId}::bigint, ${day}::date)`.execute(tx)
}
