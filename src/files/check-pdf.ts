import { inflateSync } from 'node:zlib'

export type PdfFault = 'UNREADABLE_PDF' | 'LOCKED_PDF' | 'ACTIVE_PDF'

/**
 * Is this PDF a paper and nothing but a paper? Refused: what has no beginning or end, what is locked with a password,
 * and what does something by itself (script, program, form that sends, file inside a file, an action at opening).
 * The file is only ever served as a download: this check spares the officers who open it.
 */
export function checkPdf(bytes: Buffer): PdfFault | null {
  const text = bytes.toString('latin1')
  if (!/^%PDF-[12]\.\d/.test(text) || !text.slice(-2_048).includes('%%EOF')) return 'UNREADABLE_PDF'
  const hidden = objectStreams(text)
  if (!hidden) return 'UNREADABLE_PDF'
  const plain = [text, ...hidden].map(withoutEscapes)
  if (plain.some((part) => encrypted.test(part))) return 'LOCKED_PDF'
  if (plain.some((part) => active.test(part))) return 'ACTIVE_PDF'
  return opensWithAnAction(plain) ? 'ACTIVE_PDF' : null
}

const encrypted = /\/Encrypt\s*(<<|\d+\s+\d+\s+R)/

const active =
  /\/(JavaScript|Launch|EmbeddedFiles?|RichMedia|Rendition|SubmitForm|ImportData|GoToE|XFA)(?![A-Za-z])/

/** `/J#61vaScript` is a way to write `/JavaScript`. */
function withoutEscapes(text: string): string {
  return text.replace(/#([0-9A-Fa-f]{2})/g, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  )
}

/** What compressed object streams hold. Null when one cannot be read: nobody could say what is in it. */
function objectStreams(text: string): string[] | null {
  const found: string[] = []
  let budget = 32 * 1024 * 1024
  for (const { dictionary, data } of streams(text)) {
    if (!/\/(ObjStm|First)(?![A-Za-z])/.test(dictionary)) continue
    const inside = isPlain(dictionary) ? data : inflate(data, dictionary, budget)
    if (inside === null) return null
    budget -= inside.length
    found.push(inside)
  }
  return found
}

function* streams(text: string): Generator<{ dictionary: string; data: string }> {
  const opening = /stream\r?\n/g
  let after = 0
  for (let match = opening.exec(text); match; match = opening.exec(text)) {
    const start = match.index + match[0].length
    const end = text.indexOf('endstream', start)
    // not further back than that: a file of nothing but streams would be read again for each of them
    const before = text.slice(Math.max(after, match.index - 4_096), match.index)
    yield {
      dictionary: withoutEscapes(before.slice(Math.max(0, before.lastIndexOf(' obj')))),
      data: text.slice(start, end < 0 ? text.length : end),
    }
    after = end < 0 ? text.length : end + 9
    opening.lastIndex = after
  }
}

function isPlain(dictionary: string): boolean {
  return !/\/(Filter|F)(?![A-Za-z])/.test(dictionary)
}

function inflate(data: string, dictionary: string, budget: number): string | null {
  if (!/\/Filter\s*(\/FlateDecode(?!\w)|\[\s*\/FlateDecode\s*\])/.test(dictionary) || budget <= 0) {
    return null
  }
  try {
    const options = { maxOutputLength: budget, finishFlush: 2 }
    return inflateSync(Buffer.from(data, 'latin1'), options).toString('latin1')
  } catch {
    return null
  }
}

/** A catalogue, and what later saves made of it. Each number that opens a file costs a look through all of it. */
const openingsAtMost = 5

/** Opening at a page is what every word processor writes; opening with an action is not. */
function opensWithAnAction(parts: readonly string[]): boolean {
  const openings = parts.flatMap((part) => [
    ...part.matchAll(/\/OpenAction\s*(<<[^>]*|\[|(\d{1,10})\s+\d+\s+R)/g),
  ])
  if (openings.some(([, what = '']) => what.startsWith('<<') && !isGoTo(what))) return true
  const numbers = new Set(openings.flatMap(([, , number]) => number ?? []))
  if (numbers.size > openingsAtMost) return true
  return [...numbers].some((number) => parts.some((part) => isAction(part, number)))
}

function isAction(text: string, number: string): boolean {
  const objects = new RegExp(`(?:^|[^\\d])${number}\\s+\\d+\\s+obj\\s*<<([^>]*)`, 'g')
  return [...text.matchAll(objects)].some(([, dictionary = '']) => !isGoTo(dictionary))
}

function isGoTo(dictionary: string): boolean {
  return /\/S\s*\/GoTo(?![A-Za-z])/.test(dictionary) || !/\/S\s*\//.test(dictionary)
}
