import { Refusal } from '../kernel/refusal.ts'

export interface LineLimits {
  readonly atOnce: number
  /** Whoever comes after so many is sent away with BUSY. */
  readonly waitingAtMost: number
}

/** Lets so much work run at once; the rest waits in order of arrival. Refuses BUSY, before anything is done. */
export function createLine({
  atOnce,
  waitingAtMost,
}: LineLimits): <T>(work: () => Promise<T>) => Promise<T> {
  let running = 0
  const waiting: (() => void)[] = []
  return async (work) => {
    if (waiting.length >= waitingAtMost) throw new Refusal('BUSY', { seconds: 10 })
    if (running >= atOnce) await new Promise<void>((resolve) => waiting.push(resolve))
    else running += 1
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else running -= 1
    }
  }
}
