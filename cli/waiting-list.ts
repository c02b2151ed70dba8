import type { Command } from 'commander'
import { asWorker } from '../src/db/transactions.ts'
import { listWaiting, promote } from '../src/enrolments/promote.ts'
import { readSettings } from '../src/settings/settings.ts'
import { withExample, type Cli, type CliRun } from './context.ts'
import { tableOf, type Answer } from './output.ts'
import { typedDay, typedNumber, usageFault } from './typed.ts'

interface ListOptions {
  readonly activity?: string
  readonly day?: string
}

interface PromoteOptions {
  readonly hours?: string
  readonly beyond?: boolean
}

/** `preau enrolments waiting-list|promote`. */
export function addWaitingCommands(command: Command, run: CliRun): void {
  withExample(
    command
      .command('waiting-list')
      .description('who waits for a place, in the order of the ranks, and what is offered')
      .option('--activity <code>', 'of one activity')
      .option('--day <day>', 'YYYY-MM-DD')
      .action((options: ListOptions) => run.withDatabase((cli) => list(cli, options))),
    'preau enrolments waiting-list --activity mercredis',
  )
  withExample(
    command
      .command('promote')
      .description('offers a place out of turn; the family still says yes or no')
      .argument('<number>', 'number of the waiting list')
      .option('--hours <number>', 'how long the offer stands; the setting otherwise')
      .option('--beyond', 'adds a place when none is left')
      .action((number: string, options: PromoteOptions) =>
        run.withDatabase((cli) => offer(cli, number, options)),
      ),
    'preau enrolments promote 12 --beyond',
  )
}

async function list(cli: Cli, { activity, day }: ListOptions): Promise<Answer> {
  const filter = {
    activityCode: activity ?? null,
    day: day === undefined ? null : typedDay('--day', day),
  }
  const rows = await asWorker(cli.db, (tx) => listWaiting(tx, filter))
  return {
    summary: `${rows.length} waiting`,
    data: rows,
    tables: [
      tableOf(
        rows.map((row) => ({ ...row, what: row.day ?? row.period })),
        {
          id: 'number',
          rank: 'rank',
          state: 'state',
          fileNumber: 'file',
          child: 'child',
          activity: 'activity',
          group: 'group',
          what: 'day or season',
          unit: 'unit',
        },
      ),
    ],
  }
}

async function offer(cli: Cli, number: string, options: PromoteOptions): Promise<Answer> {
  const entry = typedNumber(number, 'a waiting list', hint)
  if (options.hours !== undefined && !/^[1-9]\d{0,2}$/.test(options.hours))
    throw usageFault(`--hours ${options.hours} is no number of hours`, hint)
  const endsAt = await asWorker(cli.db, async (tx) => {
    const { waiting } = await readSettings(tx, cli.keys)
    const hours = options.hours === undefined ? waiting.dayHours : Number(options.hours)
    const until = new Date(cli.now.getTime() + hours * 3_600_000)
    await promote(tx, entry, {
      endsAt: until,
      isBeyond: options.beyond === true,
      now: cli.now,
      actor: cli.actor,
    })
    return until
  })
  return {
    summary: `Offered until ${endsAt.toISOString()}`,
    data: { id: Number(number), endsAt },
  }
}

const hint = 'preau enrolments waiting-list'
