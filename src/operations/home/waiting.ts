import { sql, type RawBuilder } from 'kysely'
import type { Tx } from '../../db/connect.ts'
import { amountsOf, type AmountDue } from '../../billing/amounts-due.ts'
import { openDocumentRows, type FamilyDocument } from '../../billing/open-documents.ts'
import { lastUrgentDay, nextDeadline, takesPartRows } from '../../enrolments/next-deadline.ts'
import type { NextDeadline, TakesPart } from '../../enrolments/next-deadline.ts'
import { knownOfferedDays } from '../../enrolments/offered-days.ts'
import type { CalendarPlace } from '../../settings/calendar-place.ts'
import { unconfirmedOf, type Unconfirmed } from '../../households/child/confirmations.ts'
import { isToSupply, paperRows, type AskedPaper } from '../../households/papers-to-supply.ts'
import { dayOf, type Day } from '../../kernel/day.ts'
import { newestThreadRows, type NewestThread } from '../../messages/newest-threads.ts'
import { newsRows, type ShownNews } from '../../messages/news.ts'
import { closedDays, type ClosedDay } from './closed-days.ts'
import { requestRows, type OpenRequest } from './open-requests.ts'
import { sinceRows, type SinceVisit } from './since-visit.ts'

/** What waits for a parent on the home page, beside the week. */
export interface Waiting {
  /** By régie. */
  readonly dues: readonly AmountDue[]
  readonly threads: readonly NewestThread[]
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
  readonly calendar: CalendarPlace
  /** Of the week that is shown. */
  readonly monday: Day
  readonly now: Date
}

interface WaitingRow extends Omit<Waiting, 'dues' | 'threads' | 'deadline' | 'closed'> {
  readonly documents: readonly FamilyDocument[]
  readonly threads: readonly (Omit<NewestThread, 'lastMessageAt'> & { lastMessageAt: string })[]
  readonly takesPart: readonly TakesPart[]
  readonly version: string
}

/** One statement, made of the reads that the pages behind it use, and one more when the days are not known yet. */
export async function waitingFor(tx: Tx, visitor: Visitor): Promise<Waiting> {
  const { documents, takesPart, version, threads, papers, ...rest } = await readWaiting(tx, visitor)
  const { calendar: place, monday, now } = visitor
  const today = dayOf(now)
  const offered = await knownOfferedDays(tx, version, {
    activityIds: [...new Set(takesPart.map((one) => one.activityId))],
    range: { from: monday < today ? monday : today, to: lastUrgentDay(today) },
    place,
  })
  return {
    ...rest,
    dues: amountsOf(documents),
    threads: threads.map((one) => ({ ...one, lastMessageAt: new Date(one.lastMessageAt) })),
    papers: papers.filter(isToSupply).toSorted(mostUrgentFirst),
    deadline: nextDeadline(takesPart, offered, { today, now }),
    closed: closedDays(offered, monday),
  }
}

async function readWaiting(tx: Tx, visitor: Visitor): Promise<WaitingRow> {
  const { householdId, personId, accountId, now } = visitor
  const today = dayOf(now)
  const found = await sql<WaitingRow>`
    select
      ${listOf(openDocumentRows([householdId]))} as documents,
      ${listOf(newestThreadRows(householdId, personId, 2))} as threads,
      ${listOf(paperRows(householdId, today))} as papers,
      ${unconfirmedOf(householdId, today)} as unconfirmed,
      ${listOf(requestRows(householdId))} as requests,
      ${listOf(newsRows(today, { limit: 3 }))} as news,
      ${listOf(sinceRows(householdId, accountId))} as since,
      (select previous_login_at from account where id = ${accountId}) as "lastVisit",
      ${listOf(takesPartRows(householdId, today))} as "takesPart",
      (select version from activities_version) as version`.execute(tx)
  const [row] = found.rows
  if (!row) throw new Error('A statement without a table answered no row')
  return row
}

function listOf(rows: RawBuilder<unknown>) {
  return sql`to_json(array(select to_json(one) from (${rows}) one))`
}

const urgency: readonly AskedPaper['state'][] = ['REFUSED', 'EXPIRED', 'MISSING', 'EXPIRING']

function mostUrgentFirst(a: AskedPaper, b: AskedPaper): number {
  return urgency.indexOf(a.state) - urgency.indexOf(b.state)
}
