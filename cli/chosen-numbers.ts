import { exits, Failure } from './failures.ts'

/** The numbers that an officer typed, each once. A fault of usage when one is none. */
export function chosenNumbers(typed: readonly string[], of: string, hint: string): number[] {
  const wrong = typed.find((number) => !/^[1-9]\d{0,14}$/.test(number))
  if (wrong !== undefined) {
    throw new Failure(exits.usage, 'USAGE', `${wrong} is no number of ${of}`, { hint })
  }
  return [...new Set(typed.map(Number))]
}

/** A reason, which may not be empty; null where none is asked for. */
export function writtenReason(because: string | null, hint: string): string | null {
  if (because !== null && because.trim() === '') {
    throw new Failure(exits.usage, 'USAGE', '--because is empty', { hint })
  }
  return because?.trim() ?? null
}
