import type { ChildHouseholds } from '../src/households/child-households.ts'
import type { CustodyException } from '../src/households/custody-rule.ts'
import { addDays, dayOf, isDay, type Day } from '../src/kernel/day.ts'
import { typedDay, usageFault } from './typed.ts'

/** What `preau custody set` takes. */
export interface SetOptions {
  readonly even?: string
  readonly handover?: string
  readonly holidays?: string
  readonly from?: string
  readonly judgment?: string
  readonly givenBy?: string
  readonly billing: keyof typeof billings
  readonly payer?: string
  readonly percent?: string
  readonly exception: readonly string[]
}

function householdId(
  child: ChildHouseholds,
  fileNumber: string | undefined,
  option: string,
): number {
  const found = child.households.find((one) => String(one.fileNumber) === fileNumber)
  if (found) return found.id
  const known = child.households.map((one) => one.fileNumber).join(' and ')
  throw usageFault(
    `${option} ${fileNumber ?? ''} is none of the child's households (${known})`,
    hint,
  )
}

/** What `--billing` says, as the rule is kept. */
export const billings = {
  'by-calendar': 'BY_CALENDAR',
  'by-booker': 'BY_BOOKER',
  'by-percent': 'BY_PERCENT',
  'single-payer': 'SINGLE_PAYER',
} as const

/** Monday first. */
export const weekdays = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
]

export function readRule(child: ChildHouseholds, options: SetOptions) {
  const [first, second] = payerFirst(child, options)
  if (!first || !second) throw usageFault(`${child.firstName} belongs to one household only`, hint)
  const [, name = '', handoverTime = ''] =
    /^(\w+)\s+((?:[01]\d|2[0-3]):[0-5]\d)$/.exec(options.handover?.trim().toLowerCase() ?? '') ?? []
  const handoverWeekday = weekdays.indexOf(name) + 1
  if (handoverWeekday === 0) throw usageFault('--handover is written as "friday 16:30"', hint)
  return {
    firstHouseholdId: first.id,
    secondHouseholdId: second.id,
    evenWeekHouseholdId: householdId(child, options.even, '--even'),
    handoverWeekday,
    handoverTime,
    evenYearFirstHalfId:
      options.holidays === undefined ? null : householdId(child, options.holidays, '--holidays'),
  }
}

/** The first household is the one that is billed, or takes the odd cent. */
function payerFirst(child: ChildHouseholds, { billing, payer }: SetOptions) {
  const isNamed = billing === 'by-percent' || billing === 'single-payer'
  if (!isNamed && payer !== undefined)
    throw usageFault(`--payer says nothing with --billing ${billing}`, hint)
  if (!isNamed) return child.households
  const first = householdId(child, payer, '--payer')
  return child.households.toSorted((a, b) => Number(b.id === first) - Number(a.id === first))
}

export function readPercent({ billing, percent }: SetOptions): { readonly firstPercent?: number } {
  if ((billing === 'by-percent') !== (percent !== undefined)) {
    throw usageFault('--percent and --billing by-percent go together', hint)
  }
  if (percent === undefined) return {}
  if (!/^[1-9]\d?$/.test(percent)) throw usageFault(`--percent ${percent} is not 1 to 99`, hint)
  return { firstPercent: Number(percent) }
}

export function readFrom({ from }: Pick<SetOptions, 'from'>, now: Date): Day {
  return from === undefined ? addDays(dayOf(now), 1) : typedDay('--from', from)
}

export function giverOf(child: ChildHouseholds, { givenBy }: SetOptions): number {
  return householdId(child, givenBy, '--given-by')
}

export function readException(child: ChildHouseholds, text: string): CustodyException {
  const [, firstDay = '', lastDay = firstDay, file] =
    /^(\d{4}-\d\d-\d\d)(?:\.\.(\d{4}-\d\d-\d\d))?=(\d+)$/.exec(text) ?? []
  if (!isDay(firstDay) || !isDay(lastDay) || lastDay < firstDay) {
    throw usageFault(`--exception ${text} is not written as 2026-12-24..2026-12-26=1007`, hint)
  }
  return { firstDay, lastDay, householdId: householdId(child, file, '--exception') }
}

export function requireExceptions(
  exceptions: readonly CustodyException[],
): readonly CustodyException[] {
  if (exceptions.length > 0) return exceptions
  throw usageFault(
    'Say --even and --handover for a rule, or --exception for days that leave it',
    hint,
  )
}

const hint = 'preau help custody'
