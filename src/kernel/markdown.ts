/** The part of Markdown that announcements are written in. Anything else, HTML too, is text. */
export type Block =
  | { readonly kind: 'HEADING'; readonly text: readonly Inline[] }
  | { readonly kind: 'PARAGRAPH'; readonly text: readonly Inline[] }
  | { readonly kind: 'LIST' | 'NUMBERS'; readonly items: readonly (readonly Inline[])[] }

export type Inline =
  | { readonly kind: 'TEXT' | 'STRONG' | 'EMPHASIS'; readonly text: string }
  | { readonly kind: 'LINK'; readonly text: string; readonly href: string }

/** Headings (`##`), paragraphs, lists (`-`, `1.`), `**strong**`, `*emphasis*` and `[links](/tarifs)`. */
export function readMarkdown(source: string): Block[] {
  return source
    .replace(/\r\n?/g, '\n')
    .split(/\n{2,}/)
    .flatMap((part) => splitHeading(part.trim()))
    .filter((part) => part !== '')
    .map(blockOf)
}

/** A heading is a block of its own, also without an empty line after it. */
function splitHeading(part: string): string[] {
  const [first = '', ...rest] = part.split('\n')
  return /^#{1,6} /.test(first) ? [first, rest.join('\n').trim()] : [part]
}

const bullet = /^[-*] +/
const number = /^\d{1,3}[.)] +/

function blockOf(part: string): Block {
  const lines = part.split('\n').map((line) => line.trim())
  const heading = /^#{1,6} +(.*)$/.exec(part)
  if (heading) return { kind: 'HEADING', text: inlines(heading[1] ?? '') }
  for (const [kind, mark] of [
    ['LIST', bullet],
    ['NUMBERS', number],
  ] as const) {
    if (mark.test(lines[0] ?? '')) return { kind, items: itemsOf(lines, mark).map(inlines) }
  }
  return { kind: 'PARAGRAPH', text: inlines(lines.join(' ')) }
}

/** A line without a mark goes on with the item before it. */
function itemsOf(lines: readonly string[], mark: RegExp): string[] {
  const items: string[] = []
  for (const line of lines) {
    if (mark.test(line)) items.push(line.replace(mark, ''))
    else items.push(`${items.pop() ?? ''} ${line}`)
  }
  return items
}

const marks = /\*\*([^*]+)\*\*|\*([^*\s][^*]*)\*|\[([^\]]+)\]\(([^()\s]+)\)/g

function inlines(text: string): Inline[] {
  const found: Inline[] = []
  let at = 0
  for (const match of text.matchAll(marks)) {
    if (match.index > at) found.push({ kind: 'TEXT', text: text.slice(at, match.index) })
    found.push(inlineOf(match))
    at = match.index + match[0].length
  }
  if (at < text.length) found.push({ kind: 'TEXT', text: text.slice(at) })
  return found
}

function inlineOf([whole, strong, emphasis, label, href]: RegExpExecArray): Inline {
  if (strong !== undefined) return { kind: 'STRONG', text: strong }
  if (emphasis !== undefined) return { kind: 'EMPHASIS', text: emphasis }
  if (label === undefined || href === undefined || !isSafeLink(href)) {
    return { kind: 'TEXT', text: whole }
  }
  return { kind: 'LINK', text: label, href }
}

/** A page of the portal, a page over https, a mail address or a phone number: nothing that runs. */
export function isSafeLink(href: string): boolean {
  return /^(\/(?![/\\])|https:\/\/[a-z0-9]|mailto:[^?]+@|tel:\+?\d)/i.test(href)
}
