import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A browser that is driven from outside, as little of it as one journey needs. */
export interface DrivenBrowser {
  readonly open: (url: string) => Promise<void>
  /** What an expression is worth in the page, as JSON. */
  readonly read: (expression: string) => Promise<unknown>
  /** A click of the mouse, or keys of the keyboard, on the element that an expression finds. */
  readonly click: (expression: string) => Promise<void>
  readonly type: (expression: string, text: string) => Promise<void>
  /** What the browser complained of, where it can be asked. */
  readonly complaints: readonly string[]
  readonly close: () => Promise<void>
}

/** Programs that live in a folder of their own, which goes with them. */
export interface Programs {
  readonly folder: string
  readonly start: (command: string, args: readonly string[], options?: SpawnOptions) => ChildProcess
  readonly end: () => Promise<void>
}

export function startPrograms(name: string): Programs {
  const folder = mkdtempSync(join(tmpdir(), `preau-${name}-`))
  const running: ChildProcess[] = []
  // also when a test is given up
  process.once('exit', () => running.forEach((child) => child.kill('SIGKILL')))
  return {
    folder,
    start: (command, args, { env, ...options } = {}) => {
      const child = spawn(command, args, {
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { ...process.env, HOME: folder, XDG_RUNTIME_DIR: folder, ...env },
        ...options,
      })
      running.push(child)
      return child
    },
    end: async () => {
      for (const child of running.reverse()) await stop(child)
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = new Promise((resolve) => child.once('exit', resolve))
  child.kill()
  const impatient = setTimeout(() => child.kill('SIGKILL'), 5_000)
  await gone
  clearTimeout(impatient)
}

/** What a program says, up to the words that are waited for; its end before that is told with all it said. */
export function untilSaid(child: ChildProcess, words: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = ''
    const listen = (part: string) => {
      said += part
      const found = words.exec(said)
      if (found) resolve(found[1] ?? found[0])
    }
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding('utf8').on('data', listen)
    child.once('error', reject)
    child.once('exit', () => reject(new Error(`${child.spawnfile} ended by itself: ${said}`)))
  })
}

/** Asks again until the answer is yes; what cannot be asked while a page changes is asked again too. */
export async function until(what: string, ask: () => Promise<unknown>): Promise<void> {
  const end = performance.now() + 30_000
  let last: unknown = 'no'
  while (performance.now() < end) {
    const answer = await ask().catch((error: unknown) => (last = error) && false)
    if (answer) return
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
  throw new Error(`In vain, for half a minute: ${what}`, { cause: last })
}

/**
 * Brings an element into view, and asks whether a click in its middle would reach it: not before the style sheets have
 * come, nor during the transition from page to page.
 */
export const reached = (expression: string) => `((one) => {
  one.scrollIntoView({ block: 'center' })
  const { x, y, width, height } = one.getClientRects()[0]
  const top = document.elementFromPoint(x + width / 2, y + height / 2)
  return document.readyState === 'complete' && one.contains(top)
})(${expression})`
