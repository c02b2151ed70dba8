import { Command } from 'commander'
import { explainInvoice } from '../src/billing/explain.ts'
import { draftsOverview, runsOverview } from '../src/billing/overview.ts'
import type { RegieReport } from '../src/billing/regie-run.ts'
import { runBilling } from '../src/billing/run.ts'
import { asWorker } from '../src/db/transactions.ts'
import { addMonths, dayOf, isMonth, monthOf, type Month } from '../src/kernel/day.ts'
import { decimalText, sumCents } from '../src/kernel/money.ts'
import { Refusal } from '../src/kernel/refusal.ts'
import { requireIdentity } from './commune-identity.ts'
import { withExample, type Cli, type CliRun } from './context.ts'
import { exits, Failure } from './failures.ts'
import type { Answer, Table } from './output.ts'
import { typedNumbers } from './typed.ts'

/** `preau billing run|status|drafts|explain`. */
export function billingCommand(run: CliRun): Command {
  const command = new Command('billing').description('invoices of a month')
  addRun(command, run)
  withExample(
    command
      .command('status')
      .description('the last runs, and how far they came')
      .action(() => run.withDatabase(status)),
    'preau billing status',
  )
  withExample(
    command
      .command('drafts')
      .description('bills that were computed and not issued, with the reason')
      .action(() => run.withDatabase(drafts)),
    'preau billing drafts',
  )
  withExample(
    command
      .command('explain')
      .description('each step of each price of an invoice')
      .argument('<invoice>', 'its number')
      .action((number: string) => run.withDatabase((cli) => explain(cli, number))),
    'preau billing explain F01-26-12-0000412',
  )
  return command
}

interface RunOptions {
  readonly period: string
  readonly regie?: string
  readonly activity?: string
  readonly dryRun?: true
  readonly accept?: readonly string[]
}

function addRun(command: Command, run: CliRun): void {
  withExample(
    command
      .command('run')
      .description('checks, drafts, issues and publishes a month; safe to run again')
      .requiredOption('--period <month>', 'YYYY-MM, or "previous" for the month before')
      .option('--regie <code>', 'one régie')
      .option('--activity <code>', 'one activity')
      .option('--dry-run', 'says what would be issued, writes nothing')
      .option('--accept <file...>', 'file numbers whose unusually large bill is right')
      .action((options: RunOptions) => run.withDatabase((cli) => bill(cli, options))),
    'preau billing run --period 2026-11 --dry-run',
  )
}

async function bill(cli: Cli, options: RunOptions): Promise<Answer> {
  const period = periodFrom(options.period, cli.now)
  const accept = typedNumbers(options.accept ?? [], 'a family', 'preau billing drafts')
  if (!options.dryRun) {
    await requireIdentity(cli)
    await cli.confirm(`Issue the invoices of ${period}?`)
  }
  const { db, keys, now, actor, output } = cli
  const progress = output.progress('families', 0)
  const reports = await runBilling(
    db,
    keys,
    {
      period,
      regie: options.regie,
      activity: options.activity,
      dryRun: options.dryRun === true,
      accept,
      onProgress: (families) => progress.step(families),
    },
    { now, actor },
  )
  progress.end()
  return {
    summary: summaryOf(reports, period, options.dryRun === true),
    data: { period, dryRun: options.dryRun === true, regies: reports.map(dataOf) },
    tables: tablesOf(reports),
  }
}

function periodFrom(text: string, now: Date): Month {
  if (text === 'previous') return addMonths(monthOf(dayOf(now)), -1)
  if (isMonth(text)) return text
  throw new Failure(exits.usage, 'BAD_PERIOD', `${text} is no month`, {
    hint: 'write it as --period 2026-11, or --period previous',
  })
}

function summaryOf(reports: readonly RegieReport[], period: Month, isDryRun: boolean): string {
  const count = (of: (report: RegieReport) => number) => sumCents(reports.map(of))
  const done = isDryRun ? 'would be issued' : 'issued'
  const parked = count((report) => report.parked.length)
  const parts = [
    `${count((report) => report.invoices)} invoices and ${count((report) => report.creditNotes)} credit notes ${done} for ${period}`,
    `${decimalText(count((report) => report.totalCents))} euros`,
  ]
  if (parked > 0) parts.push(`${parked} families are parked`)
  return parts.join(', ')
}

function dataOf({ bills, ...report }: RegieReport) {
  return {
    ...report,
    bills: bills.map(({ householdId, totalCents, lines }) => ({ householdId, totalCents, lines })),
  }
}

function tablesOf(reports: readonly RegieReport[]): Table[] {
  return [
    {
      columns: ['regie', 'invoices', 'credit notes', 'euros', 'parked', 'alerts'],
      rows: reports.map((report) => [
        report.regieCode,
        report.invoices,
        report.creditNotes,
        decimalText(report.totalCents),
        report.parked.length,
        report.alerts,
      ]),
    },
    {
      title: 'Parked',
      columns: ['regie', 'file', 'family', 'because'],
      rows: reports.flatMap((report) =>
        report.parked.map((one) => [report.regieCode, one.fileNumber, one.name, one.because]),
      ),
    },
  ]
}

async function status({ db }: Cli): Promise<Answer> {
  const runs = await asWorker(db, runsOverview)
  return {
    summary: `${runs.length} runs`,
    data: { runs },
    tables: [
      {
        columns: [
          'run',
          'regie',
          'period',
          'activities',
          'state',
          'invoiced',
          'invoices',
          'credit notes',
          'euros',
          'parked',
        ],
        rows: runs.map((one) => [
          one.id,
          one.regie,
          one.from.slice(0, 7),
          one.activities,
          one.state,
          one.invoicedOn,
          one.invoices,
          one.creditNotes,
          decimalText(one.totalCents),
          one.parked,
        ]),
      },
    ],
  }
}

async function drafts({ db }: Cli): Promise<Answer> {
  const found = await asWorker(db, draftsOverview)
  return {
    summary: `${found.length} drafts are waiting`,
    data: { drafts: found },
    tables: [
      {
        columns: ['regie', 'period', 'file', 'family', 'euros', 'parked because'],
        rows: found.map((one) => [
          one.regie,
          one.from.slice(0, 7),
          one.fileNumber,
          one.name,
          decimalText(one.totalCents),
          one.parkedBecause,
        ]),
      },
    ],
  }
}

async function explain({ db }: Cli, number: string): Promise<Answer> {
  const lines = await asWorker(db, (tx) => explainInvoice(tx, number))
  if (lines.length === 0) throw new Refusal('NOT_FOUND', { invoice: number })
  const rows = lines.flatMap((line) => [
    [
      line.lineNo,
      line.child,
      line.label,
      line.quantity,
      decimalText(line.unitPriceCents),
      decimalText(line.amountCents),
      line.tariff,
    ],
    ...line.reason.steps.map((step) => [
      null,
      null,
      `  ${step.step}: ${step.text}`,
      null,
      null,
      null,
      null,
    ]),
  ])
  return {
    summary: `${lines.length} lines of ${number}`,
    data: { number, lines },
    tables: [
      { columns: ['line', 'child', 'what', 'quantity', 'unit price', 'euros', 'tariff'], rows },
    ],
  }
}
