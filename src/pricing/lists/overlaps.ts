import type { TariffFilters } from '../tariff.ts'
import type { ListedTariff } from './read-tariff.ts'

type Compared = Pick<
  ListedTariff,
  'activityId' | 'unitIds' | 'each' | 'filters' | 'validFrom' | 'validTo' | 'rule'
>

/** Could both apply to one child, day and set of units? Then neither can be billed. */
export function bothApply(a: Compared, b: Compared): boolean {
  return (
    a.activityId === b.activityId &&
    sameUnits(a, b) &&
    meets(a.validFrom, a.validTo, b.validFrom, b.validTo) &&
    a.filters.pai === b.filters.pai &&
    familiesMeet(a.filters, b.filters) &&
    listsMeet(a.filters.bookings, b.filters.bookings) &&
    daysMeet(a.filters, b.filters)
  )
}

/**
 * Are both packages of one window that pay for a unit in common, for one child? A window is paid once: which of the two
 * it costs would hang on the day that comes first, or the second could not be billed at all.
 */
export function shareWindow(a: Compared, b: Compared): boolean {
  const window = a.rule.package?.window
  return (
    window !== undefined &&
    window === b.rule.package?.window &&
    a.activityId === b.activityId &&
    a.unitIds.some((unitId) => b.unitIds.includes(unitId)) &&
    meets(a.validFrom, a.validTo, b.validFrom, b.validTo) &&
    familiesMeet(a.filters, b.filters)
  )
}

function familiesMeet(a: TariffFilters, b: TariffFilters): boolean {
  return (
    residencesMeet(a, b) &&
    listsMeet(a.levels, b.levels) &&
    listsMeet(a.schemes, b.schemes) &&
    listsMeet(a.groupIds, b.groupIds) &&
    (a.ageFrom ?? 0) <= (b.ageTo ?? 99) &&
    (b.ageFrom ?? 0) <= (a.ageTo ?? 99)
  )
}

function sameUnits(a: Compared, b: Compared): boolean {
  const setsOf = (one: Compared) => (one.each ? one.unitIds.map((id) => [id]) : [one.unitIds])
  return setsOf(a).some((units) => setsOf(b).some((others) => units.join() === others.join()))
}

function meets(aFrom: string, aTo: string | null, bFrom: string, bTo: string | null): boolean {
  return aFrom <= (bTo ?? '9999') && bFrom <= (aTo ?? '9999')
}

function residencesMeet(a: TariffFilters, b: TariffFilters): boolean {
  if (a.residence === 'ANY' || b.residence === 'ANY') return true
  if (a.residence === 'RESIDENT' && b.residence === 'RESIDENT') {
    return a.communes.some((commune) => b.communes.includes(commune))
  }
  if (a.residence === b.residence) return true
  const [resident, other] = a.residence === 'RESIDENT' ? [a, b] : [b, a]
  return resident.communes.some((commune) => !other.communes.includes(commune))
}

function listsMeet<T>(a: readonly T[] | null, b: readonly T[] | null): boolean {
  return a === null || b === null || a.some((item) => b.includes(item))
}

function daysMeet(a: TariffFilters, b: TariffFilters): boolean {
  return (
    listsMeet(a.schoolWeekdays, b.schoolWeekdays) || listsMeet(a.holidayWeekdays, b.holidayWeekdays)
  )
}
