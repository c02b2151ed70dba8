import { sql } from 'kysely'
import type { Day } from '../kernel/day.ts'

export interface BillingScope {
  readonly from: Day
  readonly to: Day
  /** Null or left out: every household. */
  readonly householdIds?: readonly number[] | null
  /** Null or left out: every activity. */
  readonly activityIds?: readonly number[] | null
}

/** A condition only where there is one: « null or … » would cost the index once the plan is generic. */
export function among(column: ReturnType<typeof sql>, ids: readonly number[] | null) {
  return ids === null ? sql`true` : sql`${column} = any(${ids}::bigint[])`
}
