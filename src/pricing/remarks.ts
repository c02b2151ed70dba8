import type { Day } from '../kernel/day.ts'
import type { ChildDay } from './child-day.ts'
import type { PriceAlert, PricedMonth, PriceRefusal, PriceRefusalCode } from './priced.ts'

/** Refusals and alerts, equal ones with their days together. */
export interface Remarks {
  readonly refuse: (
    code: PriceRefusalCode,
    day: ChildDay,
    unit: { readonly id: number; readonly code: string },
    explained: string,
  ) => void
  readonly alert: (code: PriceAlert['code'], day: ChildDay, explained: string) => void
  readonly all: () => Pick<PricedMonth, 'refused' | 'alerts'>
}

/** Collects what the pricing of one household's month refuses and remarks; empty at first. */
export function openRemarks(): Remarks {
  const refused = new Map<string, PriceRefusal & { readonly days: Day[] }>()
  const alerts = new Map<string, PriceAlert & { readonly days: Day[] }>()
  return {
    refuse: (code, { child, activityId, day }, unit, explained) => {
      const { childId } = child
      const key = `${code}|${childId}|${unit.id}|${explained}`
      const known = refused.get(key)
      if (known) known.days.push(day)
      else {
        const place = { childId, activityId, unitId: unit.id, unitCode: unit.code }
        refused.set(key, { code, ...place, days: [day], explained })
      }
    },
    alert: (code, { child, activityId, day }, explained) => {
      const key = `${code}|${child.childId}|${activityId}|${explained}`
      const known = alerts.get(key)
      if (known) known.days.push(day)
      else alerts.set(key, { code, childId: child.childId, activityId, days: [day], explained })
    },
    all: () => ({ refused: Array.from(refused.values()), alerts: Array.from(alerts.values()) }),
  }
}
