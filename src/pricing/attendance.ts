import type { DayFact } from './facts.ts'
import type { AttendanceRule } from './tariff.ts'

/** How a booked or attended unit is billed (the table of domain.md §3.1). */
export type DayCase =
  | { readonly kind: 'FULL' }
  /** Missed without excuse, or in the waiting period of an illness. */
  | { readonly kind: 'MISSED'; readonly percent: number; readonly because: MissedBecause }
  | { readonly kind: 'NOTHING' }

export type MissedBecause = 'UNEXCUSED' | 'EXCUSED' | 'WAITING_PERIOD'

const full: DayCase = { kind: 'FULL' }
const nothing: DayCase = { kind: 'NOTHING' }

/** What is billed of the day under a tariff's rule. An unchecked day counts as attended. */
export function dayCase(fact: DayFact, rule: AttendanceRule): DayCase {
  if (isThere(fact)) return full
  if (fact.booking === null) return nothing
  const { absence } = fact
  if (!absence?.isExcused) return missed(rule.unexcusedPercent, 'UNEXCUSED')
  if (absence.kind === 'ILLNESS' && absence.openDayNumber <= rule.waitingDays) {
    return missed(100, 'WAITING_PERIOD')
  }
  return missed(rule.excusedPercent, 'EXCUSED')
}

/** Present, or booked and not checked with no excuse on file. */
export function isThere(fact: DayFact): boolean {
  if (fact.presence !== null) return fact.presence === 'PRESENT'
  return fact.booking !== null && !fact.absence?.isExcused
}

/** Booked, nobody has checked it, and no excuse explains it. */
export function isUnchecked(fact: DayFact): boolean {
  return fact.presence === null && fact.booking !== null && !fact.absence?.isExcused
}

/** Neither attended nor booked: there is nothing to price whatever the tariff says. */
export function isNothing(fact: DayFact): boolean {
  return fact.booking === null && fact.presence !== 'PRESENT'
}

function missed(percent: number, because: MissedBecause): DayCase {
  return percent === 0 ? nothing : { kind: 'MISSED', percent, because }
}
