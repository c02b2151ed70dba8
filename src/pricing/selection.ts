import { ageOn, schoolYearOf, weekdayOf } from '../kernel/day.ts'
import { bookingKindOf, holdsOn, type ChildDay } from './child-day.ts'
import type { DayFact } from './facts.ts'
import type { Candidate } from './price-index.ts'
import type { Tariff } from './tariff.ts'

/** A tariff chosen for some units of a child's day. */
export interface Chosen {
  readonly tariff: Tariff
  readonly units: readonly DayFact[]
}

export interface Selection {
  readonly chosen: readonly Chosen[]
  readonly refused: readonly {
    readonly unit: DayFact
    readonly code: 'PRICING_NOT_FOUND' | 'AMBIGUOUS'
    readonly explained: string
  }[]
}

/**
 * Chooses the tariffs of a child's day: the largest set of units wins (a day beats half-day and meal), exactly one
 * tariff must remain for each unit (domain.md §3.1, « Selection »).
 */
export function selectTariffs(
  day: ChildDay,
  units: readonly DayFact[],
  candidates: readonly Candidate[],
): Selection {
  const chosen: Chosen[] = []
  const refused: Selection['refused'][number][] = []
  const left = new Map(units.map((unit) => [unit.unitId, unit]))
  let size = candidates[0]?.unitIds.length ?? 0
  while (size > 0 && left.size > 0) {
    const matching = preferCareProtocol(matchesOf(candidates, size, day, left))
    for (const match of matching) {
      const rivals =
        matching.length === 1 ? matching : matching.filter((other) => overlap(match, other))
      const free = match.units.filter((unit) => left.delete(unit.unitId))
      if (rivals.length === 1) chosen.push(match)
      else refused.push(...free.map((unit) => ambiguous(unit, rivals)))
    }
    size -= 1
  }
  for (const unit of left.values()) refused.push(notFound(unit, day, candidates))
  return { chosen, refused }
}

/** Called for every day of every child: candidates that cannot match cost nothing but a comparison. */
function matchesOf(
  candidates: readonly Candidate[],
  size: number,
  day: ChildDay,
  left: ReadonlyMap<number, DayFact>,
): Chosen[] {
  const matches: Chosen[] = []
  for (const { tariff, unitIds } of candidates) {
    if (unitIds.length !== size || !unitIds.every((unitId) => left.has(unitId))) continue
    const units = unitIds.flatMap((unitId) => left.get(unitId) ?? [])
    if (mismatch(tariff, day, units) === null) matches.push({ tariff, units })
  }
  return matches
}

function overlap(a: Chosen, b: Chosen): boolean {
  return a.units.some((unit) => b.units.includes(unit))
}

/** A price for a PAI goes before the price for everybody, for the same units. */
function preferCareProtocol(matching: readonly Chosen[]): readonly Chosen[] {
  if (matching.length < 2 || !matching.some((match) => match.tariff.filters.pai)) return matching
  return matching.filter(
    (match) =>
      match.tariff.filters.pai !== null ||
      !matching.some((other) => other.tariff.filters.pai !== null && overlap(match, other)),
  )
}

/** Why a tariff is not for this day, in English; null when it is. */
function mismatch(tariff: Tariff, day: ChildDay, units: readonly DayFact[]): string | null {
  if (!holdsOn(tariff, day.day)) {
    return `is valid from ${tariff.validFrom}${tariff.validTo ? ` to ${tariff.validTo}` : ''}`
  }
  return (
    residenceMismatch(tariff, day) ??
    childMismatch(tariff, day) ??
    occasionMismatch(tariff, day, units)
  )
}

/** Null: no address is known for the day. */
export function isResident(tariff: Tariff, { facts, day }: ChildDay): boolean | null {
  const residence = facts.residences.find((one) => holdsOn(one, day))
  if (!residence) return null
  return residence.insee !== null && tariff.filters.communes.includes(residence.insee)
}

function residenceMismatch(tariff: Tariff, day: ChildDay): string | null {
  const { residence } = tariff.filters
  if (residence === 'ANY' && tariff.rule.nonResident === null) return null
  const resident = isResident(tariff, day)
  if (resident === null) return 'depends on the address, and none is known for the day'
  if (residence === 'RESIDENT' && !resident) return 'is for residents'
  return residence === 'NON_RESIDENT' && resident ? 'is for non-residents' : null
}

function childMismatch({ filters }: Tariff, { facts, child, day }: ChildDay): string | null {
  if (filters.schemes && (facts.scheme === null || !filters.schemes.includes(facts.scheme))) {
    return `is for the schemes ${filters.schemes.join(', ')}`
  }
  if (filters.levels) {
    const level = child.schooling.find((one) => one.schoolYear === schoolYearOf(day))?.level
    if (level === undefined || !filters.levels.includes(level)) {
      return `is for the levels ${filters.levels.join(', ')}`
    }
  }
  const { ageFrom, ageTo } = filters
  if (ageFrom === null && ageTo === null) return null
  const age = ageOn(child.birthDate, day)
  return age < (ageFrom ?? 0) || age > (ageTo ?? 99)
    ? `is for the ages ${ageFrom ?? 0} to ${ageTo ?? 99}`
    : null
}

function occasionMismatch(
  { filters }: Tariff,
  day: ChildDay,
  units: readonly DayFact[],
): string | null {
  const [first] = units
  if (!first) return 'has no unit'
  if (filters.groupIds && !filters.groupIds.includes(first.groupId)) return 'is for other groups'
  const weekdays = first.dayKind === 'SCHOOL' ? filters.schoolWeekdays : filters.holidayWeekdays
  if (weekdays && !weekdays.includes(weekdayOf(day.day)))
    return 'is for other days of the week or year'
  if (filters.bookings && !filters.bookings.includes(bookingKindOf(units))) {
    return `is for ${filters.bookings.join(', ')}, not for ${bookingKindOf(units)}`
  }
  if (filters.pai && careProtocolOf(day)?.mealMode !== filters.pai) {
    return `is for children with a valid PAI (${filters.pai})`
  }
  return null
}

/** The PAI that is valid on the day. */
export function careProtocolOf({ child, day }: ChildDay) {
  return child.careProtocols.find((protocol) => holdsOn(protocol, day))
}

function ambiguous(unit: DayFact, rivals: readonly Chosen[]): Selection['refused'][number] {
  const codes = rivals.map((rival) => rival.tariff.code).sort()
  return { unit, code: 'AMBIGUOUS', explained: `${codes.length} prices apply: ${codes.join(', ')}` }
}

function notFound(
  unit: DayFact,
  day: ChildDay,
  candidates: readonly Candidate[],
): Selection['refused'][number] {
  const reasons = candidates
    .filter((candidate) => candidate.unitIds.includes(unit.unitId))
    .map(({ tariff, unitIds }) => {
      const units = unitIds.flatMap((id) => day.units.find((one) => one.unitId === id) ?? [])
      const missing = units.length < unitIds.length ? 'needs other units on the same day' : null
      return `${tariff.code} ${missing ?? mismatch(tariff, day, units) ?? 'is taken by a larger price'}`
    })
  const explained = reasons.length > 0 ? reasons.join('; ') : 'no price list names this unit'
  return { unit, code: 'PRICING_NOT_FOUND', explained }
}
