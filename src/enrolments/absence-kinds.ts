import { addDays, dayOf, type Day } from '../kernel/day.ts'
import type { AbsenceKind } from './attendance-model.ts'

/** The kinds in the order in which a parent is asked. */
export const absenceKinds: readonly AbsenceKind[] = [
  'ILLNESS',
  'HOSPITAL',
  'EXCLUSION',
  'STRIKE',
  'SCHOOL_TRIP',
  'CLOSURE',
  'FAMILY',
  'OTHER',
]

export function absenceKindOf(text: string): AbsenceKind | null {
  return absenceKinds.find((kind) => kind === text) ?? null
}

/** A doctor's or hospital's paper is what excuses; for a strike or a school trip the town hall knows by itself. */
export function wantsCertificate(kind: AbsenceKind): boolean {
  return kind === 'ILLNESS' || kind === 'HOSPITAL' || kind === 'EXCLUSION'
}

/** Until when the paper may come: so many days after the first day missed, or after the declaration when that is later. */
export function certificateDueOn(firstDay: Day, now: Date, days: number): Day {
  const today = dayOf(now)
  return addDays(firstDay > today ? firstDay : today, days)
}
