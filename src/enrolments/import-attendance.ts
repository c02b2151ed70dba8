import { sql } from 'kysely'
import { record } from '../audit/record.ts'
import type { Tx } from '../db/connect.ts'
import type { Anomaly } from '../households/family-model.ts'
import { dayOf, type Day } from '../kernel/day.ts'
import { checkDays, type KnownEntry } from './attendance-days.ts'
import type { AttendanceTable } from './attendance-model.ts'
import { findTargets } from './attendance-targets.ts'
import { writeExcuses } from './excuses.ts'
import { readAttendance } from './read-attendance.ts'

export interface AttendanceCounts {
  /** Days and units in the file. */
  readonly entries: number
  readonly recorded: number
  readonly corrected: number
  readonly unchanged: number
  /** Present without a booking. */
  readonly notBooked: number
  readonly excused: number
  /** Fetched after the activity's last hour; the price list says what it costs. */
  readonly late: number
  readonly firstDay: Day | null
  readonly lastDay: Day | null
}

export interface AttendanceOptions {
  readonly now: Date
  readonly actor: string
  readonly isDryRun?: boolean
  /** Called after each of `attendanceSteps`, fewer in a dry run. */
  readonly onStep?: () => void
}

/** Read, children found, days compared, attendance and excuses written. */
export const attendanceSteps = 5

export type AttendanceImport =
  | { readonly ok: true; readonly counts: AttendanceCounts }
  | { readonly ok: false; readonly anomalies: readonly Anomaly[] }

/**
 * Records the attendance of a file. All or nothing: one anomaly and nothing is written. The same file again changes
 * nothing; a corrected file changes what it corrects. Eight statements, whatever the number of lines.
 */
export async function importAttendance(
  tx: Tx,
  table: AttendanceTable,
  { now, actor, isDryRun = false, onStep }: AttendanceOptions,
): Promise<AttendanceImport> {
  const read = readAttendance(table, dayOf(now))
  onStep?.()
  const found = await findTargets(tx, table.file, read.entries)
  onStep?.()
  const checked = await checkDays(tx, table.file, found.targets)
  onStep?.()
  const anomalies = [...read.anomalies, ...found.anomalies, ...checked.anomalies]
  if (anomalies.length > 0)
    return { ok: false, anomalies: anomalies.sort((a, b) => (a.line ?? 0) - (b.line ?? 0)) }
  const { entries } = checked
  if (!isDryRun && entries.length > 0) {
    await writeAttendance(tx, entries, { now, actor })
    onStep?.()
    await writeExcuses(tx, entries, { now, actor })
    onStep?.()
    await record(tx, {
      at: now,
      actorKind: 'OFFICER',
      actor,
      action: 'attendance.import',
      subject: 'attendance',
    })
  }
  return { ok: true, counts: countsOf(entries) }
}

async function writeAttendance(
  tx: Tx,
  entries: readonly KnownEntry[],
  { now, actor }: { now: Date; actor: string },
): Promise<void> {
  const rows = entries.filter(isNews).map(({ childId, day, unitId, groupId, mark }) => ({
    child_id: childId,
    day,
    unit_id: unitId,
    group_id: groupId,
    state: mark.state,
    arrived: mark.arrived,
    left_at: mark.leftAt,
  }))
  await sql`
    insert into attendance (child_id, day, unit_id, group_id, state, arrived, left_at, recorded_by, recorded_at)
    select child_id, day, unit_id, group_id, state, arrived, left_at, ${actor}, ${now}
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as a(
      child_id bigint, day date, unit_id int, group_id int, state text, arrived time, left_at time)
    on conflict (child_id, day, unit_id) do update
    set group_id = excluded.group_id, state = excluded.state, arrived = excluded.arrived, left_at = excluded.left_at,
        recorded_by = excluded.recorded_by, recorded_at = excluded.recorded_at`.execute(tx)
}

function isNews({ recorded, mark }: KnownEntry): boolean {
  return (
    !recorded ||
    recorded.state !== mark.state ||
    recorded.arrived !== mark.arrived ||
    recorded.leftAt !== mark.leftAt
  )
}

function isLate({ mark, closing }: KnownEntry): boolean {
  return mark.leftAt !== null && closing !== null && mark.leftAt > closing
}

function countsOf(entries: readonly KnownEntry[]): AttendanceCounts {
  const days = entries.map((entry) => entry.day).sort()
  return {
    entries: entries.length,
    recorded: entries.filter((entry) => !entry.recorded).length,
    corrected: entries.filter((entry) => entry.recorded && isNews(entry)).length,
    unchanged: entries.filter((entry) => !isNews(entry)).length,
    notBooked: entries.filter((entry) => !entry.isBooked && entry.mark.state === 'PRESENT').length,
    excused: entries.filter((entry) => entry.mark.excuse !== null).length,
    late: entries.filter(isLate).length,
    firstDay: days[0] ?? null,
    lastDay: days.at(-1) ?? null,
  }
}
