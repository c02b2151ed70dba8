import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import type { Day } from '../kernel/day.ts'
import { inForce } from './load.ts'
import type { Tariff } from './tariff.ts'

/** An activity that everybody may know of, with the prices that hold on a day. */
export interface PublicActivity {
  readonly id: number
  readonly name: string
  readonly kind: string
  readonly tariffs: readonly Tariff[]
}

/** The published price list of a day, by activity; activities without a price are left out. Two statements. */
export async function publicPrices(tx: Tx, day: Day): Promise<PublicActivity[]> {
  const tariffs = Map.groupBy(
    await inForce(tx, { from: day, to: day }),
    (tariff) => tariff.activityId,
  )
  const activities = await sql<Omit<PublicActivity, 'tariffs'>>`
    select id, name, kind from activity
    where published_from <= ${day}::date and (published_to is null or published_to >= ${day}::date)
    order by array_position(array['CANTEEN', 'BEFORE_AFTER_SCHOOL', 'HOMEWORK_CLUB', 'LEISURE_CENTRE'], kind), name, id`.execute(
    tx,
  )
  return activities.rows.flatMap((activity) => {
    const found = tariffs.get(activity.id)
    return found ? [{ ...activity, tariffs: found.toSorted(usualFirst) }] : []
  })
}

/** What most families look for stands first: residents, then the others; special cases last. */
function usualFirst(a: Tariff, b: Tariff): number {
  return placeOf(a) - placeOf(b)
}

function placeOf({ filters }: Tariff): number {
  const isSpecial = filters.pai !== null || !(filters.bookings?.includes('REGULAR') ?? true)
  return (isSpecial ? 2 : 0) + (filters.residence === 'NON_RESIDENT' ? 1 : 0)
}
