import { createRequire } from 'node:module'
import { matchKey } from '../kernel/text.ts'

/** A commune as the INSEE names it. */
export interface Commune {
  readonly insee: string
  readonly name: string
}

/**
 * The current commune of a postcode and a name as somebody typed it (`ST OUEN`, `PARIS 12`, `LILLE CEDEX 9`, a name
 * from before a merger). Null when no commune fits, or several do.
 */
export function findCommune(postcode: string, typedName: string): Commune | null {
  const { byPostcode, byName } = index()
  const sharing = byPostcode.get(postcode) ?? []
  const named = byName.get(communeKey(typedName)) ?? []
  const both = named.filter((one) => sharing.includes(one.insee))
  if (both.length > 0) return onlyOne(both.map((one) => one.insee))
  // A misspelt name: a postcode of one commune is enough. A known name elsewhere contradicts its postcode.
  if (named.length === 0) return onlyOne(sharing)
  // A CEDEX code is no commune's: its name is.
  const near = named.filter((one) => one.department === departmentOf(postcode))
  return sharing.length > 0 ? null : onlyOne(near.map((one) => one.insee))
}

function onlyOne(codes: readonly string[]): Commune | null {
  const distinct = [...new Set(codes)]
  return distinct.length === 1 ? currentCommune(distinct[0] ?? '') : null
}

/** The commune that carries this code today: a delegated or associated commune and an arrondissement give theirs. */
export function currentCommune(insee: string): Commune | null {
  const { current, names } = index()
  const code = current.get(insee)
  const name = code === undefined ? undefined : names.get(code)
  return code === undefined || name === undefined ? null : { insee: code, name }
}

/** Every current commune of a postcode, by name. */
export function communesOf(postcode: string): Commune[] {
  return currentCommunes(index().byPostcode.get(postcode) ?? [])
}

/** The communes that bear a name, or bore it before a merger; of one department when it is given. */
export function communesNamed(name: string, department: string | null): Commune[] {
  const named = index().byName.get(communeKey(name)) ?? []
  const there = named.filter((one) => department === null || one.department === department)
  return currentCommunes(there.map(({ insee }) => insee))
}

function currentCommunes(codes: readonly string[]): Commune[] {
  return [...new Set(codes)]
    .flatMap((code) => currentCommune(code) ?? [])
    .toSorted((left, right) => left.name.localeCompare(right.name, 'fr'))
}

interface Entry {
  readonly code: string
  readonly nom: string
  readonly type:
    | 'commune-actuelle'
    | 'commune-deleguee'
    | 'commune-associee'
    | 'arrondissement-municipal'
  readonly departement: string
  readonly codesPostaux?: readonly string[]
  readonly chefLieu?: string
  readonly commune?: string
}

interface CommuneIndex {
  /** Any code → the code of the current commune. */
  readonly current: ReadonlyMap<string, string>
  readonly names: ReadonlyMap<string, string>
  readonly byPostcode: ReadonlyMap<string, readonly string[]>
  readonly byName: ReadonlyMap<
    string,
    readonly { readonly insee: string; readonly department: string }[]
  >
}

let loaded: CommuneIndex | undefined

/** 37,590 communes: read when an import first asks, not by every process. */
function index(): CommuneIndex {
  loaded ??= buildIndex(
    createRequire(import.meta.url)('@etalab/decoupage-administratif/data/communes.json'),
  )
  return loaded
}

function buildIndex(entries: readonly Entry[]): CommuneIndex {
  const current = new Map<string, string>()
  const names = new Map<string, string>()
  const byPostcode = new Map<string, string[]>()
  const byName = new Map<string, { insee: string; department: string }[]>()
  for (const entry of entries) {
    const isCurrent = entry.type === 'commune-actuelle'
    const insee = isCurrent ? entry.code : (entry.commune ?? entry.chefLieu ?? entry.code)
    // A delegated commune may bear the very code of the commune that took it in.
    if (isCurrent || !current.has(entry.code)) current.set(entry.code, insee)
    if (isCurrent) names.set(entry.code, entry.nom)
    if (isCurrent)
      for (const postcode of entry.codesPostaux ?? []) push(byPostcode, postcode, insee)
    push(byName, communeKey(entry.nom), { insee, department: entry.departement })
  }
  return { current, names, byPostcode, byName }
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key)
  if (list) list.push(value)
  else map.set(key, [value])
}

/** `St-Ouen cedex 3` → `SAINT OUEN`, `Paris 12e arrondissement` → `PARIS`, `Le Mans` stays. */
function communeKey(name: string): string {
  return matchKey(name)
    .replace(/ CEDEX.*$/, '')
    .replace(/^(PARIS|LYON|MARSEILLE) \d{1,2}.*$/, '$1')
    .replace(/(^| )ST(?= )/g, '$1SAINT')
    .replace(/(^| )STE(?= )/g, '$1SAINTE')
}

function departmentOf(postcode: string): string {
  if (/^9[78]/.test(postcode)) return postcode.slice(0, 3)
  if (/^20[01]/.test(postcode)) return '2A'
  return postcode.startsWith('20') ? '2B' : postcode.slice(0, 2)
}
