import { addDays, isDay, type Day } from '../kernel/day.ts'
import { hasHostileCharacters } from '../kernel/forms.ts'
import { isSafeLink } from '../kernel/markdown.ts'
import type { FileAnomaly } from '../kernel/yaml-file.ts'

export type NewsAudience = 'PUBLIC' | 'PARENTS'

/** An announcement as its file says it (docs/news.md). */
export interface NewsItem {
  /** The file's name: adding it again replaces it. */
  readonly code: string
  readonly title: string
  /** Markdown, without the title. */
  readonly body: string
  readonly audience: NewsAudience
  readonly firstDay: Day
  /** Null: until it is ended. */
  readonly lastDay: Day | null
}

export interface ReadNews {
  readonly item: NewsItem | null
  readonly anomalies: readonly FileAnomaly[]
}

const keys = ['audience', 'from', 'until']

/**
 * Reads a Markdown file: `key: value` lines between two `---` (audience, from, until; all may be left out), then the
 * title as `# …`, then the text.
 */
export function readNews(
  text: string,
  { file, code, today }: { readonly file: string; readonly code: string; readonly today: Day },
): ReadNews {
  const anomalies: FileAnomaly[] = []
  const fault = (line: number, message: string, hint: string | null = null) =>
    void anomalies.push({ file, line, column: 1, severity: 'ERROR', message, hint })
  const lines = text
    .replace(/^\uFEFF/, '')
    .replace(/\r\n?/g, '\n')
    .split('\n')
  const { head, bodyAt } = headOf(lines)
  for (const { key, line } of head) {
    if (!keys.includes(key)) fault(line, `"${key}" is not known`, `known: ${keys.join(', ')}`)
  }
  const said = (key: string) => head.find((one) => one.key === key)
  const audience = (said('audience')?.value ?? 'parents').toUpperCase()
  if (audience !== 'PUBLIC' && audience !== 'PARENTS') {
    fault(said('audience')?.line ?? 1, 'audience is "public" or "parents"')
  }
  for (const key of ['from', 'until']) {
    const { value, line } = said(key) ?? { value: today, line: 1 }
    if (!isDay(value)) fault(line, `${key} is no day that exists`, 'write it as 2026-12-01')
  }
  const firstDay = said('from')?.value ?? today
  const lastDay = said('until')?.value ?? null
  if (lastDay !== null && lastDay < firstDay)
    fault(said('until')?.line ?? 1, 'ends before it begins')
  const titleAt = lines.findIndex((line, at) => at >= bodyAt && line.trim() !== '')
  const title = /^# +(.{1,120})$/.exec(lines[titleAt]?.trim() ?? '')?.[1] ?? ''
  if (title === '')
    fault(
      titleAt + 1,
      'The text begins with a title of 120 characters at most',
      '# Menus de janvier',
    )
  const body = lines
    .slice(titleAt + 1)
    .join('\n')
    .trim()
  if (body.length > 20_000) fault(titleAt + 2, 'The text has more than 20,000 characters')
  if (hasHostileCharacters(text)) fault(1, 'The file holds control characters')
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(code) || code.length > 60) {
    fault(
      1,
      `The file's name becomes its address: "${code}" is not lower case letters, digits, hyphens`,
    )
  }
  if (anomalies.length > 0 || (audience !== 'PUBLIC' && audience !== 'PARENTS')) {
    return { item: null, anomalies }
  }
  const remarks = lines
    .slice(titleAt + 1)
    .flatMap((line, at) => leftAsWritten(line, { file, line: titleAt + at + 2 }))
  return { item: { code, title, body, audience, firstDay, lastDay }, anomalies: remarks }
}

/** What somebody meant as a link, a picture or HTML, and what readers will see as text. */
function leftAsWritten(text: string, place: { file: string; line: number }): FileAnomaly[] {
  const found = [...text.matchAll(/!?\[[^\]]+\]\(([^()\s]*)\)|<\/?[a-z][^>]*>/gi)].filter(
    ([said, href]) => said.startsWith('!') || href === undefined || !isSafeLink(href),
  )
  return found.map(({ 0: said, index }) => ({
    ...place,
    column: index + 1,
    severity: 'WARNING',
    message: `${said} is shown as it is written`,
    hint: 'a link leads to a page of the portal (/tarifs), over https, to mailto: or tel:',
  }))
}

interface HeadLine {
  readonly key: string
  readonly value: string
  readonly line: number
}

function headOf(lines: readonly string[]): { head: HeadLine[]; bodyAt: number } {
  if (lines[0]?.trim() !== '---') return { head: [], bodyAt: 0 }
  const end = lines.findIndex((line, at) => at > 0 && line.trim() === '---')
  if (end < 0) return { head: [], bodyAt: 0 }
  const head = lines.slice(1, end).flatMap((line, at) => {
    if (line.trim() === '') return []
    const [key = '', ...value] = line.split(':')
    return [{ key: key.trim(), value: value.join(':').trim(), line: at + 2 }]
  })
  return { head, bodyAt: end + 1 }
}

/** The day before: the last on which an announcement that is ended today was shown. */
export function dayBefore(day: Day): Day {
  return addDays(day, -1)
}
