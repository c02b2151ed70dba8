import { isDay } from '../src/kernel/day.ts'
import { parseCents } from '../src/kernel/money.ts'
import type { Selection } from '../src/messages/selection.ts'
import { exits, Failure } from './failures.ts'

type Draft = { -readonly [Part in keyof Selection]: Selection[Part] }

const readers: Readonly<Record<string, (draft: Draft, values: readonly string[]) => void>> = {
  class: (draft, values) => void (draft.classes = values),
  activity: (draft, values) => void (draft.activities = values),
  site: (draft, values) => void (draft.sites = values),
  present: (draft, values) => {
    const wrong = values.find((day) => !isDay(day))
    if (wrong !== undefined) throw badSelection(`present:${wrong} is no day (YYYY-MM-DD)`)
    draft.presentOn = values
  },
  unpaid: (draft, values) => {
    const amount = values.join(',') // 143,85
    const cents = parseCents(amount)
    if (cents === null || cents < 0) throw badSelection(`unpaid:${amount} is no amount in euros`)
    draft.unpaidAboveCents = cents
  },
  family: (draft, values) => {
    const wrong = values.find((number) => !/^[1-9]\d{0,8}$/.test(number))
    if (wrong !== undefined) throw badSelection(`family:${wrong} is no file number`)
    draft.families = values.map(Number)
  },
}

/**
 * Reads `--to`: `all`, `class:CE1,CE2`, `activity:CANTINE`, `site:TILLEULS`, `present:2026-12-08`, `unpaid:50`,
 * `missing-papers`, `family:12`. Several narrow each other.
 */
export function readSelection(texts: readonly string[]): Selection {
  const draft: Draft = {
    classes: [],
    activities: [],
    sites: [],
    presentOn: [],
    unpaidAboveCents: null,
    missingPapers: false,
    families: [],
  }
  if (texts.length === 0) throw badSelection('To whom?')
  for (const text of texts) {
    const [kind = '', rest = ''] = text.split(/:(.*)/s)
    const values = rest
      .split(',')
      .map((value) => value.trim())
      .filter(Boolean)
    if (text === 'all') continue
    if (text === 'missing-papers') draft.missingPapers = true
    else if (readers[kind] && values.length > 0) readers[kind](draft, values)
    else throw badSelection(`--to ${text} is not understood`)
  }
  return draft
}

function badSelection(message: string): Failure {
  return new Failure(exits.usage, 'BAD_SELECTION', message, {
    hint: '--to all | class:CE1 | activity:CANTINE | site:TILLEULS | present:2026-12-08 | unpaid:50 | missing-papers | family:12',
  })
}
