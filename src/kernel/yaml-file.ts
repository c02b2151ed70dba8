import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  type Document,
  type Node,
  type YAMLMap,
} from 'yaml'
import { nearest } from './nearest.ts'
import { hostileCharacters } from './text.ts'

/** Something to say about a place of a file. Lines and columns count from 1. Errors refuse the file, warnings do not. */
export interface FileAnomaly {
  readonly file: string
  readonly line: number
  readonly column: number
  readonly severity: 'ERROR' | 'WARNING'
  readonly message: string
  readonly hint: string | null
}

/** A YAML file that is read key by key; whatever is wrong is gathered with its place. */
export interface YamlFile {
  /** Null: no YAML, or no mapping at the top. */
  readonly root: YamlMap | null
  readonly anomalies: FileAnomaly[]
}

/** A mapping. Keys that nobody asked for are reported by `close`. */
export interface YamlMap {
  readonly has: (key: string) => boolean
  /** The value, null when the key is missing; `require` reports that. */
  readonly get: (key: string) => YamlValue | null
  readonly require: (key: string) => YamlValue | null
  readonly fault: (message: string, hint?: string) => void
  readonly warn: (message: string, hint?: string) => void
  /** Reports the unknown keys, each with the known one that looks like it. */
  readonly close: () => void
}

/** A value with its place. Each reading reports what it cannot read and gives null. */
export interface YamlValue {
  /** A text or number, as it is written (`0.50` stays `0.50`). */
  readonly text: () => string | null
  readonly map: () => YamlMap | null
  /** The items of a list; a single value is a list of one. */
  readonly items: () => readonly YamlValue[]
  /** Keys and values of a mapping whose keys are free. */
  readonly entries: () => readonly { readonly key: string; readonly value: YamlValue }[]
  readonly isMap: boolean
  /** `null`, or nothing after the colon. */
  readonly isEmpty: boolean
  readonly fault: (message: string, hint?: string) => null
  readonly warn: (message: string, hint?: string) => null
}

interface Source {
  readonly document: Document
  readonly report: (
    offset: number,
    severity: FileAnomaly['severity'],
    message: string,
    hint?: string,
  ) => null
}

/** Reads YAML 1.2. Never throws: a file that is no YAML has anomalies. */
export function readYaml(text: string, file: string): YamlFile {
  const lineCounter = new LineCounter()
  const document = parseDocument(text.replace(/^\uFEFF/, ''), { lineCounter, prettyErrors: false })
  const anomalies: FileAnomaly[] = []
  const source: Source = {
    document,
    report: (offset, severity, message, hint) => {
      const { line, col } = lineCounter.linePos(offset)
      anomalies.push({
        file,
        line: Math.max(1, line),
        column: Math.max(1, col),
        severity,
        message,
        hint: hint ?? null,
      })
      return null
    },
  }
  for (const error of document.errors) source.report(error.pos[0], 'ERROR', error.message)
  const lost = text.replace(/^\uFEFF/, '').indexOf('\uFFFD')
  if (lost >= 0) source.report(lost, 'ERROR', 'This sign cannot be read', 'save the file as UTF-8')
  if (anomalies.length > 0) return { root: null, anomalies }
  if (document.contents === null) source.report(0, 'ERROR', 'The file is empty')
  const root = document.contents && valueOf(source, document.contents).map()
  return { root, anomalies }
}

/** Is there more than warnings: must the file be refused? */
export function hasErrors(anomalies: readonly FileAnomaly[]): boolean {
  return anomalies.some((anomaly) => anomaly.severity === 'ERROR')
}

function valueOf(source: Source, found: Node): YamlValue {
  const node = isAlias(found) ? (found.resolve(source.document) ?? found) : found
  const at = found.range?.[0] ?? 0
  const fault = (message: string, hint?: string) => source.report(at, 'ERROR', message, hint)
  return {
    isMap: isMap(node),
    isEmpty: isScalar(node) && node.value === null,
    text: () => readableText(node, fault),
    map: () => (isMap(node) ? mapOf(source, node) : fault('Expected a mapping (key: value) here')),
    items: () => {
      if (isSeq(node))
        return node.items.flatMap((item) => (isNode(item) ? valueOf(source, item) : []))
      return [valueOf(source, node)]
    },
    entries: () =>
      isMap(node) ? entriesOf(source, node) : (fault('Expected a mapping (key: value) here') ?? []),
    fault,
    warn: (message, hint) => source.report(at, 'WARNING', message, hint),
  }
}

function readableText(node: Node, fault: (message: string) => null): string | null {
  const text = textOf(node)
  if (text === null) return fault('Expected one value here, not a list or a mapping')
  if (text === '') return fault('There is nothing between the quotes')
  return text.search(hostileCharacters) < 0 ? text : fault('A sign here cannot be printed')
}

function textOf(node: Node): string | null {
  return isScalar(node) && node.value !== null && node.source !== undefined
    ? node.source.trim()
    : null
}

function mapOf(source: Source, node: YAMLMap): YamlMap {
  const at = node.range?.[0] ?? 0
  const asked = new Set<string>()
  const values = new Map(entriesOf(source, node).map((entry) => [entry.key, entry]))
  const get = (key: string) => {
    asked.add(key)
    return values.get(key)?.value ?? null
  }
  return {
    has: (key) => values.has(key),
    get,
    require: (key) => get(key) ?? source.report(at, 'ERROR', `The key "${key}" is missing`),
    fault: (message, hint) => void source.report(at, 'ERROR', message, hint),
    warn: (message, hint) => void source.report(at, 'WARNING', message, hint),
    close: () => {
      for (const { key, at: place } of values.values()) {
        if (!asked.has(key))
          source.report(place, 'ERROR', `Unknown key "${key}"`, hintFor(key, asked))
      }
    },
  }
}

function hintFor(key: string, known: ReadonlySet<string>): string {
  const alike = nearest(key, known)
  return alike ? `did you mean "${alike}"?` : `known here: ${[...known].sort().join(', ')}`
}

function entriesOf(source: Source, node: YAMLMap) {
  return node.items.flatMap((pair) => {
    const key = isNode(pair.key) ? textOf(pair.key) : null
    if (key === null || !isNode(pair.key)) return []
    const value = isNode(pair.value) ? pair.value : pair.key
    return [{ key, at: pair.key.range?.[0] ?? 0, value: placedAtKey(source, value, pair.key) }]
  })
}

/** A key without a value (`open:`) is told as such, at the key. */
function placedAtKey(source: Source, value: Node, key: Node): YamlValue {
  if (value !== key && !(isScalar(value) && value.value === null)) return valueOf(source, value)
  const empty = () => source.report(key.range?.[0] ?? 0, 'ERROR', 'This key has no value')
  return {
    ...valueOf(source, key),
    isEmpty: true,
    text: empty,
    map: empty,
    items: () => empty() ?? [],
    entries: () => empty() ?? [],
  }
}

function isNode(value: unknown): value is Node {
  return isScalar(value) || isMap(value) || isSeq(value) || isAlias(value)
}
