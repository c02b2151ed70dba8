import { Command } from 'commander'
import { asWorker } from '../src/db/transactions.ts'
import { decideEnrolments, listEnrolments, type EnrolmentState } from '../src/enrolments/decide.ts'
import { withExample, type Cli, type CliRun } from './context.ts'
import { tableOf, type Answer } from './output.ts'
import { addWaitingCommands } from './waiting-list.ts'
import { typedLimit, typedNumbers, typedReason, typedStates } from './typed.ts'
import { counted } from './counted.ts'

interface ListOptions {
  readonly state: string
  readonly activity?: string
  readonly limit: string
}

const states: readonly EnrolmentState[] = [
  'REQUESTED',
  'ACCEPTED',
  'WAITING',
  'REFUSED',
  'CANCELLED',
]

/** `preau enrolments list|accept|refuse|waiting-list|promote`. */
export function enrolmentsCommand(run: CliRun): Command {
  const command = new Command('enrolments').description(
    'who is enrolled in what, and who asked to be',
  )
  withExample(
    command
      .command('list')
      .description('the requests that wait for an answer, or enrolments of another state')
      .option(
        '--state <state>',
        'requested, accepted, waiting, refused, cancelled or all',
        'requested',
      )
      .option('--activity <code>', 'of one activity')
      .option('--limit <number>', 'how many at most', '200')
      .action((options: ListOptions) => run.withDatabase((cli) => list(cli, options))),
    'preau enrolments list --state accepted --activity cantine',
  )
  withExample(
    command
      .command('accept')
      .description('accepts requests: the families may book')
      .argument('<number...>', 'numbers of the list')
      .action((numbers: string[]) => run.withDatabase((cli) => decide(cli, numbers, null))),
    'preau enrolments accept 12 13',
  )
  withExample(
    command
      .command('refuse')
      .description('refuses requests, with the reason that the families read')
      .argument('<number...>', 'numbers of the list')
      .requiredOption('--because <reason>', 'in French')
      .action((numbers: string[], options: { because: string }) =>
        run.withDatabase((cli) => decide(cli, numbers, options.because)),
      ),
    'preau enrolments refuse 14 --because "Le groupe est complet pour cette année."',
  )
  addWaitingCommands(command, run)
  return command
}

async function list(cli: Cli, options: ListOptions): Promise<Answer> {
  const filter = {
    states: typedStates(options.state, states, hint),
    activityCode: options.activity ?? null,
    limit: typedLimit(options.limit, hint),
  }
  const rows = await asWorker(cli.db, (tx) => listEnrolments(tx, filter))
  return {
    summary: `${rows.length} enrolments`,
    data: rows,
    tables: [
      tableOf(rows, {
        id: 'number',
        state: 'state',
        fileNumber: 'file',
        child: 'child',
        birthDate: 'born',
        activity: 'activity',
        group: 'group',
        validFrom: 'from',
        validTo: 'to',
      }),
    ],
  }
}

async function decide(
  cli: Cli,
  numbers: readonly string[],
  because: string | null,
): Promise<Answer> {
  const ids = typedNumbers(numbers, 'an enrolment', hint)
  const refusedBecause = because === null ? null : typedReason(because, hint)
  const decision = { refusedBecause, now: cli.now, actor: cli.actor }
  await asWorker(cli.db, (tx) => decideEnrolments(tx, ids, decision))
  return {
    summary: `${counted(ids.length, 'request')} ${because === null ? 'accepted' : 'refused'}`,
    data: { ids, state: because === null ? 'ACCEPTED' : 'REFUSED' },
  }
}

const hint = 'preau enrolments list --state all'
