import {
  hasErrors,
  readYaml,
  type FileAnomaly,
  type YamlMap,
  type YamlValue,
} from '../../kernel/yaml-file.ts'
import { readChoice, readLabel, readMaps, readText } from '../../kernel/yaml-values.ts'
import { compactIcs, isIcs } from '../../settings/ics.ts'
import { nearest } from '../../kernel/nearest.ts'
import type { School } from '../../households/schools.ts'
import type { Catalogue, RegieSpec, SiteSpec } from '../model.ts'
import { readActivity } from './read-activity.ts'
import { placeCodes, readCode, type PlacedCode } from './codes.ts'

export interface CheckedActivities {
  readonly catalogue: Catalogue
  readonly anomalies: readonly FileAnomaly[]
  readonly isAcceptable: boolean
}

/** Reads a catalogue of docs/activities.md and says everything that is wrong with it, with line and column. */
export function checkActivities(text: string, file: string): CheckedActivities {
  const { root, anomalies } = readYaml(text, file)
  const catalogue = root
    ? readCatalogue(root)
    : { schools: [], regies: [], sites: [], activities: [] }
  anomalies.sort((a, b) => a.line - b.line || a.column - b.column)
  return { catalogue, anomalies, isAcceptable: !hasErrors(anomalies) }
}

function readCatalogue(root: YamlMap): Catalogue {
  root.get('commune')
  const seen: PlacedCode[] = []
  const schools = readMaps(root.get('schools'), readSchool)
  const regies = readMaps(root.require('regies'), (map) => readRegie(map, seen))
  const sites = readMaps(root.require('sites'), (map) => readSite(map, seen, schools))
  const activities = readMaps(root.require('activities'), (map) => {
    reportUnknown(map.get('regie'), 'regie', regies)
    for (const group of map.get('groups')?.items() ?? []) {
      if (group.isMap) reportUnknown(group.map()?.get('site') ?? null, 'site', sites)
    }
    return readActivity(map, seen)
  })
  placeCodes(seen)
  root.close()
  return { schools, regies, sites, activities }
}

function readRegie(map: YamlMap, seen: PlacedCode[]): RegieSpec | null {
  const code = readCode(map.require('code'), 'regie', seen)
  const name = readLabel(map.require('name'))
  const siret = readPattern(map.require('siret'), /^\d{14}$/, 'a SIRET of 14 digits')
  const ics = readIcs(map.get('ics'))
  const route = readChoice(map.get('route'), { regie: 'REGIE', title: 'TITLE' } as const) ?? 'REGIE'
  const vatMention = readText(map.get('vat')) ?? 'TVA non applicable, article 256 B du CGI'
  return code && name && siret ? { code, name, siret, ics, route, vatMention } : null
}

function readIcs(value: YamlValue | null): string | null {
  const text = readText(value)
  const ics = text === null ? null : compactIcs(text)
  if (ics === null || isIcs(ics)) return ics
  return (
    value?.fault(`"${text}" is not an ICS: its check digits are wrong`, 'FR72ZZZ123456') ?? null
  )
}

function readSchool(map: YamlMap): School | null {
  const uai = readPattern(map.require('uai'), uaiPattern, 'a UAI, as 0590001A')
  const name = readLabel(map.require('name'))
  const insee = readPattern(map.get('insee'), /^(\d{2}|2[AB])\d{3}$/, 'an INSEE code, as "59508"')
  return uai && name ? { uai, name, insee } : null
}

/** Only pupils of `school` come to the site; without it, every child. */
function readSite(map: YamlMap, seen: PlacedCode[], schools: readonly School[]): SiteSpec | null {
  const code = readCode(map.require('code'), 'site', seen)
  const name = readLabel(map.require('name'))
  const school = readPattern(map.get('school'), uaiPattern, 'a UAI, as 0590001A')
  if (school && !schools.some((one) => one.uai === school)) {
    map.get('school')?.fault(`There is no school "${school}"`, 'name it under "schools:"')
  }
  const address = readText(map.get('address'))
  return code && name ? { code, name, school, address } : null
}

const uaiPattern = /^\d{7}[A-Z]$/

function readPattern(value: YamlValue | null, pattern: RegExp, what: string): string | null {
  const text = readText(value)?.replace(/\s/g, '') ?? null
  if (text === null || pattern.test(text)) return text
  return value?.fault(`"${text}" is not ${what}`) ?? null
}

function reportUnknown(
  value: YamlValue | null,
  what: string,
  known: readonly { readonly code: string }[],
): void {
  const code = readText(value)
  const codes = known.map((one) => one.code)
  if (code === null || codes.includes(code)) return
  const alike = nearest(code, codes)
  const hint = alike ? `did you mean "${alike}"?` : `known here: ${codes.join(', ') || 'none'}`
  value?.fault(`There is no ${what} "${code}"`, hint)
}
