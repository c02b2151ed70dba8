import { Command } from 'commander'
import { asWorker } from '../src/db/transactions.ts'
import {
  decideAbsences,
  listAbsences,
  type ListedAbsence,
} from '../src/enrolments/decide-absences.ts'
import { addShow } from './absence-show.ts'
import { withExample, type Cli, type CliRun } from './context.ts'
import { tableOf, type Answer } from './output.ts'
import { typedLimit, typedNumbers, typedReason, typedStates } from './typed.ts'
import { counted } from './counted.ts'

interface ListOptions {
  readonly state: string
  readonly limit: string
}

const states: readonly ListedAbsence['state'][] = ['DECLARED', 'EXCUSED', 'UNEXCUSED', 'WITHDRAWN']

/** `preau absences list|show|excuse|refuse`. */
export function absencesCommand(run: CliRun): Command {
  const command = new Command('absences').description('what families declared, and the answer')
  withExample(
    command
      .command('list')
      .description('absences that wait for a decision, or those of another state')
      .option(
        '--state <state>',
        'waiting, declared, excused, unexcused, withdrawn or all',
        'waiting',
      )
      .option('--limit <number>', 'how many at most', '200')
      .action((options: ListOptions) => run.withDatabase((cli) => list(cli, options))),
    'preau absences list --state excused',
  )
  addShow(command, run)
  withExample(
    command
      .command('excuse')
      .description('excuses absences: the days are not billed, or taken off the next invoice')
      .argument('<number...>', 'numbers of the list')
      .action((numbers: string[]) => run.withDatabase((cli) => decide(cli, numbers, null))),
    'preau absences excuse 12 13',
  )
  withExample(
    command
      .command('refuse')
      .description('refuses to excuse absences, with the reason that the families read')
      .argument('<number...>', 'numbers of the list')
      .requiredOption('--because <reason>', 'in French')
      .action((numbers: string[], options: { because: string }) =>
        run.withDatabase((cli) => decide(cli, numbers, options.because)),
      ),
    'preau absences refuse 14 --because "Le certificat ne couvre pas ces jours."',
  )
  return command
}

async function list(cli: Cli, options: ListOptions): Promise<Answer> {
  const isWaiting = options.state.toUpperCase() === 'WAITING'
  const filter = {
    states: isWaiting ? null : typedStates(options.state, states, hint),
    now: cli.now,
    limit: typedLimit(options.limit, hint),
  }
  const rows = await asWorker(cli.db, (tx) => listAbsences(tx, filter))
  return {
    summary: counted(rows.length, 'absence'),
    data: rows,
    tables: [
      tableOf(rows, {
        id: 'number',
        state: 'state',
        fileNumber: 'file',
        child: 'child',
        firstDay: 'from',
        lastDay: 'to',
        kind: 'kind',
        certificate: 'certificate',
        certificateDueOn: 'due',
        units: 'booked units',
        declaredLate: 'declared late',
      }),
    ],
  }
}

async function decide(
  cli: Cli,
  numbers: readonly string[],
  because: string | null,
): Promise<Answer> {
  const ids = typedNumbers(numbers, 'an absence', hint)
  const refusedBecause = because === null ? null : typedReason(because, hint)
  const decision = { refusedBecause, now: cli.now, actor: cli.actor }
  await asWorker(cli.db, (tx) => decideAbsences(tx, ids, decision))
  return {
    summary: `${counted(ids.length, 'absence')} ${because === null ? 'excused' : 'refused'}`,
    data: { ids, state: because === null ? 'EXCUSED' : 'UNEXCUSED' },
  }
}

const hint = 'preau absences list --state all'
