import type { Day } from '../kernel/day.ts'
import type { Cents } from '../kernel/money.ts'
import type { QuotientType, Scheme } from './facts.ts'

/** A dated price rule of one activity, as a price list writes it (docs/tariffs.md; domain.md §3.1). */
export interface Tariff {
  readonly id: number
  readonly activityId: number
  readonly code: string
  readonly version: number
  /** French, as printed on the invoice. */
  readonly label: string
  /** Units that must all be there on the day; with `each`, any one of them alone. */
  readonly unitIds: readonly number[]
  readonly each: boolean
  readonly method: Method
  /** Null: whichever quotient is on file, CAF before MSA before COMMUNAL. */
  readonly quotientType: QuotientType | null
  readonly filters: TariffFilters
  readonly rule: TariffRule
  readonly lines: readonly TariffLine[]
  readonly localProductCode: string | null
  readonly accountingCode: string | null
  readonly taxCreditEligible: boolean
  /** Cents of a unit that pay for food and never count for the tax credit. */
  readonly mealShareCents: Cents | null
  readonly validFrom: Day
  readonly validTo: Day | null
}

/** Those the engine prices; the check names the others (`methodsToCome`). */
export type Method = 'FLAT' | 'QF_BRACKET' | 'QF_LINEAR' | 'DURATION_STEP' | 'PACKAGE'

export const methodsToCome: readonly string[] = [
  'INCOME_LINEAR_HOURLY',
  'TIME_BRACKET',
  'TICKET',
  'DATE_SPECIFIC',
  'EVENT',
  'REDUCTION',
]

/** Whom and when a tariff is for; null or ANY leaves it open. */
export interface TariffFilters {
  readonly residence: 'ANY' | 'RESIDENT' | 'NON_RESIDENT'
  /** INSEE codes whose inhabitants are residents. */
  readonly communes: readonly string[]
  readonly levels: readonly string[] | null
  /** Full years on the day, both included. */
  readonly ageFrom: number | null
  readonly ageTo: number | null
  readonly schemes: readonly Scheme[] | null
  readonly groupIds: readonly number[] | null
  /** 1 (Monday) to 7; null: every day, empty: none. */
  readonly schoolWeekdays: readonly number[] | null
  readonly holidayWeekdays: readonly number[] | null
  readonly bookings: readonly BookingKind[] | null
  /** For children whose valid PAI says so; such a tariff goes before the general one. */
  readonly pai: 'BASKET' | 'ADAPTED' | null
}

export type BookingKind = 'REGULAR' | 'OCCASIONAL' | 'NOT_BOOKED'

export interface TariffRule {
  /** French, after a price: `le repas`. */
  readonly per: string
  readonly quotient: QuotientRule
  readonly siblings: SiblingRule | null
  /** Added for non-residents of `filters.communes`. */
  readonly nonResident: Change | null
  readonly floorCents: Cents | null
  readonly ceilingCents: Cents | null
  readonly adjustment: Change | null
  /** 1: half up to the cent; 5 or 10: up to the next multiple. */
  readonly roundTo: 1 | 5 | 10
  readonly attendance: AttendanceRule
  /** Added to the price of a unit that was attended without a booking. */
  readonly notBooked: Change | null
  readonly step: StepRule | null
  /** Added when a child is fetched after closing. */
  readonly late: LateRule | null
  readonly package: PackageRule | null
}

export interface QuotientRule {
  /** A month and day (`03-31`): the last one up to the service date. */
  readonly date: 'SERVICE_DATE' | 'BILLING_DATE' | { readonly monthDay: string }
  /** From when a later quotient counts; NEXT_MONTH: from the month after its reception. */
  readonly changes: 'FROM_ITS_DATE' | 'NEXT_MONTH' | 'NEVER'
  readonly missing: 'HIGHEST_BRACKET' | 'LAST_KNOWN' | 'BLOCK'
}

export interface SiblingRule {
  /** RANK: the child's place, eldest first; NUMBER: how many there are. */
  readonly by: 'RANK' | 'NUMBER'
  readonly among: 'ENROLLED' | 'PRESENT' | 'FILE'
  /** Applied from this rank or number on; the highest that is reached counts. */
  readonly discounts: readonly { readonly from: number; readonly change: Change }[]
  /** From this rank or number on, the price of a bracket that lies lower. */
  readonly shift: { readonly from: number; readonly brackets: number } | null
}

/** An amount to add (cents, or parts per million of the price); negative takes away. */
export type Change =
  | { readonly kind: 'CENTS'; readonly cents: Cents }
  | { readonly kind: 'PPM'; readonly ppm: number }

export interface AttendanceRule {
  /** Percent of the price of a day that was booked and missed without excuse. */
  readonly unexcusedPercent: number
  readonly excusedPercent: number
  /** First open days of an illness that are billed though excused (délai de carence). */
  readonly waitingDays: number
}

export interface StepRule {
  readonly minutes: number
  /** Minutes of a started step that are not counted. */
  readonly graceMinutes: number
  readonly maxSteps: number | null
}

export interface LateRule {
  /** `HH:MM`; null: the end of the tariff's last unit. */
  readonly after: string | null
  /** So many minutes after closing cost nothing; beyond them, every minute since closing counts. */
  readonly graceMinutes: number
  readonly amountCents: Cents
  /** The amount is for each started block of so many minutes; null: once a day. */
  readonly everyMinutes: number | null
  readonly by: 'CHILD' | 'FAMILY'
  /** From which late day of the billed period on. */
  readonly from: number
}

export interface PackageRule {
  readonly window: PackageWindow
  readonly charged: 'FIRST_DAY' | 'ENROLLED'
}

export type PackageWindow = 'WEEK' | 'MONTH' | 'TERM' | 'SCHOOL_PERIOD' | 'SCHOOL_YEAR'

/** A bracket: quotients from `qfFrom` (included) to `qfTo` (excluded, null: without end). */
export interface TariffLine {
  readonly lineNo: number
  readonly qfFrom: number
  readonly qfTo: number | null
  /** One amount, or one a rank (or number) of siblings, the last for all further ones. Empty: a rate. */
  readonly amountsCents: readonly Cents[]
  /** Parts per million of the quotient: 0,36 % is 3600. */
  readonly ratePpm: number | null
  readonly floorCents: Cents | null
  readonly ceilingCents: Cents | null
}

/** What the engine must know of a unit besides its prices. */
export interface PricedUnit {
  readonly id: number
  readonly activityId: number
  readonly code: string
  readonly label: string
  /** `HH:MM` */
  readonly fromTime: string | null
  readonly toTime: string | null
  readonly position: number
}

/** Days between two school holidays (« de la Toussaint à Noël »), for packages by period. */
export interface SchoolPeriod {
  readonly from: Day
  readonly to: Day
}

/** Everything a period is priced with. */
export interface PriceLists {
  readonly tariffs: readonly Tariff[]
  readonly units: readonly PricedUnit[]
  readonly schoolPeriods: readonly SchoolPeriod[]
}

/** What the run decides, beside the lists. */
export interface PricingPolicies {
  readonly from: Day
  readonly to: Day
  /** The day for quotients « at the date of billing ». */
  readonly billingDate: Day
  /** REFUSE: a booked day that nobody checked stops the household; AS_BOOKED: priced as if present (previews). */
  readonly unchecked: 'REFUSE' | 'AS_BOOKED'
}

/** The rule of a tariff that says nothing else. */
export const plainRule: TariffRule = {
  per: "l'unité",
  quotient: { date: 'SERVICE_DATE', changes: 'FROM_ITS_DATE', missing: 'HIGHEST_BRACKET' },
  siblings: null,
  nonResident: null,
  floorCents: null,
  ceilingCents: null,
  adjustment: null,
  roundTo: 1,
  attendance: { unexcusedPercent: 100, excusedPercent: 0, waitingDays: 0 },
  notBooked: null,
  step: null,
  late: null,
  package: null,
}

/** The filters of a tariff that is for everybody. */
export const openFilters: TariffFilters = {
  residence: 'ANY',
  communes: [],
  levels: null,
  ageFrom: null,
  ageTo: null,
  schemes: null,
  groupIds: null,
  schoolWeekdays: null,
  holidayWeekdays: null,
  bookings: null,
  pai: null,
}
