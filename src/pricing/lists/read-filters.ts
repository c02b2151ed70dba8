import { currentCommune } from '../../households/communes.ts'
import { nearest } from '../../kernel/nearest.ts'
import type { YamlMap, YamlValue } from '../../kernel/yaml-file.ts'
import {
  readChoice,
  readInteger,
  readList,
  readMap,
  readText,
  readWeekdays,
} from '../../kernel/yaml-values.ts'
import type { Scheme } from '../facts.ts'
import type { BookingKind, TariffFilters } from '../tariff.ts'
import type { KnownActivity, KnownPlace } from './known-activities.ts'

const residences: Readonly<Record<string, TariffFilters['residence']>> = {
  resident: 'RESIDENT',
  'non-resident': 'NON_RESIDENT',
  any: 'ANY',
}
const schemes: Readonly<Record<string, Scheme>> = {
  general: 'GENERAL',
  msa: 'MSA',
  other: 'OTHER',
  none: 'NONE',
}
const bookings: Readonly<Record<string, BookingKind>> = {
  regular: 'REGULAR',
  occasional: 'OCCASIONAL',
  'not booked': 'NOT_BOOKED',
}
const levels = ['TPS', 'PS', 'MS', 'GS', 'CP', 'CE1', 'CE2', 'CM1', 'CM2', 'ULIS']

/** Whom and when a tariff is for. `communes` are those of the list, unless the tariff names its own. */
export function readFilters(
  map: YamlMap,
  activity: KnownActivity | null,
  communesOfList: readonly string[],
): TariffFilters {
  const communes = readCommunes(map.get('communes')) ?? communesOfList
  const residence = readChoice(map.get('residence'), residences) ?? 'ANY'
  if ((residence !== 'ANY' || map.has('non_resident')) && communes.length === 0) {
    map.fault(
      'Who is a resident is not said',
      'add "communes: [\'59508\']" (INSEE codes) at the top of the list',
    )
  }
  const ages = readMap(map.get('ages'), (age) => ({
    from: readInteger(age.get('from'), 0, 25),
    to: readInteger(age.get('to'), 0, 25),
  }))
  const days = readMap(map.get('days'), (day) => ({
    school: readWeekdays(day.get('school')),
    holidays: readWeekdays(day.get('holidays')),
  }))
  return {
    residence,
    communes,
    levels: readList(map.get('levels'), (item) => readChoice(item, choicesOf(levels))),
    ageFrom: ages?.from ?? null,
    ageTo: ages?.to ?? null,
    schemes: readList(map.get('schemes'), (item) => readChoice(item, schemes)),
    groupIds: readCodes(map.get('groups'), activity?.groups, 'group'),
    schoolWeekdays: days && (days.school ?? []),
    holidayWeekdays: days && (days.holidays ?? []),
    bookings: readList(map.get('bookings'), (item) => readChoice(item, bookings)),
    pai: readChoice(map.get('pai'), { basket: 'BASKET', adapted: 'ADAPTED' } as const),
  }
}

function choicesOf(words: readonly string[]): Record<string, string> {
  return Object.fromEntries(words.map((word) => [word, word]))
}

/** INSEE codes of five characters (`59508`, `2A004`); that of a commune which was merged gives today's, as addresses do. */
export function readCommunes(value: YamlValue | null): string[] | null {
  const codes = readList(value, (item) => {
    const text = readText(item)
    if (text === null) return null
    if (!/^(\d{2}|2[AB])\d{3}$/.test(text))
      return item.fault(`"${text}" is no INSEE code`, 'write it with quotes: "01004"')
    const current = currentCommune(text)
    if (!current) item.warn(`No commune has the code ${text}: nobody lives there`)
    return current?.insee ?? text
  })
  return codes && [...new Set(codes)]
}

/** Codes of the activity's units or groups as ids. */
export function readCodes(
  value: YamlValue | null,
  known: readonly KnownPlace[] | undefined,
  what: 'unit' | 'group',
): number[] | null {
  return readList(value, (item) => {
    const code = readText(item)
    if (code === null || !known) return null
    const place = known.find((one) => one.code === code)
    if (place) return place.id
    const codes = known.map((one) => one.code)
    const alike = nearest(code, codes)
    return item.fault(
      `The activity has no ${what} "${code}"`,
      alike ? `did you mean "${alike}"?` : `its ${what}s: ${codes.join(', ')}`,
    )
  })
}
