import { Command } from 'commander'
import type { JobDeps } from '../jobs/deps.ts'
import { countByTopic, failingRows, retryFailed } from '../src/db/outbox-rows.ts'
import { forgetPast } from '../jobs/forget-past.ts'
import { recurring } from '../jobs/recurring.ts'
import { lastFailures, lastRuns, runRecurring } from '../jobs/run-recurring.ts'
import { asWorker } from '../src/db/transactions.ts'
import { openPdfRenderer } from '../src/pdf.ts'
import { withExample, type Cli, type CliRun } from './context.ts'
import { exits, reportOf } from './failures.ts'
import { rolledBackWhen } from './list-files.ts'
import { tableOf, type Answer } from './output.ts'

/** `preau jobs status|retry|run|forget|list`. */
export function jobsCommand(run: CliRun): Command {
  const command = new Command('jobs').description('side effects and recurring jobs')
  withExample(
    command
      .command('status')
      .description('what is outstanding, what keeps failing and why')
      .action(() => run.withDatabase(status)),
    'preau jobs status',
  )
  withExample(
    command
      .command('retry')
      .description('tries again now what failed')
      .action(() => run.withDatabase(retry)),
    'preau jobs retry',
  )
  withExample(
    command
      .command('run')
      .argument('<name>', 'a job of `preau jobs list`')
      .description('runs one recurring job now, alone')
      .action((name: string) => run.withDatabase((cli) => runOne(cli, name))),
    'preau jobs run seal-audit',
  )
  withExample(
    command
      .command('forget')
      .description(
        'forgets now what is kept no longer, as each night; bills and what they were made of stay',
      )
      .option('--dry-run', 'only counts it')
      .action((options: { dryRun?: boolean }) =>
        run.withDatabase((cli) => forget(cli, options.dryRun === true)),
      ),
    'preau jobs forget --dry-run',
  )
  withExample(
    command
      .command('list')
      .description('the recurring jobs, when they run and when they last did')
      .action(() => run.withDatabase(list)),
    'preau jobs list --json',
  )
  return command
}

/** How many of what fails are named one by one. */
const namedAtMost = 20

/** A queue that is away hides nothing of what is to be done: that is in the database. */
async function status(cli: Cli): Promise<Answer> {
  const { topics, failing } = await asWorker(cli.db, async (tx) => ({
    topics: await countByTopic(tx),
    failing: await failingRows(tx, namedAtMost),
  }))
  const queue = await withQueue(cli, ({ queue: opened }) => opened.counts()).catch(whenAway)
  const outstanding = topics.reduce((sum, topic) => sum + topic.outstanding, 0)
  const inQueue = queue
    ? `in the queue ${queue.waiting} wait and ${queue.active} are being worked on`
    : 'the queue does not answer'
  return {
    summary: `${outstanding} side effects are outstanding; ${inQueue}`,
    data: { topics, failing, queue },
    tables: [
      tableOf(topics, topicLabels),
      ...(failing.length > 0 ? [tableOf(failing, failingLabels, 'What keeps failing')] : []),
    ],
  }
}

const topicLabels = {
  topic: 'side effect',
  outstanding: 'outstanding',
  failing: 'failing',
  done: 'done',
  oldest: 'oldest',
  lastError: 'last error',
}

const failingLabels = {
  id: 'number',
  topic: 'side effect',
  payload: 'of what',
  attempts: 'tries',
  nextTry: 'next try',
  lastError: 'last error',
}

function whenAway(error: unknown): null {
  if (reportOf(error).exit !== exits.temporary) throw error
  process.exitCode = exits.temporary
  return null
}

async function retry({ db }: Cli): Promise<Answer> {
  const count = await asWorker(db, retryFailed)
  return { summary: `${count} side effects are tried again now`, data: { count } }
}

async function forget(cli: Cli, dryRun: boolean): Promise<Answer> {
  const count = (isDry: boolean) =>
    rolledBackWhen(isDry, cli.db, (tx) => forgetPast(tx, cli.now, cli.actor))
  const foreseen = await count(true)
  const rows = Object.values(foreseen).reduce((sum, one) => sum + one, 0)
  if (!dryRun && rows > 0) await cli.confirm(`Forget ${rows} rows for good?`)
  const done = dryRun ? foreseen : await count(false)
  const tables = Object.entries(done).map(([table, gone]) => ({ table, rows: gone }))
  return {
    summary: dryRun ? `Dry run, nothing was forgotten: ${rows} rows` : `${rows} rows forgotten`,
    data: { dryRun, forgotten: done },
    tables: [tableOf(tables, { table: 'what', rows: 'rows' })],
  }
}

async function runOne(cli: Cli, name: string): Promise<Answer> {
  const count = await withQueue(cli, (deps) => runRecurring(deps, name, cli.now))
  return { summary: `${name} ran: ${count}`, data: { name, count } }
}

async function list({ db }: Cli): Promise<Answer> {
  const [runs, failures] = await asWorker(db, async (tx) => [
    await lastRuns(tx),
    await lastFailures(tx),
  ])
  const rows = recurring.map(({ name, cron, about }) => {
    return {
      name,
      cron,
      about,
      lastRun: runs.get(name) ?? null,
      failed: failures.get(name) ?? null,
    }
  })
  return {
    summary: `${rows.length} recurring jobs; the worker runs them`,
    data: rows,
    tables: [
      tableOf(rows, {
        name: 'name',
        cron: 'when',
        lastRun: 'last run',
        failed: 'failed since',
        about: 'what it does',
      }),
    ],
  }
}

async function withQueue<T>(
  { config, db, keys, log, now }: Cli,
  work: (deps: JobDeps) => Promise<T>,
): Promise<T> {
  // loaded when it is needed: it takes longer than most commands
  const { openQueue } = await import('../src/queue.ts')
  const { openMailer } = await import('../src/mail.ts')
  const onError = (error: Error) => log.debug({ err: error }, 'the queue is away')
  const queue = await openQueue(
    { databaseUrl: db.url, redisUrl: config.redisUrl, roles: db.roles },
    onError,
  )
  const pdf = openPdfRenderer()
  const mailer = openMailer(config)
  try {
    return await work({ config, db, keys, log, queue, pdf, mailer, clock: () => now })
  } finally {
    pdf.close()
    mailer.close()
    await queue.close()
  }
}
