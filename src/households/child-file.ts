import type { Tx } from '../db/connect.ts'
import { knownDataKeys } from '../db/data-keys.ts'
import { openText, type DataKey, type Place } from '../db/field-encryption.ts'
import type { Keys } from '../db/keys.ts'
import { dayOf, type Day } from '../kernel/day.ts'
import { isRef } from '../kernel/ids.ts'
import {
  familyAccess,
  officerAccess,
  readFieldPolicy,
  type FamilyAccess,
} from '../settings/field-policy.ts'
import { readChild, type SealedHealth } from './child/child-row.ts'
import type { ChildSheet } from './child/confirmations.ts'
import type { ChildConsent } from './child/consents.ts'
import { exclusionPlace, type Exclusion } from './child/exclusions.ts'
import { withoutHidden } from './child/hidden.ts'
import type { HouseholdChild } from './children.ts'
import type { MealMode } from './family-model.ts'
import { allergyPlace, careProtocolPlace, healthPlace, vaccinationPlace } from './health.ts'
import { recordReading, type Reader } from './reader.ts'
import {
  allergyBody,
  careProtocolBody,
  exclusionBody,
  healthBody,
  vaccinationBody,
  type AllergyBody,
  type CareProtocolBody,
  type HealthBody,
  type VaccinationBody,
} from './sealed.ts'

export type Diet = 'STANDARD' | 'NO_PORK' | 'NO_MEAT' | 'VEGETARIAN' | 'NO_GLUTEN'

/** All that a household may see of a child. */
export interface ChildFile extends HouseholdChild {
  /** « Roncq », « Belgique »; null: nobody said. */
  readonly birthPlace: string | null
  readonly diet: Diet
  /** In alternating custody, today or from a day to come. */
  readonly hasCustody: boolean
  readonly canSwim: boolean | null
  readonly nap: string | null
  /** `HH:MM` from which the child may leave alone; null: never. */
  readonly mayLeaveAloneFrom: string | null
  /** Null: the reader has no right to the child's health (a guardian with access DAILY). */
  readonly health: ChildHealth | null
  /** Days alone, which are not sealed: known without opening the child's health. */
  readonly careDays: CareDays
  readonly pickups: readonly ChildPickup[]
  /** The latest first. */
  readonly insurances: readonly ChildInsurance[]
  readonly consents: readonly ChildConsent[]
  /** Refs of what waits for the town hall about this child, by what it changes: `CHILD.diet`. */
  readonly asked: Readonly<Record<string, string>>
  /** What the commune lets a family do with each field; everything for an officer. */
  readonly access: FamilyAccess
  /** Sheets that this household has found right this school year. */
  readonly confirmed: readonly ChildSheet[]
}

/** When a child has a PAI or must stay at home, in force or to come, the nearest first; neither says why. */
export interface CareDays {
  readonly protocols: readonly { readonly validFrom: Day; readonly validTo: Day }[]
  readonly exclusions: readonly { readonly firstDay: Day; readonly lastDay: Day }[]
}

export interface ChildHealth {
  readonly sheet: HealthBody | null
  readonly allergies: readonly (AllergyBody & { readonly ref: string })[]
  /** The latest first. */
  readonly vaccinations: readonly (VaccinationBody & { readonly ref: string })[]
  /** Days to come on which the child must stay at home, the nearest first. */
  readonly exclusions: readonly Exclusion[]
  /** PAI in force or to come, the nearest first. */
  readonly careProtocols: readonly (CareProtocolBody & {
    readonly validFrom: Day
    readonly validTo: Day
    readonly mealMode: MealMode
  })[]
}

export interface ChildPickup {
  readonly ref: string
  readonly lastName: string
  readonly firstName: string
  readonly relationship: string | null
  readonly phones: readonly string[]
  readonly canPickUp: boolean
  readonly emergencyContact: boolean
  /** Shown to officers alone. */
  readonly forbidden: boolean
  readonly birthDate: Day | null
  readonly email: string | null
  readonly address: string | null
  readonly idCheckedOn: Day | null
  readonly validFrom: Day
  readonly validTo: Day | null
  readonly note: string | null
}

export interface ChildInsurance {
  readonly ref: string
  readonly insurer: string
  readonly contract: string | null
  readonly validFrom: Day
  readonly validTo: Day
  /** Ref of the certificate that was sent with it. */
  readonly paper: string | null
}

/**
 * Reads a child's file in four statements, without what the commune hides; reading health is recorded. `personId`: the guardian who reads, null for an
 * officer. Undefined: no child of this household has this ref.
 */
export async function childFile(
  tx: Tx,
  keys: Keys,
  of: { readonly householdId: number; readonly ref: string; readonly personId: number | null },
  reader: Reader,
): Promise<ChildFile | undefined> {
  const row = isRef(of.ref) ? await readChild(tx, of, dayOf(reader.now)) : undefined
  if (!row) return undefined
  const access = of.personId === null ? officerAccess : familyAccess(await readFieldPolicy(tx))
  const file = { ...row.file, careDays: careDaysOf(row.sealed), access }
  if (row.access !== 'FULL') return withoutHidden({ ...file, ...kept })
  const key = (await knownDataKeys(tx, keys, 'CHILD', [file.id])).get(file.id)
  await recordReading(tx, reader, {
    action: 'health.read',
    subject: 'child',
    subjectId: file.id,
    householdId: of.householdId,
  })
  const health = key ? openHealth(key, file.id, row.sealed) : noHealth
  return withoutHidden({ ...file, health })
}

/** A child's file for an officer who has no business with its health: that stays sealed, and nothing of it is read. */
export async function childWithoutHealth(
  tx: Tx,
  of: { readonly householdId: number; readonly ref: string },
  day: Day,
): Promise<ChildFile | undefined> {
  const row = isRef(of.ref) ? await readChild(tx, { ...of, personId: null }, day) : undefined
  return (
    row && {
      ...row.file,
      careDays: careDaysOf(row.sealed),
      access: officerAccess,
      health: null,
    }
  )
}

function careDaysOf({ protocols, exclusions }: SealedHealth): CareDays {
  return {
    protocols: protocols.map(({ validFrom, validTo }) => ({ validFrom, validTo })),
    exclusions: exclusions.map(({ firstDay, lastDay }) => ({ firstDay, lastDay })),
  }
}

/** What a guardian with access DAILY is not shown. */
const kept = {
  health: null,
  careDays: { protocols: [], exclusions: [] },
  pickups: [],
  insurances: [],
  consents: [],
  confirmed: [],
  asked: {},
  photo: null,
} as const

const noHealth: ChildHealth = {
  sheet: null,
  allergies: [],
  vaccinations: [],
  exclusions: [],
  careProtocols: [],
}

function openHealth(key: DataKey, childId: number, sealed: SealedHealth): ChildHealth {
  const { sheet, allergies, vaccines, protocols, exclusions } = sealed
  return {
    sheet: sheet ? healthBody.parse(opened(key, healthPlace(childId), sheet)) : null,
    allergies: allergies.map(({ ref, body }) => ({
      ref,
      ...allergyBody.parse(opened(key, allergyPlace(childId), body)),
    })),
    vaccinations: vaccines
      .map(({ ref, body }) => ({
        ref,
        ...vaccinationBody.parse(opened(key, vaccinationPlace(childId), body)),
      }))
      .toSorted((a, b) => b.day.localeCompare(a.day)),
    exclusions: exclusions.map(({ body, ...days }) => ({
      ...days,
      ...exclusionBody.parse(opened(key, exclusionPlace(childId), body)),
    })),
    careProtocols: protocols.map(({ id, body, ...dates }) => ({
      ...dates,
      ...careProtocolBody.parse(opened(key, careProtocolPlace(id), body)),
    })),
  }
}

function opened(key: DataKey, place: Place, hex: string): unknown {
  return JSON.parse(openText(key, place, Buffer.from(hex, 'hex')))
}
