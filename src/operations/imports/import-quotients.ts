import type { Tx } from '../../db/connect.ts'
import type { Keys } from '../../db/keys.ts'
import { billedFault } from '../../households/billed-quotients.ts'
import type { Anomaly, QuotientType } from '../../households/family-model.ts'
import type { QuotientPlan } from '../../households/fit-quotients.ts'
import { carryOutQuotients, invoicedOf, planQuotients } from '../../households/quotients.ts'
import { addDays, type Day } from '../../kernel/day.ts'
import { sha256 } from '../../kernel/ids.ts'
import { appliedBefore, holdImports, recordBatch } from './import-batches.ts'
import type { ImportOptions } from './import-families.ts'
import { quotientColumns, quotientLines, type QuotientColumns } from './quotient-lines.ts'
import { ownersOf, type OwnedLine } from './quotient-owners.ts'
import { readTable, type ImportFile } from './table.ts'

export type QuotientImport =
  | { readonly state: 'refused'; readonly anomalies: readonly Anomaly[] }
  | { readonly state: 'repeated'; readonly appliedAt: Date }
  | {
      readonly state: 'applied' | 'foreseen'
      /** New quotients, by family and days, never by value. */
      readonly entered: readonly EnteredQuotient[]
      readonly ended: number
    }

export interface EnteredQuotient {
  readonly householdId: number
  readonly type: QuotientType
  readonly validFrom: Day
  readonly validTo: Day | null
}

const format = 'quotients'

/**
 * Quotients of many families from a file, all or nothing. A file that was applied before changes nothing, and neither
 * does one whose content is on file. A value that days were billed with is not replaced: that is an anomaly.
 */
export async function importQuotients(
  tx: Tx,
  keys: Keys,
  file: ImportFile,
  { now, actor, dryRun = false }: ImportOptions,
): Promise<QuotientImport> {
  await holdImports(tx)
  const anomalies: Anomaly[] = []
  const plan = await readPlan(tx, keys, file, anomalies)
  if (anomalies.length > 0)
    return {
      state: 'refused',
      anomalies: anomalies.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0)),
    }
  const hash = sha256(file.bytes)
  const appliedAt = await appliedBefore(tx, format, hash)
  if (appliedAt) return { state: 'repeated', appliedAt }
  const entered = plan.entered.map(({ householdId, type, validFrom, validTo }) => ({
    householdId,
    type,
    validFrom,
    validTo,
  }))
  const ended = plan.ended.length
  if (dryRun) return { state: 'foreseen', entered, ended }
  await carryOutQuotients(tx, plan, { now, actor, actorKind: 'OFFICER', source: 'IMPORT' })
  await recordBatch(tx, { format, hash, now, actor, counts: { entered: entered.length, ended } })
  return { state: 'applied', entered, ended }
}

async function readPlan(
  tx: Tx,
  keys: Keys,
  file: ImportFile,
  anomalies: Anomaly[],
): Promise<QuotientPlan> {
  const read = readTable(file)
  const report = (anomaly: Anomaly) => void anomalies.push(anomaly)
  if (!read.ok) {
    read.anomalies.forEach(report)
    return { annulled: [], ended: [], entered: [] }
  }
  const at = quotientColumns(read.table, report)
  const lines = anomalies.length > 0 ? [] : quotientLines(read.table, at, report)
  const owned = await ownersOf(tx, keys, lines, at)
  refuseOverlaps(owned, at)
  const plan = await planQuotients(tx, owned)
  await refuseInvoiced(tx, plan, owned, at)
  return plan
}

/** Two lines of one family and fund: each day has one value. */
function refuseOverlaps(lines: readonly OwnedLine[], at: QuotientColumns): void {
  const groups = Map.groupBy(lines, ({ householdId, type }) => `${householdId}:${type}`)
  for (const group of groups.values()) {
    const inOrder = group.toSorted((a, b) => (a.validFrom < b.validFrom ? -1 : 1))
    inOrder.forEach((line, position) => {
      const next = inOrder[position + 1]
      if (!next) return
      const where = next.row.origin.line
      if (next.validFrom === line.validFrom && next.value !== line.value)
        line.row.fault(at('qf'), `line ${where} gives another value for these days`, 'keep one')
      else if (
        line.validTo !== null &&
        next.validFrom !== line.validFrom &&
        line.validTo >= next.validFrom
      )
        line.row.fault(
          at('date_fin'),
          `these days reach into those of line ${where}`,
          'check the days',
        )
    })
  }
}

async function refuseInvoiced(
  tx: Tx,
  plan: QuotientPlan,
  lines: readonly OwnedLine[],
  at: QuotientColumns,
): Promise<void> {
  for (const { householdId, type, validFrom, until } of await invoicedOf(tx, plan)) {
    const line = lines.find(
      (one) => one.householdId === householdId && one.type === type && one.validFrom === validFrom,
    )
    const { message, hint } = billedFault('qf', addDays(until, 1))
    line?.row.fault(at('qf'), message, hint)
  }
}
