import { sql } from 'kysely'
import type { Database } from '../../src/db/connect.ts'
import { asWorker } from '../../src/db/transactions.ts'
import type { takeOffer } from '../../src/enrolments/answer-offer.ts'
import { moveWaitingLists } from '../../src/enrolments/move-waiting-lists.ts'
import { waitingListOf, type WaitingEntry } from '../../src/enrolments/waiting-list.ts'
import { instantAt } from '../../src/kernel/day.ts'
import { newToken } from '../../src/kernel/ids.ts'
import { Refusal } from '../../src/kernel/refusal.ts'
import { initialSettings } from '../../src/settings/settings.ts'
import { asFamily, place } from './story.ts'

export const morning = instantAt('2026-12-07', '09:00')
export const later = (hours: number) => new Date(morning.getTime() + hours * 3_600_000)

/** Who sends a form of the waiting lists. */
export function by(parent: { personId: number; accountId: number; login: string }, now: Date) {
  const person = { id: parent.personId, accountId: parent.accountId, login: parent.login }
  return { now, place, formKey: newToken(), answerTo: '/liste-attente?ok=deja', person }
}

export function refuses(code: string) {
  return (error: unknown) => error instanceof Refusal && error.code === code
}

/** What a family sees of its lists. */
export function listOf(db: Database, login: string, now: Date): Promise<WaitingEntry[]> {
  return asFamily(db, login, now, (tx, { householdId }) => waitingListOf(tx, householdId, now))
}

export async function firstOf(db: Database, login: string, now: Date): Promise<WaitingEntry> {
  const [entry] = await listOf(db, login, now)
  if (!entry) throw new Error(`${login} waits for nothing`)
  return entry
}

export interface Answer {
  readonly login: string
  readonly ref: string
  readonly now: Date
}

export function answerAs(db: Database, work: typeof takeOffer, { login, ref, now }: Answer) {
  return asFamily(db, login, now, (tx, parent) =>
    work(tx, parent.householdId, ref, by(parent, now)),
  )
}

/** The recurring job. */
export function moveLists(db: Database, now: Date) {
  return asWorker(db, (tx) => moveWaitingLists(tx, initialSettings(), now))
}

/** Addresses of children and activities. */
export async function refsOf(
  db: Database,
): Promise<(kind: 'child' | 'activity', id: number) => string> {
  const found = await asWorker(db, (tx) =>
    sql<{ kind: string; id: number; ref: string }>`
      select 'child' as kind, id, ref from child union all select 'activity', id, ref from activity`.execute(
      tx,
    ),
  )
  return (kind, id) => found.rows.find((row) => row.kind === kind && row.id === id)?.ref ?? ''
}
