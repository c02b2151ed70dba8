import type { YamlMap, YamlValue } from '../../kernel/yaml-file.ts'
import {
  readChoice,
  readInteger,
  readLabel,
  readMap,
  readMaps,
  readText,
} from '../../kernel/yaml-values.ts'
import {
  plainRule,
  type LateRule,
  type PackageRule,
  type QuotientRule,
  type SiblingRule,
  type StepRule,
  type TariffRule,
} from '../tariff.ts'
import { readAmount, readChange, readPercent, readSupplement } from './amounts.ts'

/** How a tariff's price is made from its brackets: everything but whom it is for. */
export function readRule(map: YamlMap): TariffRule {
  const step = readMap(map.get('step'), readStep)
  const floorCents = readAmount(map.get('min'))
  const ceilingCents = readAmount(map.get('max'))
  if (floorCents !== null && ceilingCents !== null && floorCents > ceilingCents) {
    map.get('min')?.fault('The minimum is above the maximum')
  }
  return {
    per: readLabel(map.get('per'), 40) ?? (step ? `les ${step.minutes} minutes` : plainRule.per),
    quotient: readMap(map.get('quotient'), readQuotient) ?? plainRule.quotient,
    siblings: readMap(map.get('siblings'), readSiblings),
    nonResident: readChange(map.get('non_resident')),
    floorCents,
    ceilingCents,
    adjustment: readChange(map.get('adjustment')),
    roundTo: readChoice(map.get('rounding'), { '0.01': 1, '0.05': 5, '0.10': 10 } as const) ?? 1,
    attendance: readMap(map.get('absence'), readAttendance) ?? plainRule.attendance,
    notBooked: readSupplement(map.get('not_booked')),
    step,
    late: readMap(map.get('late'), readLate),
    package: readMap(map.get('package'), readPackage),
  }
}

function readAttendance(map: YamlMap) {
  const { attendance } = plainRule
  return {
    unexcusedPercent: readPercent(map.get('unexcused')) ?? attendance.unexcusedPercent,
    excusedPercent: readPercent(map.get('excused')) ?? attendance.excusedPercent,
    waitingDays: readInteger(map.get('waiting_days'), 0, 30) ?? attendance.waitingDays,
  }
}

function readQuotient(map: YamlMap): QuotientRule {
  const { quotient } = plainRule
  return {
    date: readQuotientDate(map.get('date')) ?? quotient.date,
    changes:
      readChoice(map.get('changes'), {
        'from its date': 'FROM_ITS_DATE',
        'next month': 'NEXT_MONTH',
        never: 'NEVER',
      } as const) ?? quotient.changes,
    missing:
      readChoice(map.get('missing'), {
        'highest bracket': 'HIGHEST_BRACKET',
        'last known': 'LAST_KNOWN',
        refuse: 'BLOCK',
      } as const) ?? quotient.missing,
  }
}

function readQuotientDate(value: YamlValue | null): QuotientRule['date'] | null {
  const text = readText(value)
  if (text === null) return null
  if (text === 'service') return 'SERVICE_DATE'
  if (text === 'billing') return 'BILLING_DATE'
  if (/^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/.test(text)) return { monthDay: text }
  return (
    value?.fault(
      `"${text}" is no date for the quotient`,
      'write service, billing, or a month and day as 03-31',
    ) ?? null
  )
}

function readSiblings(map: YamlMap): SiblingRule {
  return {
    by: readChoice(map.require('by'), { rank: 'RANK', number: 'NUMBER' } as const) ?? 'RANK',
    among:
      readChoice(map.get('among'), {
        enrolled: 'ENROLLED',
        present: 'PRESENT',
        file: 'FILE',
      } as const) ?? 'ENROLLED',
    discounts: readMaps(map.get('discounts'), (one) => {
      const from = readInteger(one.require('from'), 2, 20)
      const change = readChange(one.require('change'))
      return from !== null && change ? { from, change } : null
    }).sort((a, b) => a.from - b.from),
    shift: readMap(map.get('lower_bracket'), (one) => {
      const from = readInteger(one.require('from'), 2, 20)
      const brackets = readInteger(one.get('by'), 1, 20) ?? 1
      return from === null ? null : { from, brackets }
    }),
  }
}

function readStep(map: YamlMap): StepRule | null {
  const minutes = readInteger(map.require('minutes'), 1, 600)
  const graceMinutes = readInteger(map.get('grace'), 0, 120) ?? 0
  const maxSteps = readInteger(map.get('max'), 1, 100)
  return minutes === null ? null : { minutes, graceMinutes, maxSteps }
}

function readLate(map: YamlMap): LateRule | null {
  const amountCents = readAmount(map.require('amount'))
  const after = readText(map.get('after'))
  if (after !== null && !/^([01]\d|2[0-3]):[0-5]\d$/.test(after))
    map.get('after')?.fault(`"${after}" is no time`, 'write it as "18:30", in quotes')
  const rule = {
    after,
    graceMinutes: readInteger(map.get('grace'), 0, 120) ?? 0,
    everyMinutes: readInteger(map.get('every'), 1, 240),
    by: readChoice(map.get('by'), { child: 'CHILD', family: 'FAMILY' } as const) ?? 'CHILD',
    from: readInteger(map.get('from'), 1, 31) ?? 1,
  }
  return amountCents === null ? null : { ...rule, amountCents }
}

function readPackage(map: YamlMap): PackageRule | null {
  const window = readChoice(map.require('window'), {
    week: 'WEEK',
    month: 'MONTH',
    term: 'TERM',
    'school period': 'SCHOOL_PERIOD',
    'school year': 'SCHOOL_YEAR',
  } as const)
  const charged = readChoice(map.get('charged'), {
    'first day': 'FIRST_DAY',
    enrolled: 'ENROLLED',
  } as const)
  return window && { window, charged: charged ?? 'FIRST_DAY' }
}
