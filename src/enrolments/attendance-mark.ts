import { matchKey } from '../kernel/text.ts'
import type { AbsenceKind, Mark } from './attendance-model.ts'

const present: Mark = { state: 'PRESENT', excuse: null, arrived: null, leftAt: null }
const absent: Mark = { state: 'ABSENT', excuse: null, arrived: null, leftAt: null }

const kinds: ReadonlyMap<string, AbsenceKind> = new Map([
  ['M', 'ILLNESS'],
  ['MALADIE', 'ILLNESS'],
  ['H', 'HOSPITAL'],
  ['HOSPITALISATION', 'HOSPITAL'],
  ['V', 'EXCLUSION'],
  ['EVICTION', 'EXCLUSION'],
  ['G', 'STRIKE'],
  ['GREVE', 'STRIKE'],
  ['S', 'SCHOOL_TRIP'],
  ['SORTIE', 'SCHOOL_TRIP'],
  ['SORTIE SCOLAIRE', 'SCHOOL_TRIP'],
  ['F', 'CLOSURE'],
  ['FERMETURE', 'CLOSURE'],
  ['FAMILLE', 'FAMILY'],
  ['E', 'OTHER'],
  ['AUTRE', 'OTHER'],
])

/** `M`, `maladie`… → the kind of an excused absence. */
export function excuseOf(text: string): AbsenceKind | null {
  return kinds.get(matchKey(text)) ?? null
}

/**
 * A cell of the monthly form, or the state of a line: `P`, `A`, a letter or word of an excuse, or the times of a
 * presence (`16:30-18:00`, `P 16h30-18h`). Null: not understood.
 */
export function markOf(text: string): Mark | null {
  const word = matchKey(text)
  if (/^(P|PRESENT|PRESENTE|X|1)$/.test(word)) return present
  if (/^(A|ABSENT|ABSENTE|0)$/.test(word)) return absent
  if (/^(EXCUSE|EXCUSEE)$/.test(word)) return { ...absent, excuse: 'OTHER' }
  const excuse = kinds.get(word)
  if (excuse) return { ...absent, excuse }
  const times = /^(?:P\s+)?(\S+)\s*-\s*(\S+)$/i.exec(text.trim())
  const [arrived, leftAt] = [clockIn(times?.[1] ?? ''), clockIn(times?.[2] ?? '')]
  return arrived && leftAt && arrived <= leftAt ? { ...present, arrived, leftAt } : null
}

/** `16:30`, `16h30`, `16h`, `8:05` → `HH:MM`; null for anything else. */
export function clockIn(text: string): string | null {
  const match = /^(\d{1,2})\s*[h:]\s*(\d{2})?$/i.exec(text.trim())
  if (!match) return null
  const [, hours = '', minutes = '00'] = match
  const clock = `${hours.padStart(2, '0')}:${minutes}`
  return hours !== '' && Number(hours) < 24 && Number(minutes) < 60 ? clock : null
}
