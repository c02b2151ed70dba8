import { schoolYearOf, type Day } from '../kernel/day.ts'
import type {
  AdultFacts,
  Anomaly,
  FamilyModel,
  ImportedAdult,
  ImportedChild,
  ImportedFamily,
  Sex,
} from './family-model.ts'
import type { Identities, Known } from './known.ts'
import type { Matches } from './match.ts'
import { planCareProtocols, type CareProtocolPlan } from './care-protocols.ts'
import { newAdults } from './new-adults.ts'
import { planAddress, type AddressChange } from './plan-addresses.ts'
import { rowOfAdult, rowOfChild, updateAdult, updateChild } from './plan-people.ts'
import { planLinks, targetKey, type NewLinks } from './plan-links.ts'
import { sortName, householdName } from './household-name.ts'

/** An id on file, or the place of a row that the plan will insert. */
export type Target = { readonly id: number } | { readonly fresh: number }

/** Rows to write, all known before the first is written: a dry run shows the plan, a run carries it out. */
export interface Plan {
  readonly households: readonly NewHousehold[]
  readonly adults: readonly AdultRow[]
  readonly children: readonly ChildRow[]
  readonly changedAdults: readonly (AdultRow & { readonly id: number })[]
  readonly changedChildren: readonly (ChildRow & { readonly id: number })[]
  readonly addresses: readonly AddressChange[]
  readonly links: NewLinks
  readonly careProtocols: CareProtocolPlan
  readonly families: readonly PlannedFamily[]
  /** By position in the model. */
  readonly childTargets: readonly Target[]
  /** Adults of the model who have no account yet. */
  readonly withoutAccount: readonly AccountHolder[]
  readonly changes: readonly Change[]
}

export interface AccountHolder {
  readonly adult: Target
  readonly firstName: string
  readonly usualName: string
}

export interface NewHousehold {
  readonly name: string
  readonly sortName: string
}

export interface AdultRow extends AdultFacts {
  readonly matchKey: string
}

export interface ChildRow {
  readonly lastName: string
  readonly usualName: string | null
  readonly firstName: string
  readonly matchKey: string
  readonly sex: Sex
  readonly birthDate: Day
  readonly birthInsee: string | null
  readonly ine: string | null
}

/** A family of the model with the rows it became. */
export interface PlannedFamily {
  readonly family: ImportedFamily
  readonly household: Target
  readonly adults: readonly Target[]
  readonly children: readonly Target[]
}

/** What a dry run prints: which fields, never their values. */
export interface Change {
  readonly action: 'create' | 'change'
  readonly what: 'household' | 'adult' | 'child' | 'address' | 'care protocol'
  readonly name: string
  readonly fields: readonly string[]
}

export interface PlanContext {
  readonly model: FamilyModel
  readonly known: Known
  readonly identities: Identities
  readonly matches: Matches
  readonly day: Day
  /** From when what a first import says is taken to have been so: months not billed yet can be. */
  readonly since: Day
}

/** The start of the school year before that of the import. */
export function knownSince(day: Day): Day {
  return `${schoolYearOf(day) - 1}-08-01`
}

/** Compares the model with what is on file. Values that the source does not give stay as they are. */
export function planFamilies(context: PlanContext): { plan: Plan; anomalies: readonly Anomaly[] } {
  const { asked, ...people } = planPeople(context)
  const households: NewHousehold[] = []
  const changes = people.changes
  const families = context.model.families.map((family): PlannedFamily => {
    const id = context.matches.families.get(family) ?? null
    const household = id === null ? { fresh: households.push(namesOf(family)) - 1 } : { id }
    if (id === null)
      changes.push({
        action: 'create',
        what: 'household',
        name: householdName(family.adults),
        fields: [],
      })
    return {
      family,
      household,
      adults: family.adults.flatMap((adult) => people.adultTargets.get(adult) ?? []),
      children: family.children.flatMap((at) => people.childTargets[at] ?? []),
    }
  })
  const addresses = onceEach(families.flatMap((planned) => planAddress(context, planned) ?? []))
  for (const { kind, family } of addresses) {
    if (kind !== 'first')
      changes.push({
        action: 'change',
        what: 'address',
        name: householdName(family.adults),
        fields: ['address'],
      })
  }
  const { links, anomalies } = planLinks(context, families)
  const care = planCareProtocols(context, people.childTargets)
  const withoutAccount = holdersOf(context, people.adultTargets)
  const rows = { households, addresses, links, careProtocols: care.plan }
  return {
    plan: { ...people, ...rows, families, withoutAccount, changes: [...changes, ...care.changes] },
    anomalies: [...orphans(context), ...asked, ...anomalies, ...care.anomalies],
  }
}

function holdersOf(
  { known }: PlanContext,
  targets: ReadonlyMap<ImportedAdult, Target>,
): AccountHolder[] {
  const holders = new Map<string, AccountHolder>()
  for (const [{ firstName, usualName }, adult] of targets) {
    const hasAccount = 'id' in adult && (known.adults.get(adult.id)?.accountId ?? null) !== null
    if (!hasAccount) holders.set(targetKey(adult), { adult, firstName, usualName })
  }
  return [...holders.values()]
}

/** A household that the source lists twice has one address: matching has asked where they differ. */
function onceEach(changes: readonly AddressChange[]): AddressChange[] {
  return [...new Map(changes.map((change) => [targetKey(change.household), change])).values()]
}

function namesOf(family: ImportedFamily): NewHousehold {
  return { name: householdName(family.adults), sortName: sortName(family.adults) }
}

function planPeople(context: PlanContext) {
  const { model, known, matches } = context
  const changes: Change[] = []
  const changedAdults: (AdultRow & { id: number })[] = []
  const adultTargets = new Map<ImportedAdult, Target>()
  const fresh = newAdults()
  for (const adult of model.families.flatMap((family) => family.adults)) {
    const before = known.adults.get(matches.adults.get(adult) ?? 0)
    if (!before) {
      adultTargets.set(adult, fresh.add(adult))
      continue
    }
    const { row, fields } = updateAdult(before, adult)
    if (fields.length > 0 && !changedAdults.some(({ id }) => id === before.id)) {
      changedAdults.push({ ...row, id: before.id })
      changes.push({ action: 'change', what: 'adult', name: nameOf(adult), fields })
    }
    adultTargets.set(adult, { id: before.id })
  }
  for (const adult of fresh.people)
    changes.push({ action: 'create', what: 'adult', name: nameOf(adult), fields: [] })
  const adults = fresh.people.map(rowOfAdult)
  const asked = fresh.anomalies
  return { adults, changedAdults, adultTargets, changes, asked, ...planChildren(context, changes) }
}

function planChildren({ model, known, matches }: PlanContext, changes: Change[]) {
  const children: ChildRow[] = []
  const changedChildren: (ChildRow & { id: number })[] = []
  const childTargets = model.children.map((child, at): Target => {
    const before = known.children.get(matches.children[at] ?? 0)
    if (!before) {
      changes.push({ action: 'create', what: 'child', name: nameOf(child), fields: [] })
      return { fresh: children.push(rowOfChild(child)) - 1 }
    }
    const { row, fields } = updateChild(before, child)
    if (fields.length > 0) {
      changedChildren.push({ ...row, id: before.id })
      changes.push({ action: 'change', what: 'child', name: nameOf(child), fields })
    }
    return { id: before.id }
  })
  return { children, changedChildren, childTargets }
}

/** A pupil who is new and whom no guardian names would be seen by nobody. */
function orphans({ model, matches }: PlanContext): Anomaly[] {
  const listed = new Set(model.families.flatMap((family) => family.children))
  return model.children.flatMap((child, at) => {
    if (listed.has(at) || (matches.children[at] ?? null) !== null) return []
    const message = 'this pupil is new, and no guardian is named'
    return [
      {
        ...child.origin,
        column: null,
        message,
        hint: 'import the guardians with it (--guardians FILE)',
      },
    ]
  })
}

function nameOf(person: ImportedAdult | ImportedChild): string {
  return 'lastName' in person
    ? `${person.firstName} ${person.lastName}`
    : `${person.firstName} ${person.usualName}`
}
