import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import { countBroken, type Invariant } from '../ledger/invariants.ts'

/** Checks the counters of places and the offers of waiting lists (data-model.md §7). Every count must be 0. */
export function checkPlaces(tx: Tx, now: Date): Promise<Invariant[]> {
  return countBroken(tx, queriesAt(now))
}

type Counted = { broken: number }

const queriesAt = (now: Date) => ({
  'capacity.taken': sql<Counted>`
    select count(*)::int as broken
    from capacity_day c
    left join (
      select group_id, unit_id, day, count(*)::int as taken from booking where state = 'BOOKED' group by 1, 2, 3
    ) b using (group_id, unit_id, day)
    left join (
      select group_id, unit_id, day, (count(*) filter (where state = 'OFFERED'))::int as held,
        (count(*) filter (where state = 'WAITING'))::int as waiting
      from waiting_entry where day is not null group by 1, 2, 3
    ) w using (group_id, unit_id, day)
    where (c.taken, c.held, c.waiting)
      is distinct from (coalesce(b.taken, 0), coalesce(w.held, 0), coalesce(w.waiting, 0))`,

  'capacity.enrolled': sql<Counted>`
    select count(*)::int as broken
    from capacity_enrolment c
    left join (
      select group_id, period_id, count(*)::int as taken from enrolment where state = 'ACCEPTED' group by 1, 2
    ) e using (group_id, period_id)
    left join (
      select group_id, period_id, (count(*) filter (where state = 'OFFERED'))::int as held,
        (count(*) filter (where state = 'WAITING'))::int as waiting
      from waiting_entry where period_id is not null group by 1, 2
    ) w using (group_id, period_id)
    where (c.taken, c.held, c.waiting)
      is distinct from (coalesce(e.taken, 0), coalesce(w.held, 0), coalesce(w.waiting, 0))`,

  // taken places without a booking or an enrolment, and offers that the job has left open
  'waiting.offers': sql<Counted>`
    select count(*)::int as broken
    from waiting_entry w
    left join enrolment e on e.id = w.enrolment_id
    left join booking b on (b.child_id, b.day, b.unit_id) = (w.child_id, w.day, w.unit_id)
    where (w.state = 'OFFERED' and w.offer_ends_at < ${now}::timestamptz - interval '10 minutes')
       or (w.state = 'TAKEN' and w.day is not null and b.child_id is null)
       or (w.state = 'TAKEN' and w.day is null and e.state in ('WAITING', 'REQUESTED'))`,
})
