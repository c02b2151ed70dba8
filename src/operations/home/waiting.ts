import { sql } from 'kysely'
import type { Tx } from '../../db/connect.ts'
import { deadlineFacts, nextDeadline } from '../../enrolments/next-deadline.ts'
import type { DeadlineFacts, NextDeadline } from '../../enrolments/next-deadline.ts'
import { unconfirmedOf, type Unconfirmed } from '../../households/child/confirmations.ts'
import { isToSupply, paperRows, type AskedPaper } from '../../households/papers-to-supply.ts'
import { dayOf, type Day } from '../../kernel/day.ts'
import { inboxRows, type InboxThread } from '../../messages/inbox.ts'
import { newsRows, type ShownNews } from '../../messages/news.ts'
import { closedRows, type ClosedDay } from './closed-days.ts'
import { requestRows, type OpenRequest } from './open-requests.ts'
import { sinceRows, type SinceVisit } from './since-visit.ts'

/** What waits for a parent on the home page, beside money and the week. */
export interface Waiting {
  readonly threads: readonly InboxThread[]
  /** Those that the family must send, the most urgent first. */
  readonly papers: readonly AskedPaper[]
  readonly unconfirmed: Unconfirmed
  readonly requests: readonly OpenRequest[]
  readonly news: readonly ShownNews[]
  readonly since: readonly SinceVisit[]
  /** Null: this is the first visit. */
  readonly lastVisit: Date | null
  readonly deadline: NextDeadline | null
  /** Of the week that is shown. */
  readonly closed: readonly ClosedDay[]
}

export interface Visitor {
  readonly householdId: number
  readonly personId: number
  readonly accountId: number
  readonly calendar: { readonly zone: string; readonly territory: string }
  /** Of the week that is shown. */
  readonly monday: Day
  readonly now: Date
}

interface WaitingRow {
  readonly threads: readonly (Omit<InboxThread, 'lastMessageAt'> & { lastMessageAt: string })[]
  readonly papers: readonly AskedPaper[]
  readonly unconfirmed: Unconfirmed
  readonly requests: readonly OpenRequest[]
  readonly news: readonly ShownNews[]
  readonly since: readonly SinceVisit[]
  readonly lastVisit: Date | null
  readonly closed: readonly ClosedDay[]
  readonly facts: DeadlineFacts
}

/** One statement, made of the reads that the pages behind it use. */
export async function waitingFor(tx: Tx, visitor: Visitor): Promise<Waiting> {
  const { householdId, personId, accountId, calendar, monday, now } = visitor
  const today = dayOf(now)
  const found = await sql<WaitingRow>`
    select
      to_json(array(select to_json(thread) from (${inboxRows(householdId, personId, 2)}) thread)) as threads,
      to_json(array(select to_json(paper) from (${paperRows(householdId, today)}) paper)) as papers,
      ${unconfirmedOf(householdId, today)} as unconfirmed,
      to_json(array(select to_json(request) from (${requestRows(householdId)}) request)) as requests,
      to_json(array(select to_json(item) from (${newsRows(today, { limit: 3 })}) item)) as news,
      to_json(array(select to_json(event) from (${sinceRows(householdId, accountId)}) event)) as since,
      (select previous_login_at from account where id = ${accountId}) as "lastVisit",
      to_json(array(select to_json(closed) from (${closedRows(monday, calendar)}) closed)) as closed,
      (select to_json(fact) from (${deadlineFacts(householdId, today, calendar.territory)}) fact) as facts`.execute(
    tx,
  )
  const [row] = found.rows
  if (!row) throw new Error('A statement without a table answered no row')
  const { facts, threads, papers, ...rest } = row
  return {
    ...rest,
    threads: threads.map((one) => ({ ...one, lastMessageAt: new Date(one.lastMessageAt) })),
    papers: papers.filter(isToSupply).toSorted(mostUrgentFirst),
    deadline: nextDeadline(facts, now),
  }
}

const urgency: readonly AskedPaper['state'][] = ['REFUSED', 'EXPIRED', 'MISSING', 'EXPIRING']

function mostUrgentFirst(a: AskedPaper, b: AskedPaper): number {
  return urgency.indexOf(a.state) - urgency.indexOf(b.state)
}
