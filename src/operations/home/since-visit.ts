import { sql } from 'kysely'
import type { Day } from '../../kernel/day.ts'

/** A paper that came since the parent was last here. */
export interface SinceVisit {
  readonly title: string
  readonly ref: string
  readonly fileName: string
  readonly kind: string
  /** Of an invoice: its own page. */
  readonly invoiceRef: string | null
  readonly day: Day
}

/** Newest first, as a part of a larger statement; nothing on a first visit, when everything is new. Rules come with the parent's own yes. */
export function sinceRows(householdId: number, accountId: number) {
  return sql<SinceVisit>`
    select d.title, d.ref, d.file_name as "fileName", d.kind, i.ref as "invoiceRef",
           (d.created_at at time zone 'Europe/Paris')::date as day
    from document d
    left join invoice i on d.kind = 'INVOICE' and i.id = d.source_id
    where d.household_id = ${householdId} and d.superseded_at is null and d.title is not null
      and d.kind <> 'RULES'
      and d.created_at > (select previous_login_at from account where id = ${accountId})
    order by d.created_at desc, d.id desc
    limit 3`
}
