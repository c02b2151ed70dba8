import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import type { Cents } from '../kernel/money.ts'
import { bookingText, type BookingKey } from './booking-key.ts'
import { loadSlots } from './month-slots.ts'
import type { CalendarPlace } from '../settings/calendar-place.ts'
import { priceParts } from './price-of-change.ts'

/**
 * What each day that a household is offered would add to its bill, by the ref of the entry, by the engine that bills. A
 * day that the price list says nothing of, and a season, have none. One statement; nine more for each offer.
 */
export async function pricesOfOffers(
  tx: Tx,
  householdId: number,
  { now, place }: { readonly now: Date; readonly place: CalendarPlace },
): Promise<ReadonlyMap<string, Cents>> {
  const offers = await sql<BookingKey & { ref: string }>`
    select ref, child_id as "childId", unit_id as "unitId", day from waiting_entry
    where household_id = ${householdId} and state = 'OFFERED' and offer_ends_at > ${now} and day is not null`.execute(
    tx,
  )
  const prices = new Map<string, Cents>()
  for (const { ref, ...key } of offers.rows) {
    const range = { from: key.day, to: key.day }
    const loaded = await loadSlots(tx, householdId, range, place)
    const slot = loaded.slots.get(bookingText(key))
    if (slot?.groupId == null) continue
    const change = { slot: { ...slot, groupId: slot.groupId }, wanted: true }
    const [part] = await priceParts(tx, householdId, [change], { range, loaded, place })
    if (part && part.cents !== null) prices.set(ref, part.cents)
  }
  return prices
}
