import type { YamlValue } from '../../kernel/yaml-file.ts'
import { readText } from '../../kernel/yaml-values.ts'

/** A code with its place, to find the second one of the same kind. */
export interface PlacedCode {
  readonly kind: string
  readonly code: string
  readonly value: YamlValue
}

/** A code that other files name: lower-case letters, digits and hyphens. */
export function readCode(value: YamlValue | null, kind: string, seen: PlacedCode[]): string | null {
  const code = readText(value)
  if (code === null || value === null) return null
  seen.push({ kind, code, value })
  if (/^[a-z0-9][a-z0-9-]{0,39}$/.test(code)) return code
  return value.fault(`"${code}" is no code`, 'use lower-case letters, digits and hyphens')
}

/** Reports every code that stands twice. */
export function placeCodes(seen: readonly PlacedCode[]): void {
  const known = new Set<string>()
  for (const { kind, code, value } of seen) {
    const key = `${kind}\n${code}`
    if (known.has(key)) value.fault(`The code "${code}" is used twice`)
    known.add(key)
  }
}
