import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import type { Day } from '../kernel/day.ts'
import type { KnownEntry } from './attendance-days.ts'
import { mergeExcuses, reachOf, type AbsenceChanges, type StoredAbsence } from './excused-days.ts'

const importer = 'attendance import'

/** Brings the absences of the children of a file in line with it; four statements at most. */
export async function writeExcuses(
  tx: Tx,
  entries: readonly KnownEntry[],
  { now, actor }: { now: Date; actor: string },
): Promise<void> {
  const groups = Map.groupBy(entries, ({ childId, activityId }) => `${childId} ${activityId}`)
  const { absences, openDays } = await readAround(tx, entries)
  const changes = [...groups.values()].flatMap((group) => {
    const [first] = group
    if (!first) return []
    const { childId, activityId } = first
    const stored = absences.filter(
      (a) => a.childId === childId && (a.activityId ?? activityId) === activityId,
    )
    const statements = group.map(({ day, householdId, mark }) => ({
      day,
      householdId,
      excuse: mark.excuse,
    }))
    const change = mergeExcuses(stored, onePerDay(statements), openDays.get(activityId) ?? [])
    return [{ childId, activityId, change }]
  })
  await settle(
    tx,
    changes.map(({ change }) => change),
    { now, actor },
  )
  const added = changes.flatMap(({ childId, activityId, change }) => {
    return change.add.map(({ householdId, firstDay, lastDay, kind }) => {
      return {
        child_id: childId,
        activity_id: activityId,
        household_id: householdId,
        first_day: firstDay,
        last_day: lastDay,
        kind,
      }
    })
  })
  if (added.length === 0) return
  await sql`
    insert into absence (household_id, child_id, activity_id, first_day, last_day, kind, declared_at, declared_by,
                         state, decided_at, decided_by)
    select household_id, child_id, activity_id, first_day, last_day, kind, ${now}, ${importer}, 'EXCUSED', ${now}, ${actor}
    from jsonb_to_recordset(${JSON.stringify(added)}::jsonb) as a(
      household_id bigint, child_id bigint, activity_id int, first_day date, last_day date, kind text)`.execute(
    tx,
  )
}

/** A day of several units is excused once, and only when no unit of it contradicts. */
function onePerDay<Statement extends { readonly day: Day; readonly excuse: unknown }>(
  statements: readonly Statement[],
): Statement[] {
  const byDay = Map.groupBy(statements, (statement) => statement.day)
  return [...byDay.values()].flatMap(
    (same) => same.find((statement) => !statement.excuse) ?? same[0] ?? [],
  )
}

interface FoundAbsence extends StoredAbsence {
  readonly childId: number
  readonly activityId: number | null
}

async function readAround(
  tx: Tx,
  entries: readonly KnownEntry[],
): Promise<{ absences: FoundAbsence[]; openDays: Map<number, Day[]> }> {
  const { from, to } = reachOf(entries.map((entry) => entry.day))
  const childIds = [...new Set(entries.map((entry) => entry.childId))]
  const activityIds = [...new Set(entries.map((entry) => entry.activityId))]
  const absences = await sql<FoundAbsence>`
    select id, household_id as "householdId", child_id as "childId", activity_id as "activityId",
           first_day as "firstDay", last_day as "lastDay", kind, state, declared_by = ${importer} as "isImported"
    from absence
    where child_id = any(${childIds}::bigint[]) and state <> 'WITHDRAWN'
      and first_day <= ${to} and last_day >= ${from}
    order by id`.execute(tx)
  // Whole absences are read again: the open days reach as far as they do.
  const first = [from, ...absences.rows.map((row) => row.firstDay)].sort()[0]
  const last = [to, ...absences.rows.map((row) => row.lastDay)].sort().at(-1)
  const days = await sql<{ activity_id: number; days: Day[] }>`
    select activity_id, array_agg(day order by day) as days
    from open_day
    where activity_id = any(${activityIds}::int[]) and day between ${first} and ${last} and closed_because is null
    group by 1`.execute(tx)
  return {
    absences: absences.rows,
    openDays: new Map(days.rows.map((row) => [row.activity_id, row.days])),
  }
}

async function settle(
  tx: Tx,
  changes: readonly AbsenceChanges[],
  { now, actor }: { now: Date; actor: string },
): Promise<void> {
  const withdraw = changes.flatMap((change) => change.withdraw)
  const excuse = changes.flatMap((change) => change.excuse)
  if (withdraw.length + excuse.length === 0) return
  await sql`
    update absence set
      state = case when id = any(${withdraw}::bigint[]) then 'WITHDRAWN' else 'EXCUSED' end,
      decided_at = case when id = any(${withdraw}::bigint[]) then null else ${now}::timestamptz end,
      decided_by = ${actor}
    where id = any(${[...withdraw, ...excuse]}::bigint[])`.execute(tx)
}
