import type { Day } from '../../kernel/day.ts'
import { nearest } from '../../kernel/nearest.ts'
import type { YamlMap, YamlValue } from '../../kernel/yaml-file.ts'
import { readBoolean, readChoice, readDay, readLabel, readText } from '../../kernel/yaml-values.ts'
import {
  methodsToCome,
  type Method,
  type Tariff,
  type TariffLine,
  type TariffRule,
} from '../tariff.ts'
import { readAmount } from './amounts.ts'
import type { KnownActivity } from './known-activities.ts'
import { readCodes, readFilters } from './read-filters.ts'
import { readPrices } from './read-prices.ts'
import { readRule } from './read-rule.ts'

/** A tariff as a file writes it, before it has an id and a version. */
export interface ListedTariff extends Omit<Tariff, 'id' | 'version'> {
  readonly activityCode: string
  readonly unitCodes: readonly string[]
}

/** What the top of a list says for all its tariffs. */
export interface ListDefaults {
  readonly communes: readonly string[]
  readonly validFrom: Day | null
  readonly validTo: Day | null
}

/** Null when something without which nothing can be priced is missing; the faults are reported. */
export function readTariff(
  map: YamlMap,
  activities: readonly KnownActivity[],
  defaults: ListDefaults,
): ListedTariff | null {
  const code = readCode(map.require('code'))
  const label = readLabel(map.require('label'))
  const activity = readActivity(map.require('activity'), activities)
  const each = map.has('each_of')
  const unitIds = readUnits(map, activity)
  const lines = readPrices(map)
  const rule = readRule(map)
  const filters = readFilters(map, activity, defaults.communes)
  const method = methodOf(lines, rule)
  refuseMethodsToCome(map.get('method'))
  checkTogether(map, lines, rule)
  const tariff = {
    method,
    quotientType: readChoice(map.get('quotient_type'), {
      caf: 'CAF',
      msa: 'MSA',
      communal: 'COMMUNAL',
    } as const),
    localProductCode: readProductCode(map.get('local_product_code')),
    accountingCode: readLabel(map.get('accounting_code'), 20),
    taxCreditEligible: readBoolean(map.get('tax_credit')) ?? false,
    mealShareCents: readAmount(map.get('meal_share')),
    validTo: readDay(map.get('valid_to')) ?? defaults.validTo,
  }
  const validFrom = readDay(map.get('valid_from')) ?? defaults.validFrom
  if (validFrom === null && !map.has('valid_from'))
    map.fault('The first day of this price is missing', 'add "valid_from: 2026-09-01"')
  if (!code || !label || !activity || !unitIds || lines.length === 0 || validFrom === null)
    return null
  if (tariff.validTo !== null && tariff.validTo < validFrom)
    map.fault('The last day is before the first')
  const unitCodes = unitIds.flatMap(
    (id) => activity.units.find((unit) => unit.id === id)?.code ?? [],
  )
  const names = {
    code,
    label,
    activityId: activity.id,
    activityCode: activity.code,
    unitIds,
    unitCodes,
    each,
  }
  return { ...names, ...tariff, validFrom, filters, rule, lines }
}

function readCode(value: YamlValue | null): string | null {
  const text = readText(value)
  if (text === null || /^[a-z0-9][a-z0-9-]{0,59}$/.test(text)) return text
  return value?.fault(`"${text}" is no code`, 'use lower-case letters, digits and hyphens') ?? null
}

/** Of the treasury (PES `CodProdLoc`). */
function readProductCode(value: YamlValue | null): string | null {
  const text = readText(value)
  if (text === null || /^[A-Za-z0-9]{1,4}$/.test(text)) return text
  return value?.fault(`"${text}" is no product code`, 'four letters or digits at most') ?? null
}

function readActivity(
  value: YamlValue | null,
  activities: readonly KnownActivity[],
): KnownActivity | null {
  const code = readText(value)
  if (code === null) return null
  const codes = activities.map((activity) => activity.code)
  const alike = nearest(code, codes)
  const hint = alike
    ? `did you mean "${alike}"?`
    : 'import the activities first: preau activities import FILE'
  const known = activities.find((activity) => activity.code === code)
  return known ?? value?.fault(`There is no activity "${code}"`, hint) ?? null
}

function readUnits(map: YamlMap, activity: KnownActivity | null): number[] | null {
  if (map.has('units') && map.has('each_of'))
    map.fault('Write either "units" (together) or "each_of" (alone)')
  const named = map.get(map.has('each_of') ? 'each_of' : 'units')
  const ids = readCodes(named, activity?.units, 'unit')
  if (ids === null) map.fault('The key "units" is missing', 'add "units: [repas]"')
  if (named?.items().length === 0) named.fault('No unit is named here', 'write it as [repas]')
  return ids && ids.length > 0 ? Array.from(new Set(ids)).sort((a, b) => a - b) : null
}

function methodOf(lines: readonly TariffLine[], rule: TariffRule): Method {
  if (rule.package) return 'PACKAGE'
  if (rule.step) return 'DURATION_STEP'
  if (lines.some((line) => line.ratePpm !== null)) return 'QF_LINEAR'
  return lines.length > 1 || lines.some((line) => line.qfFrom > 0 || line.qfTo !== null)
    ? 'QF_BRACKET'
    : 'FLAT'
}

/** `method` is never needed; where it names a way of pricing that is not there yet, that is said by its name. */
function refuseMethodsToCome(value: YamlValue | null): void {
  const method = readText(value)
  if (method === null) return
  if (methodsToCome.includes(method))
    value?.fault(`The method ${method} is not priced by this version of the portal`)
  else value?.fault('The method follows from the other keys', 'leave "method" out')
}

function checkTogether(map: YamlMap, lines: readonly TariffLine[], rule: TariffRule): void {
  if (rule.step && rule.package) map.fault('Write either "step" or "package"')
  if (rule.package?.charged === 'ENROLLED') {
    for (const key of ['days', 'bookings'])
      map.get(key)?.fault(`"${key}" says nothing of a package that whoever is enrolled owes`)
  }
  const hasCeiling = rule.ceilingCents !== null || lines.at(-1)?.ceilingCents !== null
  if (lines.at(-1)?.ratePpm && !hasCeiling && rule.quotient.missing !== 'BLOCK') {
    map.warn(
      'A rate without "max" cannot bill families without a quotient: their bills are refused',
    )
  }
  if (lines.some((line) => line.amountsCents.length > 1) && !rule.siblings) {
    map.fault(
      'Several amounts need to know which child has which',
      'add "siblings: {by: rank, among: enrolled}"',
    )
  }
}
