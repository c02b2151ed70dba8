import {
  hasErrors,
  readYaml,
  type FileAnomaly,
  type YamlMap,
  type YamlValue,
} from '../../kernel/yaml-file.ts'
import { readDay, readLabel } from '../../kernel/yaml-values.ts'
import type { KnownActivity } from './known-activities.ts'
import { bothApply, shareWindow } from './overlaps.ts'
import { readCommunes } from './read-filters.ts'
import { readTariff, type ListDefaults, type ListedTariff } from './read-tariff.ts'

export interface CheckedTariffs {
  /** What the list is called. */
  readonly name: string
  readonly tariffs: readonly ListedTariff[]
  readonly anomalies: readonly FileAnomaly[]
  /** No errors; warnings (holes of the published list) do not stop an import. */
  readonly isAcceptable: boolean
}

interface Placed {
  readonly tariff: ListedTariff
  readonly value: YamlValue
}

/** Reads a price list of docs/tariffs.md and says everything that is wrong with it, with line and column. */
export function checkTariffs(
  text: string,
  file: string,
  activities: readonly KnownActivity[],
): CheckedTariffs {
  const { root, anomalies } = readYaml(text, file)
  const read = root ? readList(root, activities) : { name: '', placed: [] }
  reportDoubles(read.placed)
  reportMissingResidence(read.placed)
  anomalies.sort((a, b) => a.line - b.line || a.column - b.column)
  const tariffs = read.placed.map(({ tariff }) => tariff)
  return { name: read.name, tariffs, anomalies, isAcceptable: !hasErrors(anomalies) }
}

function readList(root: YamlMap, activities: readonly KnownActivity[]) {
  const name = readLabel(root.require('list')) ?? ''
  root.get('source')
  const defaults: ListDefaults = {
    communes: readCommunes(root.get('communes')) ?? [],
    validFrom: readDay(root.get('valid_from')),
    validTo: readDay(root.get('valid_to')),
  }
  const listed = root.require('tariffs')
  const items = listed?.items() ?? []
  if (items.length === 0) listed?.fault('There is no tariff in this list')
  const placed = items.flatMap((value) => readPlaced(value, activities, defaults) ?? [])
  root.close()
  return { name, placed }
}

function readPlaced(
  value: YamlValue,
  activities: readonly KnownActivity[],
  defaults: ListDefaults,
): Placed | null {
  const map = value.map()
  if (!map) return null
  const tariff = readTariff(map, activities, defaults)
  map.close()
  return tariff && { tariff, value }
}

function reportDoubles(placed: readonly Placed[]): void {
  for (const [at, { tariff, value }] of placed.entries()) {
    for (const { tariff: before } of placed.slice(0, at)) {
      if (before.code === tariff.code && before.activityId === tariff.activityId) {
        value.fault(`The code "${tariff.code}" is used twice for this activity`)
      } else if (bothApply(tariff, before)) {
        const hint = 'tell them apart by residence, levels, days, bookings…'
        value.fault(`"${tariff.code}" and "${before.code}" both apply to the same units`, hint)
      } else if (shareWindow(tariff, before)) {
        const hint =
          'price each unit by a package of its own, or tell the families apart: docs/tariffs.md'
        value.fault(
          `"${tariff.code}" and "${before.code}" are packages that pay for a unit twice`,
          hint,
        )
      }
    }
  }
}

/** A list that only knows residents leaves the others without a price: said before the first bill. */
function reportMissingResidence(placed: readonly Placed[]): void {
  for (const { tariff, value } of placed) {
    const { residence } = tariff.filters
    if (residence === 'ANY') continue
    const alike = placed.filter(
      (other) =>
        other.tariff.activityId === tariff.activityId &&
        other.tariff.filters.pai === tariff.filters.pai &&
        other.tariff.unitIds.join() === tariff.unitIds.join(),
    )
    if (alike.some((other) => other.tariff.filters.residence !== residence)) continue
    const others = residence === 'RESIDENT' ? 'non-residents' : 'residents'
    value.warn(`"${tariff.code}" has no counterpart for ${others}: their bills are refused`)
  }
}
