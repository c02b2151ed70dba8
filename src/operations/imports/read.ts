import type { Anomaly, FamilyModel } from '../../households/family-model.ts'
import type { Day } from '../../kernel/day.ts'
import { readGenericFamilies } from './generic-families.ts'
import { wrongKind, type FileKind } from './header.ts'
import { joinFamilies } from './onde-families.ts'
import { readGuardians } from './onde-guardians.ts'
import { readPupils } from './onde-pupils.ts'
import { readTable, type ImportFile, type Table } from './table.ts'

/** What to read: our own format in one file, or ONDE's pupils with or without their guardians. */
export type FamilySource =
  | { readonly format: 'generic'; readonly file: ImportFile }
  | {
      readonly format: 'onde'
      readonly pupils: ImportFile
      readonly guardians: ImportFile | null
      readonly school: string | null
    }

export interface FamiliesRead {
  readonly model: FamilyModel
  /** Everything that is wrong with the files, by file, line and column. With one, nothing may be written. */
  readonly anomalies: readonly Anomaly[]
}

/** Reads and checks the files of an import; `today` is the day after which no birth date may lie. */
export function readFamilies(source: FamilySource, today: Day): FamiliesRead {
  const anomalies: Anomaly[] = []
  const report = (anomaly: Anomaly) => void anomalies.push(anomaly)
  const model =
    source.format === 'generic'
      ? readGeneric(source.file, { today, report })
      : readOnde(source, { today, report })
  return { model, anomalies: anomalies.toSorted(byPlace) }
}

interface Context {
  readonly today: Day
  readonly report: (anomaly: Anomaly) => void
}

const nothing: FamilyModel = { families: [], children: [] }

function readGeneric(file: ImportFile, context: Context): FamilyModel {
  const table = openTable(file, 'generic', context.report)
  return table ? readGenericFamilies(table, context) : nothing
}

function readOnde(
  source: Extract<FamilySource, { format: 'onde' }>,
  { today, report }: Context,
): FamilyModel {
  const pupils = openTable(source.pupils, 'onde-pupils', report)
  const guardians = source.guardians && openTable(source.guardians, 'onde-guardians', report)
  if (!pupils || (source.guardians && !guardians)) return nothing
  const lines = readPupils(pupils, { today, report, school: source.school })
  return joinFamilies(lines, guardians ? readGuardians(guardians, report) : [])
}

function openTable(
  file: ImportFile,
  kind: FileKind,
  report: (anomaly: Anomaly) => void,
): Table | null {
  const read = readTable(file)
  const faults = read.ok
    ? [wrongKind(read.table, kind)].filter((fault) => fault !== null)
    : read.anomalies
  faults.forEach(report)
  return read.ok && faults.length === 0 ? read.table : null
}

function byPlace(a: Anomaly, b: Anomaly): number {
  return a.file === b.file ? (a.line ?? 0) - (b.line ?? 0) : 0
}
