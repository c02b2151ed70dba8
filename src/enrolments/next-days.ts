import type { Tx } from '../db/connect.ts'
import { addDays, dayOf, type Day } from '../kernel/day.ts'
import { planOf, type AbsencePlan } from './absence-plan.ts'
import { labelsOf } from './calendar-month.ts'
import type { FamilyChild } from './family-days.ts'
import { loadSlots } from './month-slots.ts'
import type { CalendarPlace } from '../settings/calendar-place.ts'

/** The next day on which a child is awaited: what a parent most often has to call off. */
export interface NextDay {
  readonly child: FamilyChild
  /** 1 for the eldest of the family: gives the colour. */
  readonly place: number
  readonly day: Day
  readonly plan: AbsencePlan
  /** Names of what is booked, in their order, each once. */
  readonly services: readonly string[]
}

export interface AbsenceStart {
  readonly children: readonly FamilyChild[]
  /** Children who are awaited within a week and not declared absent. */
  readonly next: readonly NextDay[]
  /** Names of units, for the sentences of a plan. */
  readonly labels: ReadonlyMap<number, string>
}

/** What the page of absences begins with; one statement. */
export async function nextDays(
  tx: Tx,
  householdId: number,
  { now, place }: { now: Date; place: CalendarPlace },
): Promise<AbsenceStart> {
  const today = dayOf(now)
  const loaded = await loadSlots(tx, householdId, { from: today, to: addDays(today, 7) }, place)
  const labels = labelsOf(loaded.offered)
  const { children } = loaded.family
  const next = children.flatMap((child, index): NextDay[] => {
    const own = [...loaded.slots.values()].filter(
      (slot) =>
        slot.childId === child.id &&
        slot.booked === 'MINE' &&
        slot.presence === null &&
        slot.absence === null,
    )
    const [day] = own.map((slot) => slot.day).sort()
    if (day === undefined) return []
    const plan = planOf(loaded, { childId: child.id, firstDay: day, lastDay: day }, now)
    const order = loaded.offered.units.map((unit) => unit.id)
    const units = own.filter((slot) => slot.day === day).map((slot) => slot.unitId)
    const names = units
      .sort((a, b) => order.indexOf(a) - order.indexOf(b))
      .map((unit) => labels.get(unit) ?? '')
    return [{ child, place: index + 1, day, plan, services: [...new Set(names)] }]
  })
  return { children, next, labels }
}
