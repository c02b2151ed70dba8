import { recordAll, type ActorKind } from '../audit/record.ts'
import type { Tx } from '../db/connect.ts'
import type { Keys } from '../db/keys.ts'
import { waitForLock } from '../db/locks.ts'
import { dayOf, schoolYearOf, type Day } from '../kernel/day.ts'
import { giveAccounts } from './give-accounts.ts'
import { writeCareProtocols } from './care-protocols.ts'
import { planBenefits, writeBenefits } from './benefits.ts'
import type { Anomaly, FamilyModel } from './family-model.ts'
import { loadKnown, noIdentities, type Identities } from './known.ts'
import { matchFamilies } from './match.ts'
import { knownSince, planFamilies, type Change, type Plan, type Target } from './plan.ts'
import { billedQuotients } from './billed-quotients.ts'
import { planQuotients, writeQuotients, type QuotientSource } from './quotients.ts'
import { planSchooling, writeSchooling } from './schools.ts'
import { idOf, writePlan, type NewIds } from './write-plan.ts'

/** Held by whoever compares many families with what is on file and writes the differences. */
export const familiesLock = 'preau.families'

export interface ApplyOptions {
  readonly now: Date
  readonly actor: string
  readonly actorKind?: ActorKind
  /** How quotients are marked. */
  readonly source?: QuotientSource
  /** Compare only, write nothing. */
  readonly dryRun?: boolean
  /** What the source's own keys have meant before. */
  readonly identities?: Identities
  /** Called after each of `applySteps`, fewer in a dry run. */
  readonly onStep?: (() => void) | undefined
  /** From when a new household's address and members count. Default: the start of the school year before. */
  readonly since?: Day
}

/** Known, planned, people written, details planned, five kinds of details written, recorded. */
export const applySteps = 10

export type Applied =
  | { readonly ok: false; readonly anomalies: readonly Anomaly[] }
  | {
      readonly ok: true
      readonly created: Counts
      readonly changed: Counts
      /** By name and field, never by value. */
      readonly changes: readonly Change[]
      /** What each of the source's keys means now; empty after a dry run. */
      readonly identities: readonly Identity[]
    }

/** Rows by kind. */
export type Counts = Readonly<Record<string, number>>

export interface Identity {
  readonly kind: keyof Identities
  readonly key: string
  readonly id: number
}

/**
 * The one way in for families: both importers and the demonstration. People are found again (match.ts), what the model
 * gives is compared with what is on file, and only differences are written; a question that only a person can answer
 * is an anomaly, and then nothing is written. Set-based: the number of statements does not depend on the model's size.
 */
export async function applyFamilies(
  tx: Tx,
  keys: Keys,
  model: FamilyModel,
  options: ApplyOptions,
): Promise<Applied> {
  await waitForLock(tx, familiesLock)
  const day = dayOf(options.now)
  const identities = options.identities ?? noIdentities
  const known = await loadKnown(tx, model, identities, day)
  options.onStep?.()
  const { matches, anomalies: questions } = matchFamilies(model, known, identities)
  const since = options.since ?? knownSince(day)
  const { plan, anomalies } = planFamilies({ model, known, identities, matches, day, since })
  const billed = await billedQuotients(tx, plan)
  options.onStep?.()
  if (questions.length + anomalies.length + billed.length > 0)
    return { ok: false, anomalies: [...questions, ...anomalies, ...billed] }
  return options.dryRun
    ? foresee(tx, keys, { model, plan, options })
    : carryOut(tx, keys, { model, plan, options, since })
}

interface Work {
  readonly model: FamilyModel
  readonly plan: Plan
  readonly options: ApplyOptions
}

async function carryOut(
  tx: Tx,
  keys: Keys,
  { model, plan, options, since }: Work & { readonly since: Day },
): Promise<Applied> {
  const { now, actor } = options
  const day = dayOf(now)
  const ids = await writePlan(tx, plan, { now, day, since })
  options.onStep?.()
  const counted = await planDetails(tx, keys, { model, plan, options }, ids)
  const source = options.source ?? 'IMPORT'
  const parts = [
    () => writeSchooling(tx, counted.schooling),
    () => writeQuotients(tx, counted.quotients, { now, actor, source }),
    () => writeBenefits(tx, keys, counted.benefits),
    () => writeCareProtocols(tx, keys, { plan: plan.careProtocols, ids: ids.children }, options),
    () => giveAccounts(tx, plan, ids, options),
    () => recordHouseholds(tx, plan, ids, options),
  ]
  for (const write of parts) {
    options.onStep?.()
    await write()
  }
  options.onStep?.()
  return { ...resultOf(plan, counted), identities: identitiesOf(model, plan, ids) }
}

/** What a run would do. Rows of households and children that do not exist yet are all new. */
async function foresee(tx: Tx, keys: Keys, work: Work): Promise<Applied> {
  const { plan } = work
  const onFile: NewIds = {
    households: plan.households.map((_, at) => -1 - at),
    adults: plan.adults.map((_, at) => -1 - at),
    children: plan.children.map((_, at) => -1 - at),
  }
  const counted = await planDetails(tx, keys, work, onFile)
  return { ...resultOf(plan, counted), identities: [] }
}

/** Schooling, quotients and benefit files against what is on file, once households and children have ids. */
async function planDetails(tx: Tx, keys: Keys, { model, plan, options }: Work, ids: NewIds) {
  const idOfHousehold = (target: Target) => idOf(target, ids.households)
  const schooling = model.children.flatMap(({ birthDate, schooling: wanted }, at) => {
    const target = plan.childTargets[at]
    return wanted && target
      ? [{ childId: idOf(target, ids.children), birthDate, schooling: wanted }]
      : []
  })
  const quotients = plan.families.flatMap(({ family, household }) =>
    family.quotient ? [{ ...family.quotient, householdId: idOfHousehold(household) }] : [],
  )
  const benefits = plan.families.flatMap(({ family, household, adults: [first] }) => {
    const recipientPersonId = first ? idOf(first, ids.adults) : null
    return family.benefit
      ? [{ ...family.benefit, householdId: idOfHousehold(household), recipientPersonId }]
      : []
  })
  return {
    schooling: await planSchooling(tx, schooling, schoolYearOf(dayOf(options.now))),
    quotients: await planQuotients(tx, quotients),
    benefits: await planBenefits(tx, keys, benefits),
  }
}

type Details = Awaited<ReturnType<typeof planDetails>>

function resultOf(plan: Plan, { schooling, quotients, benefits }: Details) {
  const children = idsOnFile(plan.childTargets)
  const households = idsOnFile(plan.families.map(({ household }) => household))
  return {
    ok: true as const,
    created: {
      households: plan.households.length,
      adults: plan.adults.length,
      children: plan.children.length,
      accounts: plan.withoutAccount.length,
      careProtocols: plan.careProtocols.entered.length,
    },
    changed: {
      adults: plan.changedAdults.length,
      children: plan.changedChildren.length,
      addresses: plan.addresses.filter(isOnFile).length,
      members: [...plan.links.adults, ...plan.links.children].filter(isOnFile).length,
      schooling: schooling.changed.filter(({ childId }) => children.has(childId)).length,
      quotients: quotients.entered.filter(({ householdId }) => households.has(householdId)).length,
      benefits: benefits.filter(({ householdId }) => households.has(householdId)).length,
      careProtocols: plan.careProtocols.changed.length + plan.careProtocols.ended.length,
    },
    changes: plan.changes,
  }
}

function isOnFile({ household }: { readonly household: Target }): boolean {
  return 'id' in household
}

function idsOnFile(targets: readonly Target[]): Set<number> {
  return new Set(targets.flatMap((target) => ('id' in target ? [target.id] : [])))
}

function identitiesOf(model: FamilyModel, plan: Plan, ids: NewIds): Identity[] {
  const families = plan.families.flatMap(({ family, household, adults }): Identity[] => [
    ...(family.key === null
      ? []
      : [{ kind: 'household' as const, key: family.key, id: idOf(household, ids.households) }]),
    ...family.adults.flatMap(({ key }, at) => {
      const target = adults[at]
      return key === null || !target
        ? []
        : [{ kind: 'adult' as const, key, id: idOf(target, ids.adults) }]
    }),
  ])
  const children = model.children.flatMap((child, at) => {
    const target = plan.childTargets[at]
    return target
      ? child.keys.map((key) => ({ kind: 'child' as const, key, id: idOf(target, ids.children) }))
      : []
  })
  return [...families, ...children]
}

async function recordHouseholds(
  tx: Tx,
  plan: Plan,
  ids: NewIds,
  { now, actor, actorKind = 'OFFICER' }: ApplyOptions,
): Promise<void> {
  const changed = new Set([
    ...plan.changedAdults.map(({ id }) => `adult ${id}`),
    ...plan.changedChildren.map(({ id }) => `child ${id}`),
  ])
  const moved = new Set(plan.addresses.map(({ household }) => household))
  const touched = plan.families.filter(({ household, adults, children }) => {
    const members = [
      ...adults.map((target) => ['adult', target] as const),
      ...children.map((target) => ['child', target] as const),
    ]
    return (
      !('id' in household) ||
      moved.has(household) ||
      members.some(([kind, target]) => !('id' in target) || changed.has(`${kind} ${target.id}`))
    )
  })
  const entries = touched.map(({ household }) => {
    const householdId = idOf(household, ids.households)
    const action = 'id' in household ? 'household.change' : 'household.create'
    return {
      at: now,
      actorKind,
      actor,
      action,
      subject: 'household',
      subjectId: householdId,
      householdId,
    }
  })
  await recordAll(tx, entries)
}
