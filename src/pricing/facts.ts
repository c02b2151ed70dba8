import type { Day } from '../kernel/day.ts'
import type { PackageWindow } from './tariff.ts'

/**
 * All that the price of one household's period depends on. Built set-based by the modules that own the facts;
 * the engine reads neither a database nor a clock. Days are inclusive at both ends; null means open or unknown.
 */
export interface MonthFacts {
  readonly householdId: number
  readonly quotients: readonly QuotientFact[]
  readonly residences: readonly ResidenceFact[]
  readonly scheme: Scheme | null
  readonly children: readonly ChildFacts[]
  /** One a child, day and unit that is booked or was attended. Cancelled bookings are left out. */
  readonly days: readonly DayFact[]
  /** Packages that an earlier period has charged, so that a window is charged once. */
  readonly chargedPackages: readonly ChargedPackage[]
}

export type QuotientType = 'CAF' | 'MSA' | 'COMMUNAL'
export type Scheme = 'GENERAL' | 'MSA' | 'OTHER' | 'NONE'

/** A family quotient as it is on file (annulled ones are left out). */
export interface QuotientFact {
  readonly type: QuotientType
  /** Euros; decimals are floored before the look-up. */
  readonly value: number
  readonly validFrom: Day
  readonly validTo: Day | null
  readonly receivedOn: Day
}

/** Where the household lives. `insee` is null for an address abroad: never a resident. */
export interface ResidenceFact {
  readonly insee: string | null
  readonly validFrom: Day
  readonly validTo: Day | null
}

export interface ChildFacts {
  readonly childId: number
  readonly birthDate: Day
  readonly schooling: readonly SchoolingFact[]
  readonly careProtocols: readonly CareProtocolFact[]
  /** Accepted enrolments by this household. */
  readonly enrolments: readonly EnrolmentFact[]
  /** Accepted enrolments by the other household of a custody that says who pays. */
  readonly sharedEnrolments?: readonly EnrolmentFact[]
  /** Custody that says who pays: what this household pays of the child's days; none: the whole of what it books. */
  readonly shares?: readonly DatedShare[]
}

export interface DatedShare extends ShareFact {
  readonly validFrom: Day
  readonly validTo: Day | null
}

export interface SchoolingFact {
  /** The year in which the school year starts. */
  readonly schoolYear: number
  readonly level: string
}

/** A PAI: its dates and how the child eats, nothing medical. */
export interface CareProtocolFact {
  readonly validFrom: Day
  readonly validTo: Day
  readonly mealMode: 'NONE' | 'BASKET' | 'ADAPTED'
}

export interface EnrolmentFact {
  readonly activityId: number
  readonly groupId: number
  readonly validFrom: Day
  readonly validTo: Day | null
}

/** One child, one day, one unit. Clocks are `HH:MM` (seconds are ignored). */
export interface DayFact {
  readonly childId: number
  readonly activityId: number
  readonly unitId: number
  readonly groupId: number
  readonly day: Day
  /** Of the activity's open day. */
  readonly dayKind: 'SCHOOL' | 'HOLIDAY'
  /** Null: attended without a booking. */
  readonly booking: 'REGULAR' | 'OCCASIONAL' | null
  /** Null: nobody has checked the day yet. */
  readonly presence: 'PRESENT' | 'ABSENT' | null
  readonly bookedFrom: string | null
  readonly bookedTo: string | null
  readonly arrived: string | null
  readonly leftAt: string | null
  /** The declared absence that covers the day. */
  readonly absence: AbsenceFact | null
  /** Custody BY_PERCENT; null: the household pays the whole. */
  readonly share: ShareFact | null
}

export interface AbsenceFact {
  readonly kind:
    | 'ILLNESS'
    | 'HOSPITAL'
    | 'EXCLUSION'
    | 'STRIKE'
    | 'SCHOOL_TRIP'
    | 'CLOSURE'
    | 'FAMILY'
    | 'OTHER'
  readonly isExcused: boolean
  /** 1 for the first open day of the activity in this absence: the waiting period counts them. */
  readonly openDayNumber: number
}

export interface ShareFact {
  /** 0 and 100 where one household pays for both. */
  readonly percent: number
  /** Does this household take the odd cent? Exactly one of the two does. */
  readonly takesOddCent: boolean
}

export interface ChargedPackage {
  readonly childId: number
  /** Of the tariff that was in force then; another one may have followed it. */
  readonly unitIds: readonly number[]
  readonly window: PackageWindow
  /** First day of the window. */
  readonly windowFrom: Day
}
