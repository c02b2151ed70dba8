import type { BookedElsewhere } from '../src/enrolments/decide-custody.ts'
import type { ChildHouseholds } from '../src/households/child-households.ts'
import type { Custody } from '../src/households/custody.ts'
import { weekdays } from './custody-options.ts'
import { tableOf } from './output.ts'

/** The rule, a line a fact. */
export function ruleText(child: ChildHouseholds, custody: Custody): string {
  const name = (id: number) => nameOf(child, id)
  const holidays =
    custody.evenYearFirstHalfId === null
      ? 'holidays follow the weeks'
      : `first half of the holidays in even years: ${name(custody.evenYearFirstHalfId)}`
  return [
    `${child.firstName} ${child.lastName}, since ${custody.validFrom}`,
    `even weeks: ${name(custody.evenWeekHouseholdId)}`,
    `hand-over: ${weekdays[custody.handoverWeekday - 1]} ${custody.handoverTime}; ${holidays}`,
    `billed ${billedWords(child, custody)}, decided by ${custody.decidedBy}`,
    custody.judgmentRef
      ? `judgment: preau documents open ${custody.judgmentRef}`
      : 'no judgment kept',
  ].join('\n')
}

function billedWords(child: ChildHouseholds, custody: Custody): string {
  const payer = nameOf(child, custody.firstHouseholdId)
  const percent = custody.firstPercent ?? 100
  return {
    BY_CALENDAR: 'by calendar',
    BY_BOOKER: 'to who books',
    BY_PERCENT: `${percent} % to ${payer}, ${100 - percent} % to the other household, each at its own price`,
    SINGLE_PAYER: `to ${payer}, whoever books`,
  }[custody.billing]
}

function nameOf(child: ChildHouseholds, id: number): string {
  const household = child.households.find((one) => one.id === id)
  return household ? `${household.name} (${household.fileNumber})` : 'a former household'
}

export function exceptionTable(child: ChildHouseholds, { exceptions }: Custody) {
  const rows = exceptions.map((one) => ({ ...one, household: nameOf(child, one.householdId) }))
  return tableOf(rows, { firstDay: 'from', lastDay: 'to', household: 'with' }, 'Exceptions')
}

export function bookedTable(rows: readonly BookedElsewhere[]) {
  const columns = { day: 'day', unit: 'unit', bookedBy: 'booked by', childIsWith: 'child is with' }
  return tableOf(rows, columns, 'Booked on the other side')
}
