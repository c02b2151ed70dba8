import type { Day } from '../kernel/day.ts'

/**
 * Families as any source gives them, already normalised (domain.md §2.10): names tidied, phones E.164, e-mail lower
 * case, days ISO, addresses with their INSEE code. Null: the source does not say, and what is stored stays.
 */
export interface FamilyModel {
  readonly families: readonly ImportedFamily[]
  readonly children: readonly ImportedChild[]
}

/** Where a thing was read. Lines count from 1, the header is line 1. */
export interface Origin {
  readonly file: string
  readonly line: number
}

export interface ImportedFamily {
  readonly origin: Origin
  /** The source's own stable name of the family (`cle_famille`), if it has one. */
  readonly key: string | null
  /** The first is the primary guardian of a new household. */
  readonly adults: readonly ImportedAdult[]
  /** Positions in `FamilyModel.children`. */
  readonly children: readonly number[]
  readonly address: Address | null
  readonly benefit: ImportedBenefit | null
  readonly quotient: ImportedQuotient | null
}

/** What a file, or our own, says of an adult. */
export interface AdultFacts {
  readonly title: Title | null
  readonly usualName: string
  readonly birthName: string | null
  readonly firstName: string
  readonly birthDate: Day | null
  /** INSEE code of the commune of birth, or null with a country 99xxx. */
  readonly birthInsee: string | null
  readonly birthCountry: string | null
  readonly mobile: string | null
  readonly homePhone: string | null
  readonly workPhone: string | null
  readonly email: string | null
}

export interface ImportedAdult extends AdultFacts {
  readonly origin: Origin
  /** The source's own stable name of the person. */
  readonly key: string | null
  /** Null: a legal guardian of whom no more is known. */
  readonly relationship: Relationship | null
}

export interface ImportedChild {
  readonly origin: Origin
  /** The source's own stable names of the child: one a family that lists it. */
  readonly keys: readonly string[]
  readonly lastName: string
  readonly usualName: string | null
  readonly firstName: string
  readonly sex: Sex
  readonly birthDate: Day
  readonly birthInsee: string | null
  readonly ine: string | null
  readonly schooling: ImportedSchooling | null
  readonly careProtocol: ImportedCareProtocol | null
}

export interface ImportedSchooling {
  /** UAI of the school; null when the source does not say. */
  readonly school: string | null
  readonly level: Level | null
  readonly className: string | null
}

/** A PAI as lists may give it: its days and how the child eats, nothing medical. */
export interface ImportedCareProtocol {
  readonly validFrom: Day
  /** At the latest the end of the school year. */
  readonly validTo: Day
  readonly mealMode: MealMode
}

export interface ImportedBenefit {
  readonly scheme: Scheme
  readonly recipientNumber: string | null
}

export interface ImportedQuotient {
  readonly type: QuotientType
  /** Whole euros. */
  readonly value: number
  readonly validFrom: Day
}

export interface Address {
  readonly number: string | null
  readonly repetition: string | null
  readonly street: string
  readonly complement: string | null
  readonly postcode: string
  readonly commune: string
  /** The current commune's code; null abroad. */
  readonly insee: string | null
  /** INSEE country, 99100 for France. */
  readonly country: string
}

export type Title = 'M' | 'MME'
export type Sex = 'F' | 'M'
/** How a child with a PAI eats: the canteen's meal, its own basket, or a meal made for it. */
export type MealMode = 'NONE' | 'BASKET' | 'ADAPTED'
export type Scheme = 'GENERAL' | 'MSA' | 'OTHER' | 'NONE'
export type QuotientType = 'CAF' | 'MSA' | 'COMMUNAL'
export type Relationship =
  | 'MOTHER'
  | 'FATHER'
  | 'STEP'
  | 'GRANDPARENT'
  | 'GUARDIAN'
  | 'FOSTER'
  | 'SOCIAL_SERVICE'
  | 'OTHER'

/** School levels in their order; ULIS, which has no age, last. */
export const levels = ['TPS', 'PS', 'MS', 'GS', 'CP', 'CE1', 'CE2', 'CM1', 'CM2', 'ULIS'] as const

export type Level = (typeof levels)[number]

/** The level of a child's age in a school year: starts the year that it turns 2 in TPS, 6 in CP, 10 in CM2. */
export function usualLevel(birthDate: Day, schoolYear: number): Level {
  const age = schoolYear - Number(birthDate.slice(0, 4))
  return levels[Math.min(Math.max(age - 2, 0), 8)] ?? 'TPS'
}

/** Something in the input that has to be put right, or asked. Says nothing of the values themselves. */
export interface Anomaly {
  readonly file: string
  /** Null: the file as a whole. */
  readonly line: number | null
  /** As the file's own header calls it. */
  readonly column: string | null
  readonly message: string
  readonly hint: string
}
