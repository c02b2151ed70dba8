import type { Readable } from 'node:stream'

/** Keys one by one, without Enter on a terminal. */
export interface Keyboard {
  /** Null: the input ended, or Ctrl-C or Ctrl-D was pressed. */
  readonly next: () => Promise<string | null>
  readonly close: () => void
}

interface Terminal extends Readable {
  readonly isTTY?: boolean
  readonly setRawMode?: (isRaw: boolean) => unknown
}

export function keysOf(input: Terminal): Keyboard {
  input.setRawMode?.(true)
  input.setEncoding('utf8')
  const keys = read(input)
  return {
    next: async () => {
      const { value, done } = await keys.next()
      return done ? null : value
    },
    close: () => {
      input.setRawMode?.(false)
      input.pause()
    },
  }
}

async function* read(input: Readable): AsyncGenerator<string, undefined> {
  for await (const text of input.iterator({ destroyOnReturn: false })) {
    for (const key of String(text)) {
      if (key === '\u0003' || key === '\u0004') return undefined
      if (key.trim() !== '') yield key.toLowerCase()
    }
  }
  return undefined
}
