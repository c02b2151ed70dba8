import type { School } from '../households/schools.ts'
import type { Day } from '../kernel/day.ts'
import type { Cents } from '../kernel/money.ts'
import type { DeadlineRule } from './deadline-rule.ts'

/** The catalogue as a file of docs/activities.md writes it. Codes are the keys; days are included at both ends. */
export interface Catalogue {
  readonly schools: readonly School[]
  readonly regies: readonly RegieSpec[]
  readonly sites: readonly SiteSpec[]
  readonly activities: readonly ActivitySpec[]
}

export interface RegieSpec {
  readonly code: string
  readonly name: string
  readonly siret: string
  readonly ics: string | null
  readonly route: 'REGIE' | 'TITLE'
  readonly vatMention: string
}

export interface SiteSpec {
  readonly code: string
  readonly name: string
  /** UAI of the school whose pupils come here; null: every child. */
  readonly school: string | null
  readonly address: string | null
}

export type ActivityKind =
  | 'CANTEEN'
  | 'BEFORE_AFTER_SCHOOL'
  | 'LEISURE_CENTRE'
  | 'NURSERY'
  | 'HOMEWORK_CLUB'
  | 'EVENT'
export type UnitKind = 'MEAL' | 'TIME' | 'HALF_DAY' | 'DAY' | 'HOURLY' | 'SESSION'
/** `ENROLMENT`: a group has places for a whole season. */
export type CapacityMode = 'NONE' | 'DAY' | 'ENROLMENT'
export type DeadlineAction = 'ADD' | 'CANCEL' | 'ABSENCE' | 'CERTIFICATE'

export interface ActivitySpec {
  readonly code: string
  readonly kind: ActivityKind
  readonly name: string
  readonly regie: string
  readonly licenceNumber: string | null
  readonly decision: 'AUTOMATIC' | 'OFFICER'
  readonly capacityMode: CapacityMode
  readonly conditions: Conditions
  readonly papers: PapersSpec
  readonly publishedFrom: Day | null
  readonly publishedTo: Day | null
  readonly periods: readonly PeriodSpec[]
  readonly units: readonly UnitSpec[]
  readonly groups: readonly GroupSpec[]
  readonly closures: readonly ClosureSpec[]
  readonly deadlines: readonly DeadlineSpec[]
}

/** What families read before they enrol, and what is asked of them beside their child's age and class. */
export interface Conditions {
  /** French, a few sentences. */
  readonly about: string | null
  /** INSEE codes: only families that live in one of these communes. */
  readonly residence?: readonly string[]
  /** No enrolment while more than this is overdue. */
  readonly unpaidAboveCents?: Cents
}

/** Codes of papers, as `preau documents` knows them. */
export interface PapersSpec {
  /** Nobody enrols without them. */
  readonly required: readonly string[]
  readonly asked: readonly string[]
}

export interface PeriodSpec {
  readonly label: string
  readonly firstDay: Day
  readonly lastDay: Day
  /** `YYYY-MM-DD HH:MM` in Paris. */
  readonly enrolmentOpensAt: string | null
  readonly bookingOpensAt: string | null
}

export interface UnitSpec {
  readonly code: string
  readonly label: string
  readonly kind: UnitKind
  readonly fromTime: string | null
  readonly toTime: string | null
  readonly open: OpenWeekdays
}

/** 1 (Monday) to 7. */
export interface OpenWeekdays {
  readonly school: readonly number[]
  readonly holidays: readonly number[]
}

export interface GroupSpec {
  readonly code: string
  readonly name: string
  readonly site: string
  readonly levels: readonly string[] | null
  readonly ageFromMonths: number | null
  readonly ageToMonths: number | null
  /** Places a unit and day with `capacity: per day`, a season with `per enrolment`. */
  readonly places: number | null
  readonly overbooked: number
}

export interface ClosureSpec {
  readonly firstDay: Day
  readonly lastDay: Day
  /** French. */
  readonly because: string
}

export interface DeadlineSpec {
  /** Null: every unit that has no rule of its own. */
  readonly unit: string | null
  readonly action: DeadlineAction
  readonly rule: DeadlineRule
}
