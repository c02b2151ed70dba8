import type { DayFact } from './facts.ts'
import type { PricedUnit, StepRule } from './tariff.ts'

/**
 * Started steps of a stay: every started half hour or quarter hour counts. The stay goes from arrival to departure;
 * what nobody noted is taken from the booking, then from the hours of the unit. Null: no hours are known.
 */
export function startedSteps(fact: DayFact, unit: PricedUnit, step: StepRule): number | null {
  const from = minutesOf(fact.arrived ?? fact.bookedFrom ?? unit.fromTime)
  const to = minutesOf(fact.leftAt ?? fact.bookedTo ?? unit.toTime)
  if (from === null || to === null) return null
  const minutes = Math.max(0, to - from - step.graceMinutes)
  const steps = Math.max(1, Math.ceil(minutes / step.minutes))
  return step.maxSteps === null ? steps : Math.min(steps, step.maxSteps)
}

/** `16:30` → 990 */
export function minutesOf(clock: string | null): number | null {
  if (clock === null) return null
  const [hours, minutes] = clock.split(':')
  return Number(hours) * 60 + Number(minutes)
}
