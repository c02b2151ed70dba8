import type { Day } from '../kernel/day.ts'
import type { AbsenceFact } from '../pricing/facts.ts'

export type AbsenceKind = AbsenceFact['kind']

/** A CSV file as its reader gives it: header and rows with the line each starts on. */
export interface AttendanceTable {
  readonly file: string
  readonly header: readonly string[]
  readonly rows: readonly { readonly line: number; readonly cells: readonly string[] }[]
}

/** Where a thing was read, to name it in a fault. */
export interface Place {
  readonly line: number
  readonly column: string | null
}

/** How a line names its child: the first that is given counts. */
export interface ChildName {
  readonly place: Place
  readonly ine: string | null
  readonly lastName: string
  readonly firstName: string
  readonly birthDate: Day | null
  readonly fileNumber: number | null
}

/** One cell: a child was there or not, one day, for one unit. */
export interface AttendanceEntry {
  readonly place: Place
  readonly child: ChildName
  readonly activityCode: string
  /** Empty: the activity's only unit. */
  readonly unitCode: string
  readonly day: Day
  readonly mark: Mark
}

export interface Mark {
  readonly state: 'PRESENT' | 'ABSENT'
  /** Set: the absence is excused. */
  readonly excuse: AbsenceKind | null
  /** `HH:MM` */
  readonly arrived: string | null
  readonly leftAt: string | null
}
