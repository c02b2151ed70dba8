import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import type { Day } from '../kernel/day.ts'
import type { ChangeRefusal, PossibleChange } from './slots.ts'

interface HeldDay {
  readonly group_id: number
  readonly unit_id: number
  readonly day: Day
  readonly is_open: boolean
  /** Null: no limit. */
  readonly places_left: number | null
}

/** A change that could be made until the days were held. */
export interface LostChange {
  readonly slot: PossibleChange['slot']
  readonly because: ChangeRefusal & ('DAY_CLOSED' | 'DAY_FULL')
}

/**
 * Holds the days of a form until the transaction ends: nobody closes them meanwhile, and their counters are locked (in
 * key order, so that two parents never wait for each other). Keeps the additions that are still open and find a place.
 * What the same form cancels is free for it. No statement when nothing is added.
 */
export async function holdDays(
  tx: Tx,
  changes: readonly PossibleChange[],
): Promise<{ possible: PossibleChange[]; lost: LostChange[] }> {
  if (!changes.some((change) => change.wanted)) return { possible: [...changes], lost: [] }
  const held = await holdNow(tx, changes)
  const left = new Map([...held].map(([key, day]) => [key, day.places_left]))
  for (const change of changes) if (!change.wanted) move(left, change, 1)
  const lost = new Map<PossibleChange, LostChange>()
  for (const change of changes.filter(({ wanted }) => wanted)) {
    const { slot } = change
    if (!held.get(keyOf(change))?.is_open) lost.set(change, { slot, because: 'DAY_CLOSED' })
    else if (!move(left, change, -1)) lost.set(change, { slot, because: 'DAY_FULL' })
  }
  return { possible: changes.filter((change) => !lost.has(change)), lost: [...lost.values()] }
}

async function holdNow(
  tx: Tx,
  changes: readonly PossibleChange[],
): Promise<ReadonlyMap<string, HeldDay>> {
  const groups = changes.map(({ slot }) => slot.groupId)
  const units = changes.map(({ slot }) => slot.unitId)
  const days = changes.map(({ slot }) => slot.day)
  const held = await sql<HeldDay>`
    select group_id, unit_id, day, is_open, places_left
    from app.hold_days(${groups}::int[], ${units}::int[], ${days}::date[])`.execute(tx)
  return new Map(held.rows.map((row) => [`${row.group_id} ${row.unit_id} ${row.day}`, row]))
}

function keyOf({ slot }: PossibleChange): string {
  return `${slot.groupId} ${slot.unitId} ${slot.day}`
}

/** False: nothing is left. */
function move(left: Map<string, number | null>, change: PossibleChange, count: number): boolean {
  const places = left.get(keyOf(change)) ?? null
  if (places === null) return true
  if (places + count < 0) return false
  left.set(keyOf(change), places + count)
  return true
}
