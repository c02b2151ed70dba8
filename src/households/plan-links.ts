import type { Day } from '../kernel/day.ts'
import type { Anomaly, Relationship } from './family-model.ts'
import type { KnownHousehold } from './known.ts'
import type { PlanContext, PlannedFamily, Target } from './plan.ts'

/** Who belongs to which household, and what an adult may see of a child. */
export interface NewLinks {
  readonly adults: readonly {
    readonly household: Target
    readonly adult: Target
    readonly role: 'PRIMARY' | 'PARTNER'
    readonly from: Day
  }[]
  readonly children: readonly {
    readonly household: Target
    readonly child: Target
    readonly slot: number
    readonly from: Day
  }[]
  readonly guardianships: readonly {
    readonly child: Target
    readonly adult: Target
    readonly relationship: Relationship
    readonly from: Day
  }[]
  /** Households whose child lives in two. */
  readonly separated: readonly Target[]
}

/** What is missing between people and households. A link that ended is never made again: an officer ended it. */
export function planLinks(
  context: PlanContext,
  families: readonly PlannedFamily[],
): { links: NewLinks; anomalies: Anomaly[] } {
  const anomalies: Anomaly[] = []
  const slots = slotsTaken(context)
  const links = {
    adults: once(
      families.flatMap((planned) => adultLinks(context, planned)),
      ({ household, adult }) => [household, adult],
    ),
    children: families.flatMap((planned) => childLinks(context, planned, slots, anomalies)),
    guardianships: once(
      families.flatMap((planned) => guardianshipLinks(context, planned)),
      ({ child, adult }) => [child, adult],
    ),
  }
  return { links: { ...links, separated: separatedHouseholds(context, slots) }, anomalies }
}

/** `n12` for the twelfth new row, `7` for an id on file. */
export function targetKey(target: Target): string {
  return 'id' in target ? String(target.id) : `n${target.fresh}`
}

function once<T>(links: readonly T[], between: (link: T) => readonly Target[]): T[] {
  return [...new Map(links.map((link) => [between(link).map(targetKey).join(':'), link])).values()]
}

function adultLinks(
  { known, day, since }: PlanContext,
  { family, household, adults }: PlannedFamily,
): NewLinks['adults'][number][] {
  const before = 'id' in household ? known.households.get(household.id) : undefined
  const hasPrimary = before?.adults.some(({ current }) => current) ?? false
  return family.adults.flatMap((_, at) => {
    const adult = adults[at]
    if (!adult || ('id' in adult && before?.adults.some(({ id }) => id === adult.id))) return []
    return [
      {
        household,
        adult,
        role: at === 0 && !hasPrimary ? ('PRIMARY' as const) : ('PARTNER' as const),
        from: before ? day : since,
      },
    ]
  })
}

/** Households by child, each with its slot, as they will be. */
type Slots = Map<
  string,
  { readonly household: Target; readonly slot: number; readonly current: boolean }[]
>

function slotsTaken({ known }: PlanContext): Slots {
  const slots: Slots = new Map()
  for (const household of known.households.values()) {
    for (const { id, slot, current } of household.children) {
      slots.set(String(id), [
        ...(slots.get(String(id)) ?? []),
        { household: { id: household.id }, slot, current },
      ])
    }
  }
  return slots
}

function childLinks(
  context: PlanContext,
  planned: PlannedFamily,
  slots: Slots,
  anomalies: Anomaly[],
): NewLinks['children'][number][] {
  const { family, household } = planned
  return planned.children.flatMap((child) => {
    const taken = slots.get(targetKey(child)) ?? []
    if (taken.some((one) => targetKey(one.household) === targetKey(household))) return []
    const current = taken.filter((one) => one.current)
    const slot = [1, 2].find((free) => current.every((one) => one.slot !== free))
    if (slot === undefined) {
      const message = 'a child of this family belongs to two other households already'
      anomalies.push({
        ...family.origin,
        column: null,
        message,
        hint: 'an officer ends one of the two first',
      })
      return []
    }
    slots.set(targetKey(child), [...taken, { household, slot, current: true }])
    return [{ household, child, slot, from: 'id' in child ? context.day : context.since }]
  })
}

function guardianshipLinks(
  { known, day, since }: PlanContext,
  { family, adults, children, household }: PlannedFamily,
): NewLinks['guardianships'][number][] {
  const ended = endedMembers('id' in household ? known.households.get(household.id) : undefined)
  return adults.flatMap((adult, at) =>
    children.flatMap((child) => {
      const isKnown =
        'id' in adult && 'id' in child && known.guardianships.has(`${child.id}:${adult.id}`)
      if (isKnown || ('id' in adult && ended.has(adult.id))) return []
      const relationship = family.adults[at]?.relationship ?? 'GUARDIAN'
      return [{ child, adult, relationship, from: 'id' in child ? day : since }]
    }),
  )
}

function endedMembers(household: KnownHousehold | undefined): Set<number> {
  return new Set(household?.adults.flatMap(({ id, current }) => (current ? [] : [id])))
}

function separatedHouseholds({ known }: PlanContext, slots: Slots): Target[] {
  const households = [...slots.values()].flatMap((taken) => {
    const current = taken.filter((one) => one.current)
    return current.length > 1 ? current.map(({ household }) => household) : []
  })
  const distinct = new Map(households.map((household) => [targetKey(household), household]))
  return [...distinct.values()].filter(
    (one) => !('id' in one && known.households.get(one.id)?.separated),
  )
}
