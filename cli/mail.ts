import { Command } from 'commander'
import { asWorker } from '../src/db/transactions.ts'
import { listDeliveries, recordBounces, type DeliveryState } from '../src/messages/deliveries.ts'
import { readBounce } from '../src/messages/read-bounce.ts'
import { withExample, type Cli, type CliRun } from './context.ts'
import { readText } from './message-send.ts'
import { tableOf, type Answer } from './output.ts'
import { typedLimit, usageFault } from './typed.ts'
import { counted } from './counted.ts'

/** `preau mail list|bounce`: where mails are. */
export function mailCommand(run: CliRun): Command {
  const command = new Command('mail').description('mails of the portal: sent, refused, come back')
  withExample(
    command
      .command('list')
      .description('mails that did not arrive, or those of another state, the newest first')
      .option('--state <state>', 'trouble, queued, sent, bounced, given_up or all', 'trouble')
      .option('--limit <number>', 'how many at most', '100')
      .action((options: ListOptions) => run.withDatabase((cli) => list(cli, options))),
    'preau mail list --state bounced',
  )
  withExample(
    command
      .command('bounce')
      .description('notes mails that came back, from the bounce itself or by Message-ID')
      .argument('[message-id...]')
      .option('--file <file>', 'the bounce as it arrived; - reads what the mail server pipes in')
      .option('--because <reason>', 'what the other server said', 'came back')
      .action((ids: string[], options: BounceOptions) =>
        run.withDatabase((cli) => bounce(cli, ids, options)),
      ),
    'preau mail bounce --file - < bounce.eml',
  )
  return command
}

interface ListOptions {
  readonly state: string
  readonly limit: string
}

const statesOf: Readonly<Record<string, readonly DeliveryState[]>> = {
  trouble: ['BOUNCED', 'GIVEN_UP', 'QUEUED'],
  queued: ['QUEUED'],
  sent: ['SENT'],
  bounced: ['BOUNCED'],
  given_up: ['GIVEN_UP'],
  all: ['QUEUED', 'SENT', 'BOUNCED', 'GIVEN_UP'],
}

async function list({ db }: Cli, { state, limit }: ListOptions): Promise<Answer> {
  const states = statesOf[state.toLowerCase()]
  if (!states) throw usageFault(`--state ${state} is not known`, hint)
  const rows = await asWorker(db, (tx) =>
    listDeliveries(tx, { states, limit: typedLimit(limit, hint) }),
  )
  const labels = {
    messageId: 'message',
    state: 'state',
    kind: 'kind',
    person: 'to',
    login: 'login',
    attempts: 'tries',
    sentAt: 'sent',
    bounce: 'said',
  }
  return { summary: counted(rows.length, 'mail'), data: rows, tables: [tableOf(rows, labels)] }
}

interface BounceOptions {
  readonly file?: string
  readonly because: string
}

async function bounce(cli: Cli, ids: readonly string[], options: BounceOptions): Promise<Answer> {
  const given = ids.map((id) => (id.startsWith('<') ? id : `<${id}>`))
  const read = options.file === undefined ? null : readBounce(await readText(options.file))
  const wanted = [...new Set([...given, ...(read?.messageIds ?? [])])]
  if (wanted.length === 0) throw usageFault('No Message-ID of ours in it', hint)
  if (read && !read.isFinal) {
    return { summary: 'Nothing noted: a delay or an answer, no refusal', data: { noted: [] } }
  }
  const because = read?.because ?? options.because
  const noted = await asWorker(cli.db, (tx) => recordBounces(tx, wanted, because, cli))
  return { summary: `${noted.length} of ${wanted.length} noted as come back`, data: { noted } }
}

const hint = 'preau mail list --state all'
