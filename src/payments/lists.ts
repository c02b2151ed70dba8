import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import { daysBefore, type Day } from '../kernel/day.ts'
import type { Cents } from '../kernel/money.ts'
import { Refusal } from '../kernel/refusal.ts'

export interface ListedPayment {
  readonly number: string
  readonly receivedOn: Day
  readonly household: string
  readonly fileNumber: number
  readonly regie: string
  readonly method: string
  readonly amountCents: Cents
  /** What settled nothing yet: a credit of the family, to keep for its next invoice or to refund. */
  readonly unusedCents: Cents
  /** REFUND, CHARGEBACK… when the money went back. */
  readonly reversed: string | null
}

/** Payments of some days, newest first; of one family with its file number. */
export async function listPayments(
  tx: Tx,
  which: { readonly from: Day; readonly to: Day; readonly fileNumber: number | null },
): Promise<ListedPayment[]> {
  const found = await sql<ListedPayment>`
    select p.number, p.received_on as "receivedOn", h.name as household, h.file_number as "fileNumber",
           r.code as regie, p.method, p.amount_cents as "amountCents",
           (select sum(amount_cents - settled_cents)::int from open_item where transfer_id = p.transfer_id) as "unusedCents",
           (select kind from payment_reversal where payment_id = p.id order by id desc limit 1) as reversed
    from payment p
    join household h on h.id = p.household_id
    join regie r on r.id = p.regie_id
    where p.received_on between ${which.from}::date and ${which.to}::date
      and h.file_number = coalesce(${which.fileNumber}::int, h.file_number)
    order by p.received_on desc, p.id desc`.execute(tx)
  return found.rows
}

export interface PaymentAlert {
  readonly kind: 'QUARANTINE' | 'NOT_AUTHENTIC' | 'WAITING'
  readonly since: Date
  /** Reference of the attempt, when the bank named one of ours. */
  readonly reference: string | null
  readonly household: string | null
  readonly amountCents: Cents | null
  /** Why it was put aside, or the state of the attempt. */
  readonly about: string
}

/**
 * What an officer should look at: notifications put aside, those of three months that name an attempt of ours under a
 * seal that is wrong, attempts without a word of the bank for three hours.
 */
export async function paymentAlerts(tx: Tx, now: Date): Promise<PaymentAlert[]> {
  const threeMonthsAgo = daysBefore(now, 92)
  const threeHoursAgo = new Date(now.getTime() - 3 * 3_600_000)
  const found = await sql<PaymentAlert>`
    select 'QUARANTINE' as kind, n.received_at as since, a.reference, h.name as household,
           a.amount_cents as "amountCents", q.reason as about
    from quarantine q
    join provider_notification n on n.id = q.notification_id
    left join payment_attempt a on a.id = q.attempt_id
    left join household h on h.id = a.household_id
    where q.state = 'OPEN'
    union all
    select 'NOT_AUTHENTIC', n.received_at, a.reference, h.name, a.amount_cents, a.state
    from provider_notification n
    join payment_attempt a on a.id = n.attempt_id
    join household h on h.id = a.household_id
    where n.verdict = 'NOT_AUTHENTIC' and n.received_at > ${threeMonthsAgo}
    union all
    select 'WAITING', a.created_at, a.reference, h.name, a.amount_cents, a.state
    from payment_attempt a join household h on h.id = a.household_id
    where a.state in ('CREATED', 'PENDING') and a.created_at < ${threeHoursAgo}
    order by since desc`.execute(tx)
  return found.rows
}

/** The household of a file number and the régie of a code. Refuses NOT_FOUND, and FILE_MERGED for a file that goes on as another. */
export async function payerOf(
  tx: Tx,
  named: { readonly fileNumber: number; readonly regieCode: string },
): Promise<Payer> {
  const found = await sql<Payer & { goesOnAs: number | null }>`
    select (select file_number from household goes_on where goes_on.id = household.merged_into_id) as "goesOnAs",
      household.id as "householdId", household.name as household, regie.id as "regieId"
    from household, regie
    where household.file_number = ${named.fileNumber} and regie.code = ${named.regieCode}`.execute(
    tx,
  )
  const payer = found.rows[0]
  if (!payer) throw new Refusal('NOT_FOUND', { family: named.fileNumber, regie: named.regieCode })
  if (payer.goesOnAs !== null) throw new Refusal('FILE_MERGED', { goesOnAs: payer.goesOnAs })
  return payer
}

interface Payer {
  readonly householdId: number
  readonly regieId: number
  readonly household: string
}
