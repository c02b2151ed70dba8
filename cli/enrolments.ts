import { Command } from 'commander'
import { asWorker } from '../src/db/transactions.ts'
import { decideEnrolments, listEnrolments, type EnrolmentState } from '../src/enrolments/decide.ts'
import { chosenNumbers, writtenReason } from './chosen-numbers.ts'
import { withExample, type Cli, type CliRun } from './context.ts'
import { exits, Failure } from './failures.ts'
import { tableOf, type Answer } from './output.ts'
import { addWaitingCommands } from './waiting-list.ts'

interface ListOptions {
  readonly state?: string
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
  const wanted = (options.state ?? 'requested').toUpperCase()
  const chosen = wanted === 'ALL' ? states : states.filter((state) => state === wanted)
  if (chosen.length === 0) throw usage(`--state ${options.state} is not known`)
  if (!/^[1-9]\d{0,5}$/.test(options.limit)) throw usage(`--limit ${options.limit} is no number`)
  const filter = {
    states: chosen,
    activityCode: options.activity ?? null,
    limit: Number(options.limit),
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
  const ids = chosenNumbers(numbers, 'an enrolment', hint)
  const decision = { refusedBecause: writtenReason(because, hint), now: cli.now, actor: cli.actor }
  await asWorker(cli.db, (tx) => decideEnrolments(tx, ids, decision))
  return {
    summary: `${ids.length} ${ids.length === 1 ? 'request' : 'requests'} ${because === null ? 'accepted' : 'refused'}`,
    data: { ids, state: because === null ? 'ACCEPTED' : 'REFUSED' },
  }
}

const hint = 'preau enrolments list --state all'

function usage(message: string): Failure {
  return new Failure(exits.usage, 'USAGE', message, { hint })
}
