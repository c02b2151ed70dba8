import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Day } from './kernel/day.ts'
import { houseFolder } from './kernel/house-folder.ts'
import { hostileCharacters } from './kernel/text.ts'

/** A file of templates/pdf. */
export type PdfTemplate =
  | 'certificate'
  | 'child-sheet'
  | 'day-sheet'
  | 'invoice'
  | 'letter'
  | 'mandate'
  | 'rules'
  | 'statement'

/** What a template shows: JSON whose texts are ready to print. The day is written into the file as its date. */
export interface PdfData {
  readonly createdOn: Day
}

export interface PdfRenderer {
  /** A tagged PDF (PDF/UA-1). Waits for the documents before it; throws after five seconds of work. */
  readonly render: (template: PdfTemplate, data: PdfData) => Promise<Buffer>
  readonly close: () => void
}

interface Answer {
  readonly pdf?: Uint8Array
  readonly error?: string
  readonly rss: number
}

/** The compiler's child process, and how many documents it has made. */
interface Press {
  readonly child: ChildProcess
  documents: number
}

const limits = {
  milliseconds: 5_000,
  documents: 300,
  rssBytes: 230_000_000,
  idleMilliseconds: 4_000,
} as const

const templates = fileURLToPath(houseFolder('templates/pdf'))
const childFile = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? 'pdf-child.ts' : 'pdf-child.js', import.meta.url),
)

/**
 * The only way to the Typst compiler (security.md). It works in a child process, one document at a time, because a
 * thread cannot be stopped: the child is killed after five seconds on one document, replaced after 300 or when it keeps
 * more than 230 MB, and gone when nothing was asked for four seconds.
 */
export function openPdfRenderer(options: { readonly patienceMs?: number } = {}): PdfRenderer {
  const { patienceMs = limits.milliseconds } = options
  let press: Press | null = null
  let queue: Promise<unknown> = Promise.resolve()
  let idle: NodeJS.Timeout | undefined

  function stop(): void {
    press?.child.kill('SIGKILL')
    press = null
  }

  async function print(template: PdfTemplate, data: PdfData): Promise<Buffer> {
    clearTimeout(idle)
    const current = isUsable(press) ? press : startPress()
    press = current
    try {
      const answer = await ask(current.child, orderFor(template, data), patienceMs)
      current.documents += 1
      if (current.documents >= limits.documents || answer.rss > limits.rssBytes) stop()
      if (!answer.pdf) throw new Error(`Template ${template} failed: ${answer.error}`)
      return Buffer.from(answer.pdf)
    } catch (error) {
      stop()
      throw error
    } finally {
      idle = setTimeout(stop, limits.idleMilliseconds).unref()
    }
  }

  return {
    render(template, data) {
      const printed = queue.then(() => print(template, data))
      queue = printed.catch(() => {})
      return printed
    },
    close() {
      clearTimeout(idle)
      stop()
    },
  }
}

function isUsable(press: Press | null): press is Press {
  return press !== null && press.child.connected && press.child.exitCode === null
}

/** Without our loaders and environment: Node reads the child's types away by itself. */
function startPress(): Press {
  const child = fork(childFile, [templates], {
    execArgv: ['--expose-gc'], // the child says when
    env: {},
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  child.on('error', () => {}) // for whoever waits there is another listener; nobody may be waiting any more
  child.unref()
  child.channel?.unref()
  return { child, documents: 0 }
}

/** One document. The child keeps this process alive only while it works. */
function ask(child: ChildProcess, order: object, patienceMs: number): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>()
  const onMessage = (answer: unknown) => resolve(answer as Answer)
  const onExit = () => reject(new Error('The PDF compiler ended before its document'))
  const late = setTimeout(() => {
    reject(new Error(`A document took more than ${patienceMs} ms`))
  }, patienceMs)
  child.once('message', onMessage).once('exit', onExit).once('error', reject)
  child.channel?.ref()
  child.send(order, (error) => error && reject(error))
  return promise.finally(() => {
    clearTimeout(late)
    child.off('message', onMessage).off('exit', onExit).off('error', reject)
    child.channel?.unref()
  })
}

function orderFor(template: PdfTemplate, data: PdfData): object {
  return {
    template,
    data: JSON.stringify(data, (_, value: unknown) =>
      typeof value === 'string' ? printable(value) : value,
    ),
    createdAt: Date.parse(`${data.createdOn}T12:00:00Z`) / 1000,
  }
}

/**
 * What the documents' fonts show, on a machine without any of its own: PDF/UA refuses a whole document for one letter
 * that no font has, and a parent may type any.
 */
const unshown =
  /[^\n\t\u0020-\u007E\u00A0-\u0377\u0391-\u03A1\u03A3-\u03C9\u0400-\u0477\u1E00-\u1EFF\u2010-\u2027\u202F-\u203A\u20AC\u2190-\u2193\u2212\u2248\u2260\u2264\u2265\u2713]+/gu

/** A name with a bidi override or a control character would print as something else. */
function printable(text: string): string {
  return text.replace(hostileCharacters, '').replace(unshown, plainly).replace(endless, breakable)
}

/**
 * Longer than any word: in one piece it would run over the next column and off the page. Addresses of the web, which
 * are copied from the file, have dots.
 */
const endless = /[^\s\u00AD./@-]{27,}/g

function breakable(run: string): string {
  return run.replace(/(?<=.)(?=\P{M})/gsu, '\u200B')
}

/** A wide or joined letter is written plainly, an emoji or another script as one question mark. */
function plainly(run: string): string {
  return run
    .normalize('NFKD')
    .replace(/[\p{M}\p{Cf}]/gu, '')
    .replace(unshown, '?')
}
