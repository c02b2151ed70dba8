import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import type { Anomaly } from '../households/family-model.ts'
import type { Day } from '../kernel/day.ts'
import { matchKey } from '../kernel/text.ts'
import type { AttendanceEntry, ChildName, Mark, Place } from './attendance-model.ts'

/** An entry whose child and unit exist. */
export interface TargetedEntry {
  readonly place: Place
  readonly childId: number
  readonly unitId: number
  readonly activityId: number
  readonly day: Day
  readonly mark: Mark
  /** `HH:MM`: the end of the activity's last unit. */
  readonly closing: string | null
}

type Report = (place: Place, message: string, hint: string) => void

/** Finds the children and units that a file names; two statements. What is not found is an anomaly of its place. */
export async function findTargets(
  tx: Tx,
  file: string,
  entries: readonly AttendanceEntry[],
): Promise<{ targets: TargetedEntry[]; anomalies: Anomaly[] }> {
  const anomalies: Anomaly[] = []
  const report: Report = (place, message, hint) =>
    void anomalies.push({ file, ...place, message, hint })
  const childIds = await findChildren(tx, [...new Set(entries.map((entry) => entry.child))], report)
  const unitOf = await unitFinder(tx, report)
  const targets = entries.flatMap((entry) => {
    const childId = childIds.get(entry.child)
    const unit = unitOf(entry)
    if (childId === undefined || !unit) return []
    const { place, day, mark } = entry
    const { unitId, activityId, closing } = unit
    return [{ place, childId, unitId, activityId, day, mark, closing }]
  })
  return { targets, anomalies: onePerPlace(anomalies) }
}

interface Candidate {
  readonly n: number
  readonly id: number
  readonly first_name: string
  readonly by: 'INE' | 'BIRTH' | 'FILE'
}

async function findChildren(
  tx: Tx,
  names: readonly ChildName[],
  report: Report,
): Promise<Map<ChildName, number>> {
  const asked = names.map(({ ine, lastName, firstName, birthDate, fileNumber }, n) => {
    return { n, ine, key: matchKey(lastName, firstName), birth: birthDate, file: fileNumber }
  })
  const found = await sql<Candidate>`
    with asked as (
      select * from jsonb_to_recordset(${JSON.stringify(asked)}::jsonb)
        as a(n int, ine text, key text, birth date, file int)
    )
    select a.n, c.id, c.first_name, 'INE' as by from asked a join child c on c.ine = a.ine
    union
    select a.n, c.id, c.first_name, 'BIRTH' from asked a join child c on c.match_key = a.key and c.birth_date = a.birth
    union
    select a.n, c.id, c.first_name, 'FILE' from asked a
    join household h on h.file_number = a.file
    join household_child hc on hc.household_id = h.id
    join child c on c.id = hc.child_id`.execute(tx)
  const candidates = Map.groupBy(found.rows, (row) => row.n)
  const childIds = new Map<ChildName, number>()
  names.forEach((name, n) => {
    const ids = idsFor(name, candidates.get(n) ?? [])
    if (ids.length === 1 && ids[0] !== undefined) childIds.set(name, ids[0])
    else if (ids.length === 0)
      report(name.place, 'no child of the portal is this one', 'preau families list')
    else report(name.place, 'several children answer to this', 'give the INE or the birth date')
  })
  return childIds
}

/** The strongest name that finds somebody: INE, then names and birth date, then file number and first name. */
function idsFor(name: ChildName, candidates: readonly Candidate[]): number[] {
  const firstName = matchKey(name.firstName)
  for (const by of ['INE', 'BIRTH', 'FILE'] as const) {
    const rows = candidates.filter(
      (row) => row.by === by && (by !== 'FILE' || matchKey(row.first_name) === firstName),
    )
    const ids = [...new Set(rows.map((row) => row.id))]
    if (ids.length > 0) return ids
  }
  return []
}

interface UnitRow {
  readonly activityId: number
  readonly activity: string
  readonly unitId: number
  readonly unit: string
  readonly closing: string | null
}

async function unitFinder(
  tx: Tx,
  report: Report,
): Promise<(entry: AttendanceEntry) => UnitRow | null> {
  const read = await sql<UnitRow>`
    select a.id as "activityId", a.code as activity, u.id as "unitId", u.code as unit,
           left(max(u.to_time) over (partition by a.id)::text, 5) as closing
    from activity a join unit u on u.activity_id = a.id`.execute(tx)
  const byActivity = Map.groupBy(read.rows, (row) => matchKey(row.activity))
  return ({ place, activityCode, unitCode }) => {
    const line = (column: string) => ({ line: place.line, column })
    const units = byActivity.get(matchKey(activityCode))
    if (!units)
      return refuse(report, line('activite'), 'there is no such activity', 'preau activities list')
    if (unitCode === '') {
      const [only, other] = units
      if (only && !other) return only
      return refuse(
        report,
        line('unite'),
        'the activity has several units',
        `write one of ${units.map((row) => row.unit).join(', ')}`,
      )
    }
    const unit = units.find((row) => matchKey(row.unit) === matchKey(unitCode))
    return (
      unit ??
      refuse(
        report,
        line('unite'),
        'the activity has no such unit',
        `write one of ${units.map((row) => row.unit).join(', ')}`,
      )
    )
  }
}

function refuse(report: Report, place: Place, message: string, hint: string): null {
  report(place, message, hint)
  return null
}

/** A monthly line names its child and unit once, its days many times. */
function onePerPlace(anomalies: readonly Anomaly[]): Anomaly[] {
  const seen = new Set<string>()
  return anomalies.filter(({ line, column, message }) => {
    const key = `${line} ${column} ${message}`
    const isNew = !seen.has(key)
    seen.add(key)
    return isNew
  })
}
