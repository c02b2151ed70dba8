import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import type { Day } from '../kernel/day.ts'
import type { PossibleChange } from './slots.ts'

interface Counter {
  readonly group_id: number
  readonly unit_id: number
  readonly day: Day
  readonly places_left: number
}

/**
 * Locks the counters of a form's days (in key order, so that two parents never wait for each other) and keeps the
 * additions that find a place. What the same form cancels is free for it. No statement when nothing is limited.
 */
export async function countPlaces(
  tx: Tx,
  changes: readonly PossibleChange[],
): Promise<{ possible: PossibleChange[]; full: PossibleChange[] }> {
  const limited = changes.filter(({ slot }) => slot.placesLeft !== null)
  if (!limited.some((change) => change.wanted)) return { possible: [...changes], full: [] }
  const left = await lockPlaces(tx, limited)
  for (const change of limited) if (!change.wanted) move(left, change, 1)
  const full = new Set(limited.filter((change) => change.wanted && !move(left, change, -1)))
  return { possible: changes.filter((change) => !full.has(change)), full: [...full] }
}

async function lockPlaces(
  tx: Tx,
  changes: readonly PossibleChange[],
): Promise<Map<string, number>> {
  const groups = changes.map(({ slot }) => slot.groupId)
  const units = changes.map(({ slot }) => slot.unitId)
  const days = changes.map(({ slot }) => slot.day)
  const locked = await sql<Counter>`
    select group_id, unit_id, day, places_left
    from app.places_left(${groups}::int[], ${units}::int[], ${days}::date[])`.execute(tx)
  return new Map(
    locked.rows.map((row) => [`${row.group_id} ${row.unit_id} ${row.day}`, row.places_left]),
  )
}

/** False: nothing is left. A day without counter has no limit. */
function move(left: Map<string, number>, { slot }: PossibleChange, count: number): boolean {
  const key = `${slot.groupId} ${slot.unitId} ${slot.day}`
  const places = left.get(key)
  if (places === undefined) return true
  if (places + count < 0) return false
  left.set(key, places + count)
  return true
}
