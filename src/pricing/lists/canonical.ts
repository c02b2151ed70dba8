import { sha256 } from '../../kernel/ids.ts'
import type { ListedTariff } from './read-tariff.ts'

/** What makes two tariffs the same: everything a price depends on, whatever the file looks like. */
export function tariffSha256(tariff: ListedTariff): string {
  const { activityCode: _activity, unitCodes: _units, ...content } = tariff
  return sha256(canonicalText(content)).toString('hex')
}

/** JSON with sorted keys. */
function canonicalText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${entries.map(([key, one]) => `${JSON.stringify(key)}:${canonicalText(one)}`).join(',')}}`
}
