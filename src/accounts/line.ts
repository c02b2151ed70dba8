import { Refusal } from '../kernel/refusal.ts'

export interface LineLimits {
  readonly atOnce: number
  /** Whoever comes after so many is sent away with BUSY. */
  readonly waitingAtMost: number
}

/** A place in the line. */
export interface Turn<T> {
  /** What the work came to. Rejects with BUSY, before anything is done, when too many wait. */
  readonly done: Promise<T>
  /** How many are still to begin before this one; 0 once it has begun. */
  readonly ahead: () => number
}

/** Lets so much work run at once; the rest waits in order of arrival. */
export interface Line {
  readonly join: <T>(work: () => Promise<T>) => Turn<T>
}

export function createLine({ atOnce, waitingAtMost }: LineLimits): Line {
  let running = 0
  let joined = 0
  let begun = 0
  const waiting: (() => void)[] = []
  const begin = async <T>(work: () => Promise<T>): Promise<T> => {
    begun += 1
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else running -= 1
    }
  }
  const wait = async <T>(work: () => Promise<T>): Promise<T> => {
    await new Promise<void>((resolve) => waiting.push(resolve))
    return begin(work)
  }
  return {
    join: (work) => {
      if (waiting.length >= waitingAtMost) return sentAway()
      const number = joined
      joined += 1
      const isNext = running < atOnce
      if (isNext) running += 1
      const done = isNext ? begin(work) : wait(work)
      return { done, ahead: () => Math.max(0, number - begun) }
    },
  }
}

function sentAway(): Turn<never> {
  return { done: Promise.reject(new Refusal('BUSY', { seconds: 10 })), ahead: () => 0 }
}
