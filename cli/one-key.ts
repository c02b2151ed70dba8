import type { ReadStream } from 'node:tty'

/** Reads single keys: on a terminal as they are pressed, in a pipe one character after the other. */
export interface KeyReader {
  /** The next key, lower case; null when there is no more. Ctrl-C counts as q. */
  readonly next: () => Promise<string | null>
  readonly end: () => void
}

export function readKeys(input: ReadStream | NodeJS.ReadStream = process.stdin): KeyReader {
  const isTerminal = input.isTTY
  if (isTerminal) input.setRawMode(true)
  const waiting: string[] = []
  const source = input[Symbol.asyncIterator]()
  return {
    next: async () => {
      while (waiting.length === 0) {
        const chunk = await source.next()
        if (chunk.done) return null
        waiting.push(...Array.from(String(chunk.value).replace(/[\r\n]/g, '')))
      }
      const key = waiting.shift() ?? ''
      return key === '\u0003' ? 'q' : key.toLowerCase()
    },
    end: () => {
      if (isTerminal) input.setRawMode(false)
      input.pause()
    },
  }
}
