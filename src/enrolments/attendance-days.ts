import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import type { Anomaly } from '../households/family-model.ts'
import { shortDate } from '../kernel/french.ts'
import type { TargetedEntry } from './attendance-targets.ts'

/** An entry that may be written: its group, who pays for it, and what is recorded so far. */
export interface KnownEntry extends TargetedEntry {
  readonly groupId: number
  readonly householdId: number
  readonly isBooked: boolean
  /** Null: nothing recorded yet. */
  readonly recorded: RecordedAttendance | null
}

export interface RecordedAttendance {
  readonly state: 'PRESENT' | 'ABSENT'
  readonly arrived: string | null
  readonly leftAt: string | null
}

interface DayRow {
  readonly n: number
  readonly is_open: boolean
  readonly booked_group: number | null
  readonly booked_household: number | null
  readonly enrolled_group: number | null
  readonly enrolled_household: number | null
  readonly state: 'PRESENT' | 'ABSENT' | null
  readonly arrived: string | null
  readonly left_at: string | null
}

/** Holds the entries of a file against open days, bookings, enrolments and what is recorded; one statement. */
export async function checkDays(
  tx: Tx,
  file: string,
  targets: readonly TargetedEntry[],
): Promise<{ entries: KnownEntry[]; anomalies: Anomaly[] }> {
  const rows = await readDays(tx, targets)
  const anomalies: Anomaly[] = []
  const seen = new Map<string, TargetedEntry>()
  const entries = targets.flatMap((target, n) => {
    const row = rows.get(n)
    const report = (message: string, hint: string) =>
      void anomalies.push({ file, ...target.place, message, hint })
    const twin = seen.get(keyOf(target))
    seen.set(keyOf(target), target)
    const known = row && knownEntry(target, row)
    if (!row?.is_open)
      report(`the activity is closed on ${shortDate(target.day)}`, 'preau activities show')
    else if (!known)
      report('the child is neither booked nor enrolled that day', 'preau enrolments list')
    else if (twin)
      report(`the line ${twin.place.line} says the same day once more`, 'keep one of the two')
    else return [known]
    return []
  })
  return { entries, anomalies }
}

function keyOf({ childId, unitId, day }: TargetedEntry): string {
  return `${childId} ${unitId} ${day}`
}

function knownEntry(target: TargetedEntry, row: DayRow): KnownEntry | null {
  const groupId = row.booked_group ?? row.enrolled_group
  const householdId = row.booked_household ?? row.enrolled_household
  if (groupId === null || householdId === null) return null
  const recorded = row.state && { state: row.state, arrived: row.arrived, leftAt: row.left_at }
  return { ...target, groupId, householdId, isBooked: row.booked_household !== null, recorded }
}

async function readDays(tx: Tx, targets: readonly TargetedEntry[]): Promise<Map<number, DayRow>> {
  const asked = targets.map(({ childId, unitId, day }, n) => ({
    n,
    child: childId,
    unit: unitId,
    day,
  }))
  const read = await sql<DayRow>`
    select x.n, (o.day is not null and o.closed_because is null and ou.unit_id is not null) as is_open,
           b.group_id as booked_group, b.household_id as booked_household,
           e.group_id as enrolled_group, e.household_id as enrolled_household,
           a.state, left(a.arrived::text, 5) as arrived, left(a.left_at::text, 5) as left_at
    from jsonb_to_recordset(${JSON.stringify(asked)}::jsonb) as x(n int, child bigint, unit int, day date)
    join unit u on u.id = x.unit
    left join open_day o on o.activity_id = u.activity_id and o.day = x.day
    left join open_day_unit ou on ou.activity_id = u.activity_id and ou.day = x.day and ou.unit_id = u.id
    left join booking b on b.child_id = x.child and b.day = x.day and b.unit_id = x.unit and b.state = 'BOOKED'
    left join attendance a on a.child_id = x.child and a.day = x.day and a.unit_id = x.unit
    left join lateral (
      select e.group_id, e.household_id
      from enrolment e
      left join household_child hc on hc.household_id = e.household_id and hc.child_id = e.child_id
        and x.day >= hc.valid_from and (hc.valid_to is null or x.day <= hc.valid_to)
      where e.child_id = x.child and e.activity_id = u.activity_id and e.state = 'ACCEPTED'
        and x.day >= e.valid_from and (e.valid_to is null or x.day <= e.valid_to)
      order by hc.slot nulls last, e.id
      limit 1
    ) e on true`.execute(tx)
  return new Map(read.rows.map((row) => [row.n, row]))
}
