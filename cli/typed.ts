import { isDay, type Day } from '../src/kernel/day.ts'
import { exits, Failure } from './failures.ts'

/** Words of a command line that cannot be taken as they are; exit code 2. The hint is a command. */
export function usageFault(message: string, hint: string): Failure {
  return new Failure(exits.usage, 'USAGE', message, { hint })
}

/** The day that an option or an argument gives. A fault of usage when there is no such day. */
export function typedDay(name: string, typed: string): Day {
  if (isDay(typed)) return typed
  throw new Failure(exits.usage, 'BAD_DAY', `${name} ${typed} is no day that exists`, {
    hint: 'write it as 2026-11-30',
  })
}

/** The number of one thing of a list, as `an absence`. A fault of usage when it is none. */
export function typedNumber(typed: string, of: string, hint: string): number {
  if (/^[1-9]\d{0,14}$/.test(typed)) return Number(typed)
  throw usageFault(`${typed} is no number of ${of}`, hint)
}

/** Numbers of a list, each once. A fault of usage when one is none. */
export function typedNumbers(typed: readonly string[], of: string, hint: string): number[] {
  return [...new Set(typed.map((number) => typedNumber(number, of, hint)))]
}

/** `--limit`: how many lines a list has at most. A fault of usage above 999,999. */
export function typedLimit(typed: string, hint: string): number {
  if (/^[1-9]\d{0,5}$/.test(typed)) return Number(typed)
  throw usageFault(`--limit ${typed} is no number`, hint)
}

/** `--state`: one of the states, or all of them. A fault of usage when it is not known. */
export function typedStates<State extends string>(
  typed: string,
  states: readonly State[],
  hint: string,
): readonly State[] {
  const wanted = typed.toUpperCase()
  const chosen = wanted === 'ALL' ? states : states.filter((state) => state === wanted)
  if (chosen.length > 0) return chosen
  throw usageFault(`--state ${typed} is not known`, hint)
}

/** `--because`, without the space around it. A fault of usage when it is empty. */
export function typedReason(typed: string, hint: string): string {
  const reason = typed.trim()
  if (reason !== '') return reason
  throw usageFault('--because is empty', hint)
}
