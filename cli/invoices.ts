import { Command } from 'commander'
import { officerInvoices } from '../src/billing/lists.ts'
import { invoiceTitle, paperOf } from '../src/billing/paper.ts'
import { invoiceView, type InvoiceView } from '../src/billing/view.ts'
import { asWorker } from '../src/db/transactions.ts'
import { documentFile } from '../src/files/documents.ts'
import { firstDayOf, isMonth } from '../src/kernel/day.ts'
import { decimalText } from '../src/kernel/money.ts'
import { Refusal } from '../src/kernel/refusal.ts'
import { openPdfRenderer } from '../src/pdf.ts'
import { withExample, type Cli, type CliRun } from './context.ts'
import { exits, Failure } from './failures.ts'
import { remind, type RemindOptions } from './invoices-remind.ts'
import { writePrivately } from './letter-files.ts'
import type { Answer } from './output.ts'

/** `preau invoices list|show|pdf|remind`. */
export function invoicesCommand(run: CliRun): Command {
  const command = new Command('invoices').description('invoices and credit notes that were issued')
  withExample(
    command
      .command('list')
      .description('invoices, oldest number first')
      .option('--period <month>', 'of one month, YYYY-MM')
      .option('--unpaid', 'only those with something left to pay')
      .action((options: ListOptions) => run.withDatabase((cli) => list(cli, options))),
    'preau invoices list --period 2026-11 --unpaid',
  )
  withExample(
    command
      .command('show')
      .description('an invoice with its lines')
      .argument('<number>')
      .action((number: string) => run.withDatabase((cli) => show(cli, number))),
    'preau invoices show F01-26-12-0000412',
  )
  withExample(
    command
      .command('pdf')
      .description(
        'writes the PDF of an invoice: the one that was kept, or a new print of the same',
      )
      .argument('<number>')
      .requiredOption('--out <file>', 'where to write it')
      .action((number: string, { out }: { out: string }) =>
        run.withDatabase((cli) => pdf(cli, number, out)),
      ),
    'preau invoices pdf F01-26-12-0000412 --out invoice.pdf',
  )
  withExample(
    command
      .command('remind')
      .description(
        'reminds families by mail of invoices that are late: a week after, and after three weeks',
      )
      .option('--due-before <day>', 'due before this day (default: six days ago)')
      .option('--dry-run', 'only say who would be reminded')
      .action((options: RemindOptions) => run.withDatabase((cli) => remind(cli, options))),
    'preau invoices remind --dry-run',
  )
  return command
}

interface ListOptions {
  readonly period?: string
  readonly unpaid?: true
}

async function list({ db }: Cli, options: ListOptions): Promise<Answer> {
  if (options.period !== undefined && !isMonth(options.period)) {
    throw new Failure(exits.usage, 'BAD_PERIOD', `${options.period} is no month`, {
      hint: 'write it as --period 2026-11',
    })
  }
  const period = options.period === undefined ? undefined : firstDayOf(options.period)
  const invoices = await asWorker(db, (tx) =>
    officerInvoices(tx, { period, unpaidOnly: options.unpaid }),
  )
  const remaining = invoices.reduce((sum, invoice) => sum + invoice.remainingCents, 0)
  return {
    summary: `${invoices.length} invoices, ${decimalText(remaining)} euros left to pay`,
    data: { invoices },
    tables: [
      {
        columns: ['number', 'file', 'payer', 'issued', 'due', 'euros', 'left'],
        rows: invoices.map((one) => [
          one.number,
          one.fileNumber,
          one.payer,
          one.issuedOn,
          one.dueOn,
          decimalText(one.totalCents),
          decimalText(one.remainingCents),
        ]),
      },
    ],
  }
}

async function show({ db }: Cli, number: string): Promise<Answer> {
  const view = await found(db, number)
  const rows = view.children.flatMap((child) =>
    child.lines.map((line) => [
      child.firstName,
      line.label,
      line.quantity,
      decimalText(line.unitPriceCents),
      decimalText(line.amountCents),
    ]),
  )
  const sums = [
    `total ${decimalText(view.totalCents)}`,
    `previous balance ${decimalText(view.previousBalanceCents)}`,
    `due ${decimalText(view.amountDueCents)}`,
    `left ${decimalText(view.remainingCents)}`,
  ]
  const { snapshot: _snapshot, ...data } = view
  return {
    summary: `${number} for ${view.payerName}: ${sums.join(', ')}`,
    data,
    text: `${invoiceTitle(view)}, issued ${view.issuedOn}${view.dueOn ? `, due ${view.dueOn}` : ''}`,
    tables: [{ columns: ['child', 'what', 'quantity', 'unit price', 'euros'], rows }],
  }
}

async function pdf({ db, keys }: Cli, number: string, out: string): Promise<Answer> {
  const view = await found(db, number)
  const bytes = (await keptFile(db, keys, view)) ?? (await printed(view))
  await writePrivately(out, bytes)
  return {
    summary: `${out}: ${bytes.length} bytes`,
    data: { number, file: out, bytes: bytes.length },
  }
}

async function found(db: Cli['db'], number: string): Promise<InvoiceView> {
  const view = await asWorker(db, (tx) => invoiceView(tx, { number }))
  if (!view) throw new Refusal('NOT_FOUND', { invoice: number })
  return view
}

async function keptFile(
  db: Cli['db'],
  keys: Cli['keys'],
  view: InvoiceView,
): Promise<Buffer | null> {
  const { document, householdId } = view
  if (!document) return null
  const file = await asWorker(db, (tx) => documentFile(tx, keys, householdId, document))
  return file?.bytes ?? null
}

async function printed(view: InvoiceView): Promise<Buffer> {
  const renderer = openPdfRenderer()
  try {
    return await renderer.render('invoice', paperOf(view))
  } finally {
    renderer.close()
  }
}
