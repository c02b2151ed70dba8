import type { Command } from 'commander'
import { closeDay, openDay } from '../src/activities/hand-days.ts'
import { asWorker } from '../src/db/transactions.ts'
import { bookingsOfDay, cancelDay } from '../src/enrolments/cancel-day.ts'
import { withExample, type Cli, type CliRun } from './context.ts'
import { rolledBackWhen } from './list-files.ts'
import { tableOf, type Answer } from './output.ts'
import { typedDay, typedReason } from './typed.ts'

interface CloseOptions {
  readonly because: string
  readonly dryRun?: boolean
}

interface OpenOptions {
  readonly unit?: readonly string[]
  readonly holiday?: boolean
}

/** `preau activities open|close-day`: days beside the calendar of the file. */
export function addDayCommands(command: Command, run: CliRun): void {
  withExample(
    command
      .command('open')
      .description('opens a day beside the calendar, or again after it was closed')
      .argument('<code>', 'code of the activity')
      .argument('<day>', 'YYYY-MM-DD')
      .option('--unit <code...>', 'only these units')
      .option('--holiday', 'a day of the holidays, for its prices')
      .action((code: string, day: string, options: OpenOptions) =>
        run.withDatabase((cli) => open(cli, code, day, options)),
      ),
    'preau activities open mercredis 2026-12-19',
  )
  withExample(
    command
      .command('close-day')
      .description('closes a day: its bookings are cancelled without cost')
      .argument('<code>', 'code of the activity')
      .argument('<day>', 'YYYY-MM-DD')
      .requiredOption('--because <reason>', 'in French, the families read it')
      .option('--dry-run', 'lists the bookings that would be cancelled')
      .action((code: string, day: string, options: CloseOptions) =>
        run.withDatabase((cli) => close(cli, code, day, options)),
      ),
    'preau activities close-day cantine 2026-12-10 --because "Grève" --dry-run',
  )
}

async function open(
  cli: Cli,
  activityCode: string,
  typed: string,
  options: OpenOptions,
): Promise<Answer> {
  const day = typedDay('the day', typed)
  const unitCodes = options.unit ?? null
  const kind = options.holiday ? 'HOLIDAY' : 'SCHOOL'
  const units = await asWorker(cli.db, (tx) =>
    openDay(tx, { activityCode, day, unitCodes, kind }, { now: cli.now, actor: cli.actor }),
  )
  return {
    summary: `${activityCode} is open on ${day}: ${units.join(', ')}`,
    data: { activity: activityCode, day, units },
  }
}

async function close(
  cli: Cli,
  activityCode: string,
  typed: string,
  options: CloseOptions,
): Promise<Answer> {
  const day = typedDay('the day', typed)
  const because = typedReason(options.because, hint)
  const bookings = await asWorker(cli.db, (tx) => bookingsOfDay(tx, activityCode, day))
  const dryRun = options.dryRun === true
  if (bookings.length > 0 && !dryRun)
    await cli.confirm(`Cancel ${bookings.length} bookings of ${day}?`)
  const hand = { now: cli.now, actor: cli.actor }
  const cancelled = await rolledBackWhen(dryRun, cli.db, async (tx) => {
    const { activityId, name } = await closeDay(tx, { activityCode, day, because }, hand)
    return cancelDay(tx, { activityId, name, day }, hand)
  })
  const summary = `${activityCode} is closed on ${day}, ${cancelled} bookings cancelled`
  return {
    summary: dryRun ? `Dry run, nothing was written: ${summary}` : summary,
    data: { dryRun, activity: activityCode, day, because, cancelled, bookings },
    tables: [tableOf(bookings, { fileNumber: 'file', child: 'child', unit: 'unit' })],
  }
}

const hint = 'preau activities show cantine'
