import type { Settings } from './settings.ts'

/**
 * The settings as they were a moment ago: every page shows them. While they cannot be read, those of the last time: a
 * page that says that the portal rests has its commune's name, telephone number and style sheets.
 */
export function keptFor(ms: number, read: () => Promise<Settings>): () => Promise<Settings> {
  let kept: Promise<Settings> | null = null
  let last: Settings | null = null
  let readAt = 0
  const readOrLast = async () => {
    try {
      last = await read()
    } catch (error) {
      if (!last) throw error
    }
    return last
  }
  return () => {
    const now = performance.now()
    if (!kept || now - readAt > ms) {
      readAt = now
      kept = readOrLast()
      kept.catch(() => {
        kept = null
      })
    }
    return kept
  }
}
