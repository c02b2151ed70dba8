import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import type { Day } from '../kernel/day.ts'
import type { Cents } from '../kernel/money.ts'

export interface RunOverview {
  readonly id: number
  readonly regie: string
  readonly from: Day
  readonly activities: string
  readonly state: string
  readonly invoicedOn: Day
  readonly invoices: number
  readonly creditNotes: number
  readonly totalCents: Cents
  readonly parked: number
}

/** The last runs, newest first. */
export async function runsOverview(tx: Tx): Promise<RunOverview[]> {
  const found = await sql<RunOverview>`
    select b.id, r.code as regie, b.period_from as "from", coalesce(b.selection ->> 'activities', 'all') as activities,
           b.state, b.invoiced_on as "invoicedOn",
           (select count(*)::int from invoice i where i.run_id = b.id) as invoices,
           (select count(*)::int from credit_note c where c.run_id = b.id) as "creditNotes",
           (select coalesce(sum(total_cents), 0)::int from invoice i where i.run_id = b.id) as "totalCents",
           (select count(*)::int from draft d where d.run_id = b.id and d.parked_because is not null) as parked
    from billing_run b join regie r on r.id = b.regie_id
    order by b.period_from desc, b.id desc
    limit 50`.execute(tx)
  return found.rows
}

export interface DraftOverview {
  readonly regie: string
  readonly from: Day
  readonly fileNumber: number
  readonly name: string
  readonly totalCents: Cents
  readonly parkedBecause: string | null
}

/** Bills that were computed and not issued: parked ones, and those of a run that was stopped. */
export async function draftsOverview(tx: Tx): Promise<DraftOverview[]> {
  const found = await sql<DraftOverview>`
    select r.code as regie, b.period_from as "from", h.file_number as "fileNumber", h.name,
           d.total_cents as "totalCents", d.parked_because as "parkedBecause"
    from draft d
    join billing_run b on b.id = d.run_id
    join regie r on r.id = b.regie_id
    join household h on h.id = d.household_id
    order by b.period_from, r.id, h.sort_name, h.id`.execute(tx)
  return found.rows
}
