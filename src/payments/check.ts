import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import { dayOf } from '../kernel/day.ts'
import { countBroken, type Invariant } from '../ledger/invariants.ts'

/** Checks what the bank said against the money that was booked (data-model.md §7). Every count must be 0. */
export function checkPayments(tx: Tx, now: Date): Promise<Invariant[]> {
  return countBroken(tx, {
    ...queries,
    'payment.undecided': sql<{ broken: number }>`
      select count(*)::int as broken from provider_notification
      where processed_at is null and received_at < ${now}::timestamptz - interval '10 minutes'`,
    // the night job ends them on the day itself (payments/mandates/change.ts)
    'debit.state': sql<{ broken: number }>`
      select count(*)::int as broken from mandate
      where state = 'ACTIVE'
        and coalesce(last_collected_on, signed_on) + interval '36 months' < ${dayOf(now)}::date`,
  })
}

/** « It went back » may arrive before « it was paid »: only PAID needs its payment at once. */
const queries = {
  'payment.attempt': sql<{ broken: number }>`
    select count(*)::int as broken
    from payment_attempt a full join payment p on p.attempt_id = a.id
    where (p.id is null and a.state = 'PAID')
      or (p.attempt_id is not null and a.state not in ('PAID', 'REFUNDED', 'CHARGEBACK', 'CANCELLED_AFTER_PAID'))`,

  'payment.reversed': sql<{ broken: number }>`
    select count(*)::int as broken
    from (
      select p.id from payment p join payment_reversal r on r.payment_id = p.id
      group by p.id, p.amount_cents having sum(r.amount_cents) > p.amount_cents
    ) too_much`,

  'payment.quarantine': sql<{ broken: number }>`
    select count(*)::int as broken
    from provider_notification n
    where n.verdict = 'QUARANTINE' and not exists (select from quarantine q where q.notification_id = n.id)`,
}
