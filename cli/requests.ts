import { Command } from 'commander'
import { asWorker } from '../src/db/transactions.ts'
import { fileReference } from '../src/kernel/french.ts'
import { decideRequest, type Decision } from '../src/requests/decide.ts'
import {
  listRequests,
  requestTitle,
  type ListedRequest,
  type RequestState,
} from '../src/requests/list.ts'
import { mayDecide, sensitiveOf, toDecide, type RequestToDecide } from '../src/requests/review.ts'
import { dayOf } from '../src/kernel/day.ts'
import { withExample, type Cli, type CliRun } from './context.ts'
import { exits, Failure } from './failures.ts'
import { tableOf, type Answer } from './output.ts'
import { review } from './requests-review.ts'
import { requestText } from './requests-text.ts'
import { typedLimit, typedNumber, typedStates, usageFault } from './typed.ts'
import { counted } from './counted.ts'

interface DecideOptions {
  readonly items?: string
  readonly because?: string
  readonly evenChanged?: boolean
}

const states: readonly RequestState[] = [
  'PENDING',
  'ACCEPTED',
  'PARTLY_ACCEPTED',
  'REJECTED',
  'WITHDRAWN',
  'APPLIED',
]

/** `preau requests list|show|accept|refuse|review`. */
export function requestsCommand(run: CliRun): Command {
  const command = new Command('requests').description('changes of their file that families ask for')
  withExample(
    command
      .command('list')
      .description('those that wait for an answer, or of another state')
      .option(
        '--state <state>',
        'pending, accepted, partly_accepted, rejected, withdrawn, applied or all',
        'pending',
      )
      .option('--limit <number>', 'how many at most', '200')
      .action((options: { state: string; limit: string }) =>
        run.withDatabase((cli) => list(cli, options)),
      ),
    'preau requests list',
  )
  withExample(
    command
      .command('show')
      .description('what is on file, what the family asks, and what changed meanwhile')
      .argument('<number>', 'number of the list')
      .action((number: string) => run.withDatabase((cli) => show(cli, number))),
    'preau requests show 12',
  )
  addDecisions(command, run)
  withExample(
    command
      .command('review')
      .description(
        'one after the other on a terminal: a accepts, r and a digit refuses, p writes the proofs, s skips, q ends',
      )
      .option('--proofs <folder>', 'where p writes the papers')
      .action((options: { proofs?: string }) =>
        run.withDatabase((cli) => review(cli, options.proofs ?? null)),
      ),
    'preau requests review --reason "Traitement des demandes"',
  )
  return command
}

function addDecisions(command: Command, run: CliRun): void {
  withExample(
    command
      .command('accept')
      .description('writes what was asked; with --items a part of it, the rest is refused')
      .argument('<number>', 'number of the list')
      .option('--items <numbers>', 'of the fields to accept, with commas')
      .option('--because <reason>', 'why the rest is refused, in French')
      .option('--even-changed', 'also what changed since the family asked')
      .action((number: string, options: DecideOptions) =>
        run.withDatabase((cli) =>
          decide(cli, number, { ...options, accept: itemsOf(options.items) }),
        ),
      ),
    'preau requests accept 12',
  )
  withExample(
    command
      .command('refuse')
      .description('refuses it, with the reason that the family reads')
      .argument('<number>', 'number of the list')
      .requiredOption('--because <reason>', 'in French')
      .action((number: string, options: DecideOptions) =>
        run.withDatabase((cli) => decide(cli, number, { ...options, accept: [] })),
      ),
    'preau requests refuse 12 --because "Le justificatif a plus de trois mois."',
  )
}

async function list(cli: Cli, options: { state: string; limit: string }): Promise<Answer> {
  const wanted = options.state.toUpperCase()
  const found = await asWorker(cli.db, (tx) =>
    listRequests(tx, cli.keys, {
      states: typedStates(options.state, states, hint),
      oldestFirst: wanted === 'PENDING',
      limit: typedLimit(options.limit, hint),
    }),
  )
  const rows = found.map((request) => ({
    id: request.id,
    state: request.state,
    file: fileReference(request.fileNumber),
    family: request.household,
    about: requestTitle(request),
    asked: dayOf(request.createdAt),
    proofs: request.proofs.length,
    protected: sensitiveOf(request).join(', '),
  }))
  return {
    summary: counted(rows.length, 'request'),
    data: rows,
    tables: [
      tableOf(rows, {
        id: 'number',
        state: 'state',
        file: 'file',
        family: 'family',
        about: 'about',
        asked: 'asked',
        proofs: 'proofs',
        protected: 'protected',
      }),
    ],
  }
}

async function show(cli: Cli, number: string): Promise<Answer> {
  const opened = await asWorker(cli.db, async (tx) => {
    const request = await requestOf(
      cli,
      await listRequests(tx, cli.keys, { id: typedNumber(number, 'a request', hint), limit: 1 }),
    )
    return toDecide(tx, cli.keys, request, cli)
  })
  return {
    summary: `${opened.title}: ${opened.request.state}`,
    text: requestText(opened),
    data: dataOf(opened),
  }
}

async function decide(
  cli: Cli,
  number: string,
  options: DecideOptions & Pick<Decision, 'accept'>,
): Promise<Answer> {
  const decided = await asWorker(cli.db, async (tx) => {
    const requestId = typedNumber(number, 'a request', hint)
    await requestOf(cli, await listRequests(tx, cli.keys, { id: requestId, limit: 1 }))
    const because = options.because?.trim() || null
    const { accept, evenChanged = false } = options
    return decideRequest(tx, cli.keys, { requestId, accept, because, evenChanged }, cli)
  })
  const { state, applied, refused, conflicts } = decided
  const changed = conflicts.length > 0 ? `, ${conflicts.length} changed meanwhile` : ''
  return {
    summary: `Request ${number}: ${state} (${applied.length} written, ${refused.length} refused${changed})`,
    data: {
      id: Number(number),
      state,
      applied: idsOf(applied),
      refused: idsOf(refused),
      conflicts: idsOf(conflicts),
    },
  }
}

/** Data on health, bank or income is for the roles that the law lets read it, with a reason. */
function requestOf(cli: Cli, [request]: readonly ListedRequest[]): Promise<ListedRequest> {
  if (!request) {
    throw new Failure(exits.notFound, 'NOT_FOUND', 'There is no such request', {
      hint: 'preau requests list',
    })
  }
  if (!mayDecide(cli.officer.role, request)) {
    throw new Failure(
      exits.refused,
      'NOT_ALLOWED',
      `The role ${cli.officer.role} does not allow this`,
      {
        hint: 'preau officers roles',
      },
    )
  }
  if (sensitiveOf(request).length > 0 && !cli.reason) {
    throw new Failure(
      exits.usage,
      'REASON_MISSING',
      'Reading data on health, bank or income asks for a reason',
      {
        hint: 'add --reason "…": it is kept in the audit trail',
      },
    )
  }
  return Promise.resolve(request)
}

function dataOf({ request, title, changes }: RequestToDecide) {
  const { items: _items, names: _names, ...rest } = request
  return { ...rest, title, changes }
}

function idsOf(items: readonly { readonly id: number }[]): number[] {
  return items.map(({ id }) => id)
}

function itemsOf(text: string | undefined): Decision['accept'] {
  if (text === undefined) return 'all'
  const numbers = text.split(',').map((one) => one.trim())
  if (numbers.some((one) => !/^[1-9]\d{0,14}$/.test(one)))
    throw usageFault(`--items ${text} is no list of numbers`, hint)
  return numbers.map(Number)
}

const hint = 'preau requests list'
