import { setTimeout as sleep } from 'node:timers/promises'

/** Waits for work, but no longer than so many milliseconds: whatever is left of it goes on by itself. */
export function atMost(ms: number, work: Promise<void>): Promise<void> {
  return Promise.race([work, sleep(ms, undefined, { ref: false })])
}

/** What work answers within so many milliseconds; throws `late()` when it takes longer. */
export async function inTime<T>(ms: number, work: Promise<T>, late: () => Error): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(late()), ms)
  try {
    return await Promise.race([work, promise])
  } finally {
    clearTimeout(timer)
  }
}
