import { Command, Option } from 'commander'
import { readFile } from 'node:fs/promises'
import { text as readStream } from 'node:stream/consumers'
import { asWorker } from '../src/db/transactions.ts'
import { addDays, dayOf } from '../src/kernel/day.ts'
import { decimalText, parseCents } from '../src/kernel/money.ts'
import { inspectNotification } from '../src/payments/inspect.ts'
import { listPayments, payerOf, paymentAlerts } from '../src/payments/lists.ts'
import { recordPayment, type CounterMethod } from '../src/payments/record.ts'
import { inspectVector, vectorFile } from '../src/payments/vectors.ts'
import { withExample, type Cli, type CliRun } from './context.ts'
import { exits, Failure, InputAnomalies } from './failures.ts'
import type { Answer, Table } from './output.ts'
import { addCancel } from './payments-cancel.ts'
import { recheck } from './payments-recheck.ts'
import { typedDay } from './typed.ts'

/** `preau payments list|record|cancel|inspect|recheck`. */
export function paymentsCommand(run: CliRun): Command {
  const command = new Command('payments').description('money received, by card and at the counter')
  addList(command, run)
  addRecord(command, run)
  addCancel(command, run)
  addInspect(command, run)
  addRecheck(command, run)
  return command
}

interface ListOptions {
  readonly from?: string
  readonly to?: string
  readonly family?: string
  readonly alerts?: true
}

function addList(command: Command, run: CliRun): void {
  withExample(
    command
      .command('list')
      .description('payments of the last 31 days, or what an officer should look at')
      .option('--from <day>', 'first day received')
      .option('--to <day>', 'last day received')
      .option('--family <number>', 'of one family, by its file number')
      .option(
        '--alerts',
        'notifications put aside or not authentic, payments without news for three hours',
      )
      .action((options: ListOptions) =>
        run.withDatabase((cli) => (options.alerts ? alerts(cli) : list(cli, options))),
      ),
    'preau payments list --from 2026-11-01 --to 2026-11-30',
  )
}

async function list({ db, now }: Cli, options: ListOptions): Promise<Answer> {
  const to = dayFrom('--to', options.to) ?? dayOf(now)
  const from = dayFrom('--from', options.from) ?? addDays(to, -30)
  if (from > to) throw usage('--from', `${from}, after --to ${to},`, addDays(to, -30))
  const fileNumber = options.family === undefined ? null : numberFrom('--family', options.family)
  const payments = await asWorker(db, (tx) => listPayments(tx, { from, to, fileNumber }))
  const rows = payments.map((one) => [
    one.number,
    one.receivedOn,
    one.fileNumber,
    one.household,
    one.regie,
    one.method,
    decimalText(one.amountCents),
    one.unusedCents > 0 ? decimalText(one.unusedCents) : '',
    one.reversed,
  ])
  const columns = [
    'number',
    'received',
    'file',
    'family',
    'regie',
    'method',
    'euros',
    'unused',
    'reversed',
  ]
  const total = payments.reduce((sum, one) => sum + one.amountCents, 0)
  const summary = `${payments.length} payments, ${decimalText(total)} euros, ${from} to ${to}`
  return { summary, data: { from, to, payments }, tables: [{ columns, rows }] }
}

async function alerts({ db, now }: Cli): Promise<Answer> {
  const found = await asWorker(db, (tx) => paymentAlerts(tx, now))
  const table: Table = {
    columns: ['what', 'since', 'reference', 'family', 'euros', 'about'],
    rows: found.map((one) => [
      one.kind,
      one.since.toISOString(),
      one.reference,
      one.household,
      one.amountCents === null ? null : decimalText(one.amountCents),
      one.about,
    ]),
  }
  const isKeyDoubtful = found.some((one) => one.kind === 'NOT_AUTHENTIC')
  const hint = isKeyDoubtful ? '; when payment.clent was wrong: preau payments recheck' : ''
  return { summary: `${found.length} to look at${hint}`, data: { alerts: found }, tables: [table] }
}

const methods: Readonly<Record<string, CounterMethod>> = {
  cash: 'CASH',
  cheque: 'CHEQUE',
  card: 'CARD_COUNTER',
  transfer: 'TRANSFER',
  cesu: 'CESU',
  ancv: 'ANCV',
}

interface RecordOptions {
  readonly family: string
  readonly regie: string
  readonly method: string
  readonly amount: string
  readonly on?: string
  readonly payer?: string
  readonly bank?: string
  readonly document?: string
  readonly key?: string
}

function addRecord(command: Command, run: CliRun): void {
  withExample(
    command
      .command('record')
      .description(
        'records money received at the counter or by post; the oldest debt is settled first',
      )
      .requiredOption('--family <number>', 'file number of the family')
      .requiredOption('--regie <code>', 'code of the régie that was paid')
      .addOption(
        new Option('--method <method>', 'how it was paid')
          .choices(Object.keys(methods))
          .makeOptionMandatory(),
      )
      .requiredOption('--amount <euros>', 'as 50 or 50.20')
      .option('--on <day>', 'day received (today)')
      .option('--payer <name>', 'who paid, when it was not the family')
      .option('--bank <name>', 'bank of a cheque')
      .option('--document <number>', 'number of a cheque, reference of a transfer')
      .option('--key <text>', 'the same key counts once, however often it is sent')
      .action((options: RecordOptions) => run.withDatabase((cli) => record(cli, options))),
    'preau payments record --family 12 --regie ENFANCE --method cheque --amount 50 --document 0012345',
  )
}

/** A sum above is a slip of the keyboard: 99 999,99 €, as by card. */
const mostCents = 9_999_999

async function record(cli: Cli, options: RecordOptions): Promise<Answer> {
  const amountCents = parseCents(options.amount)
  if (amountCents === null || amountCents <= 0 || amountCents > mostCents)
    throw usage('--amount', options.amount, '50.20')
  const fileNumber = numberFrom('--family', options.family)
  const today = dayOf(cli.now)
  const receivedOn = dayFrom('--on', options.on)
  if (receivedOn !== null && receivedOn > today)
    throw new Failure(exits.usage, 'BAD_OPTION', `--on ${receivedOn} is still to come`, {
      hint: `write the day received, ${today} at the latest`,
    })
  const given = { bank: options.bank, document: options.document }
  const details = Object.fromEntries(
    Object.entries(given).flatMap(([name, value]) => (value ? [[name, value]] : [])),
  )
  const recorded = await asWorker(cli.db, async (tx) => {
    const payer = await payerOf(tx, { fileNumber, regieCode: options.regie })
    return recordPayment(
      tx,
      {
        householdId: payer.householdId,
        regieId: payer.regieId,
        method: methods[options.method] ?? 'CASH',
        amountCents,
        receivedOn,
        payerName: options.payer ?? null,
        details,
        ...(options.key ? { idempotencyKey: options.key } : {}),
      },
      cli,
    )
  })
  const done = recorded.repeated ? 'was recorded before' : 'recorded'
  const summary = `Payment ${recorded.number} of ${decimalText(amountCents)} euros ${done}`
  return { summary, data: { number: recorded.number, repeated: recorded.repeated, amountCents } }
}

function addInspect(command: Command, run: CliRun): void {
  withExample(
    command
      .command('inspect')
      .description(
        'is this notification authentic, and what would the portal do? Nothing is written',
      )
      .argument(
        '<file>',
        'the query string as it was received, or test vectors; - for standard input',
      )
      .option('--vector', 'the file holds test vectors: needs no database')
      .action((file: string, options: { vector?: true }) =>
        options.vector
          ? run.withConfig(() => inspectVectors(file))
          : run.withDatabase((cli) => inspectRaw(cli, file)),
      ),
    'preau payments inspect --vector vector.json --json',
  )
}

function addRecheck(command: Command, run: CliRun): void {
  withExample(
    command
      .command('recheck')
      .description('reads again, with the key of today, the notifications that were not authentic')
      .action(() => run.withDatabase(recheck)),
    'preau payments recheck',
  )
}

async function inspectVectors(file: string): Promise<Answer> {
  const parsed = vectorFile.safeParse(jsonOf(await contentOf(file), file))
  if (!parsed.success) {
    throw new InputAnomalies(
      parsed.error.issues.map((issue) => ({
        file,
        line: null,
        column: issue.path.join('.') || null,
        message: issue.message,
      })),
    )
  }
  const results = parsed.data.map((vector) => ({
    id: vector.id,
    kind: vector.kind,
    ...inspectVector(vector),
  }))
  const [only] = results
  const rows = results.map(({ id, ...result }) => [id, JSON.stringify(result)])
  return {
    summary: results.length === 1 ? 'The decision for this vector' : `${results.length} vectors`,
    data: results.length === 1 ? only : results,
    tables: [{ columns: ['vector', 'result'], rows }],
  }
}

async function inspectRaw({ db, keys }: Cli, file: string): Promise<Answer> {
  const raw = (await contentOf(file)).replace(/\r?\n$/, '').replace(/^[^?]*\?/, '')
  const result = await asWorker(db, (tx) => inspectNotification(tx, keys, raw))
  const seal = result.signature_valid ? 'the seal is right' : 'the seal is wrong'
  const why = result.why ? ` (${result.why})` : ''
  return { summary: `${result.action}${why}; ${seal}`, data: result }
}

function contentOf(file: string): Promise<string> {
  return file === '-' ? readStream(process.stdin) : readFile(file, 'utf8')
}

function jsonOf(content: string, file: string): unknown {
  try {
    return JSON.parse(content)
  } catch (error) {
    const message = error instanceof Error ? error.message : 'no JSON'
    throw new InputAnomalies([{ file, line: null, column: null, message }])
  }
}

function dayFrom(option: string, value: string | undefined): string | null {
  return value === undefined ? null : typedDay(option, value)
}

function numberFrom(option: string, value: string): number {
  if (!/^\d{1,9}$/.test(value)) throw usage(option, value, '12')
  return Number(value)
}

function usage(option: string, value: string, example: string): Failure {
  return new Failure(exits.usage, 'BAD_OPTION', `${option} ${value} cannot be read`, {
    hint: `write it as ${option} ${example}`,
  })
}
