import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import { erasePhotos } from '../households/child/photo.ts'
import { dayOf } from '../kernel/day.ts'

/**
 * The team that a photo was for is over: it goes a month after the end of the child's last enrolment (domain.md §2.8).
 * One that was sent less than a month ago stays, for who is about to enrol again, and that of a child never enrolled.
 */
export async function erasePastPhotos(tx: Tx, now: Date): Promise<number> {
  const monthAgo = sql`(${dayOf(now)}::date - interval '1 month')::date`
  const past = await sql<{ id: number }>`
    select c.id from child c join blob b on b.id = c.photo_blob_id
    where (b.created_at at time zone 'Europe/Paris')::date < ${monthAgo}
      and (select max(case when e.state in ('REQUESTED', 'WAITING', 'ACCEPTED') then coalesce(e.valid_to, 'infinity')
             else (e.decided_at at time zone 'Europe/Paris')::date end)
           from enrolment e where e.child_id = c.id) < ${monthAgo}
    order by c.id`.execute(tx)
  return erasePhotos(
    tx,
    past.rows.map(({ id }) => id),
    now,
  )
}
