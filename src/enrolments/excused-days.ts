import { addDays, type Day } from '../kernel/day.ts'
import type { AbsenceKind } from './attendance-model.ts'

/** An absence as it stands; `imported` ones may be rewritten by the next import. */
export interface StoredAbsence {
  readonly id: number
  readonly householdId: number
  readonly firstDay: Day
  readonly lastDay: Day
  readonly kind: AbsenceKind
  readonly state: 'DECLARED' | 'EXCUSED' | 'UNEXCUSED'
  readonly isImported: boolean
}

/** What a file says of one child and activity. `excuse` null: there, or absent without excuse. */
export interface DayStatement {
  readonly day: Day
  readonly householdId: number
  readonly excuse: AbsenceKind | null
}

export interface ExcusedRun {
  readonly householdId: number
  readonly firstDay: Day
  readonly lastDay: Day
  readonly kind: AbsenceKind
}

export interface AbsenceChanges {
  readonly withdraw: readonly number[]
  readonly excuse: readonly number[]
  readonly add: readonly ExcusedRun[]
}

/**
 * The absences of one child and activity after a file. Excused days that follow each other on open days are one
 * absence, because a waiting period counts the days of each illness. What a parent declared is excused as it is;
 * what was imported before is read again with the file's corrections.
 */
export function mergeExcuses(
  stored: readonly StoredAbsence[],
  statements: readonly DayStatement[],
  openDays: readonly Day[],
): AbsenceChanges {
  const imported = stored.filter((absence) => absence.isImported)
  const others = stored.filter((absence) => !absence.isImported)
  const excused = new Map<Day, { kind: AbsenceKind; householdId: number }>()
  for (const absence of imported) {
    for (const day of openDays) if (covers(absence, day)) excused.set(day, absence)
  }
  const toExcuse = new Set<number>()
  for (const { day, excuse, householdId } of statements) {
    const other = others.find((absence) => covers(absence, day))
    if (!excuse) excused.delete(day)
    else if (!other) excused.set(day, { kind: excuse, householdId })
    else if (other.state !== 'EXCUSED') toExcuse.add(other.id)
  }
  const runs = runsOf(excused, openDays)
  const same = (absence: StoredAbsence) => runs.some((run) => isSame(run, absence))
  return {
    withdraw: imported.filter((absence) => !same(absence)).map((absence) => absence.id),
    excuse: [...toExcuse],
    add: runs.filter((run) => !imported.some((absence) => isSame(run, absence))),
  }
}

/** How far around a file earlier imports can touch its absences. */
export function reachOf(days: readonly Day[]): { from: Day; to: Day } {
  const sorted = [...days].sort()
  return { from: addDays(sorted[0] ?? '', -31), to: addDays(sorted.at(-1) ?? '', 31) }
}

function covers({ firstDay, lastDay }: StoredAbsence, day: Day): boolean {
  return firstDay <= day && day <= lastDay
}

function isSame(run: ExcusedRun, absence: StoredAbsence): boolean {
  const { householdId, firstDay, lastDay, kind } = absence
  return (
    run.firstDay === firstDay &&
    run.lastDay === lastDay &&
    run.kind === kind &&
    run.householdId === householdId
  )
}

function runsOf(
  excused: ReadonlyMap<Day, { kind: AbsenceKind; householdId: number }>,
  openDays: readonly Day[],
): ExcusedRun[] {
  const runs: ExcusedRun[] = []
  let isOpen = false
  for (const day of openDays) {
    const found = excused.get(day)
    const last = runs.at(-1)
    if (found && isOpen && last?.kind === found.kind && last.householdId === found.householdId) {
      runs[runs.length - 1] = { ...last, lastDay: day }
    } else if (found) {
      const { kind, householdId } = found
      runs.push({ kind, householdId, firstDay: day, lastDay: day })
    }
    isOpen = found !== undefined
  }
  return runs
}
