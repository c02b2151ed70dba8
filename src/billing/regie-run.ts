import { type AuditEntry, record } from '../audit/record.ts'
import type { Database, Tx } from '../db/connect.ts'
import { asWorker } from '../db/transactions.ts'
import { addDays, dayOf, firstDayOf, lastDayOf, type Month } from '../kernel/day.ts'
import { sha256 } from '../kernel/ids.ts'
import { type Cents, sumCents } from '../kernel/money.ts'
import { ensureAccounts } from '../ledger/accounts.ts'
import type { PriceLists } from '../pricing/tariff.ts'
import type { Settings } from '../settings/settings.ts'
import type { Bill } from './bill.ts'
import { type BillingContext, computeBills } from './compute.ts'
import { draftHashes, saveDrafts, storeReasons } from './drafts.ts'
import { inBatches } from './batches.ts'
import { familiesToIssue, type IssuedBatch, issueBatch, maxBatchSize } from './issue.ts'
import type { IssueRun } from './issue-rows.ts'
import {
  familiesOf,
  fileNumbersToIds,
  openRun,
  type ParkedFamily,
  parkedOf,
  parkedOfBills,
  publishRun,
  regieOf,
  reachState,
} from './runs.ts'
import { type BilledPeriod, type BillingSelection, periodsOf, type RegieScope } from './scope.ts'
import { communeOnPaper } from './snapshot.ts'

export interface BillingOptions extends BillingSelection {
  /** Computes and tells, writes nothing. */
  readonly dryRun?: boolean
  /** File numbers of families whose unusual bill was looked at. */
  readonly accept?: readonly number[]
  /** Families a transaction, 500 when left out and at most. */
  readonly batchSize?: number
  /** Called after each batch of families. */
  readonly onProgress?: (families: number) => void
}

/** What a run did for one régie, or would do. */
export interface RegieReport {
  readonly regieCode: string
  readonly period: Month
  readonly invoices: number
  readonly creditNotes: number
  readonly totalCents: Cents
  readonly parked: readonly ParkedFamily[]
  /** Bills of a dry run. */
  readonly bills: readonly Bill[]
  readonly alerts: number
}

export interface RegieRun {
  readonly scope: RegieScope
  readonly settings: Settings
  readonly lists: PriceLists
  readonly options: BillingOptions
  readonly now: Date
  readonly actor: string
}

/** One régie's month: drafts, issue, publish; each step is done again where it was left. */
export async function billRegie(db: Database, work: RegieRun): Promise<RegieReport> {
  const { scope, options } = work
  const { period } = options
  const runId = options.dryRun ? null : await asWorker(db, (tx) => openRun(tx, work))
  const { context, families } = await asWorker(db, async (tx) => {
    const periods = await periodsOf(tx, { id: runId, scope, period })
    const made = await contextOf(tx, work, periods)
    return { context: made, families: await familiesOf(tx, { runId, periods }) }
  })
  const drafted = await draftAll(db, work, { runId, context, families })
  const report = { regieCode: scope.regieCode, period, alerts: drafted.alerts }
  if (runId === null) {
    const parked = await asWorker(db, (tx) => parkedOfBills(tx, drafted.bills))
    return { ...report, ...previewOf(drafted.bills), parked }
  }
  const issued = await issueAll(db, work, runId)
  const parked = await asWorker(db, async (tx) => {
    await publishRun(tx, runId, work.now)
    if (issued.invoices + issued.creditNotes > 0) await record(tx, auditEntry(work, runId))
    return parkedOf(tx, runId)
  })
  return { ...report, ...issued, parked, bills: [] }
}

function auditEntry({ now, actor }: RegieRun, runId: number): AuditEntry {
  return {
    at: now,
    actorKind: 'OFFICER',
    actor,
    action: 'invoice.issue',
    subject: 'billing_run',
    subjectId: runId,
  }
}

async function contextOf(
  tx: Tx,
  work: RegieRun,
  periods: readonly BilledPeriod[],
): Promise<BillingContext> {
  return {
    regieId: work.scope.regieId,
    lists: work.lists,
    listsSha256: sha256(JSON.stringify(work.lists)).toString('hex'),
    issuedOn: dayOf(work.now),
    periods,
    accepted: await fileNumbersToIds(tx, work.options.accept ?? []),
  }
}

interface Drafting {
  readonly runId: number | null
  readonly context: BillingContext
  readonly families: readonly number[]
}

/** Prices the families. The bills of a dry run are kept, the others are in the table of drafts. */
async function draftAll(
  db: Database,
  work: RegieRun,
  drafting: Drafting,
): Promise<{ bills: Bill[]; alerts: number }> {
  const { runId, families } = drafting
  const drafted = await inBatches(families, batchSizeOf(work), async (batch) => {
    const bills = await draftBatch(db, work, drafting, batch)
    work.options.onProgress?.(batch.length)
    const alerts = bills.flatMap((bill) => bill.alerts).length
    return { alerts, bills: runId === null ? bills : [] }
  })
  if (runId !== null) await asWorker(db, (tx) => reachState(tx, runId, 'DRAFTED'))
  return {
    bills: drafted.flatMap((batch) => batch.bills),
    alerts: drafted.reduce((count, batch) => count + batch.alerts, 0),
  }
}

function batchSizeOf({ options }: RegieRun): number {
  return Math.min(maxBatchSize, options.batchSize ?? maxBatchSize)
}

async function draftBatch(
  db: Database,
  work: RegieRun,
  { runId, context }: Drafting,
  batch: readonly number[],
): Promise<Bill[]> {
  const bills = await asWorker(db, async (tx) => {
    const known = runId === null ? new Map<number, Buffer>() : await draftHashes(tx, runId, batch)
    return computeBills(tx, context, batch, known)
  })
  if (runId !== null) await keepDrafts(db, { id: runId, now: work.now }, bills)
  return bills
}

async function keepDrafts(
  db: Database,
  run: { readonly id: number; readonly now: Date },
  bills: readonly Bill[],
): Promise<void> {
  const reasons = await asWorker(db, (tx) =>
    storeReasons(
      tx,
      bills.flatMap((bill) => bill.lines),
    ),
  )
  await asWorker(db, (tx) => saveDrafts(tx, run, bills, reasons))
}

async function issueAll(db: Database, work: RegieRun, runId: number): Promise<IssuedBatch> {
  const { run, families } = await asWorker(db, async (tx) => {
    await reachState(tx, runId, 'ISSUING')
    await ensureAccounts(tx, [{ regieId: work.scope.regieId, kind: 'REVENUE', householdId: null }])
    const made = await issueRunOf(tx, work, runId)
    return { run: made, families: await familiesToIssue(tx, made) }
  })
  const issued = await inBatches(families, batchSizeOf(work), (batch) =>
    asWorker(db, (tx) => issueBatch(tx, run, batch)),
  )
  await asWorker(db, (tx) => reachState(tx, runId, 'ISSUED'))
  return {
    invoices: sumCents(issued.map((batch) => batch.invoices)),
    creditNotes: sumCents(issued.map((batch) => batch.creditNotes)),
    totalCents: sumCents(issued.map((batch) => batch.totalCents)),
  }
}

async function issueRunOf(tx: Tx, work: RegieRun, runId: number): Promise<IssueRun> {
  const { scope, settings, options, now, actor } = work
  const issuedOn = dayOf(now)
  return {
    runId,
    regieId: scope.regieId,
    periodFrom: firstDayOf(options.period),
    periodTo: lastDayOf(options.period),
    issuedOn,
    dueOn: addDays(issuedOn, settings.billing.dueDays),
    fiscalYear: Number(issuedOn.slice(0, 4)),
    commune: communeOnPaper(settings, await regieOf(tx, scope.regieId)),
    minimumCents: settings.billing.minimumCents,
    now,
    actor,
  }
}

function previewOf(bills: readonly Bill[]): IssuedBatch & { bills: Bill[] } {
  const good = bills.filter((bill) => !bill.parkedBecause && bill.totalCents !== 0)
  return {
    invoices: good.filter((bill) => bill.totalCents > 0).length,
    creditNotes: good.filter((bill) => bill.totalCents < 0).length,
    totalCents: sumCents(good.map((bill) => bill.totalCents)),
    bills: good,
  }
}
