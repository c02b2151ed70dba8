import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { Command } from 'commander'
import { asWorker } from '../src/db/transactions.ts'
import { dayOf } from '../src/kernel/day.ts'
import { addNews, endNews, listNews } from '../src/messages/news.ts'
import { dayBefore, readNews } from '../src/messages/news-file.ts'
import { withExample, type Cli, type CliRun } from './context.ts'
import { exits, Failure } from './failures.ts'
import { acceptFile } from './list-files.ts'
import { tableOf, type Answer } from './output.ts'
import { typedDay } from './typed.ts'

/** `preau news add|list|end`. */
export function newsCommand(run: CliRun): Command {
  const command = new Command('news').description(
    'what the commune announces, before and after sign-in',
  )
  withExample(
    command
      .command('add')
      .description('announces a Markdown file (docs/news.md); the same name again replaces it')
      .argument('<file>', 'the file; its name becomes its address')
      .action((file: string) => run.withDatabase((cli) => add(cli, file))),
    'preau news add menus-de-janvier.md',
  )
  withExample(
    command
      .command('list')
      .description('what is announced, was, and will be')
      .action(() => run.withDatabase(list)),
    'preau news list',
  )
  withExample(
    command
      .command('end')
      .description('shows an announcement no longer')
      .argument('<name>', 'the name in the list')
      .option('--after <day>', 'still shown on this day (default: until yesterday)')
      .action((name: string, options: { after?: string }) =>
        run.withDatabase((cli) => end(cli, name, options.after)),
      ),
    'preau news end menus-de-janvier',
  )
  return command
}

async function add(cli: Cli, file: string): Promise<Answer> {
  const code = basename(file).replace(/\.(md|markdown)$/i, '')
  const today = dayOf(cli.now)
  const { item, anomalies } = readNews(await readFile(file, 'utf8'), { file, code, today })
  acceptFile(cli.output, anomalies)
  if (!item) throw new Failure(exits.badInput, 'BAD_NEWS', `${file} announces nothing`)
  const by = { now: cli.now, actor: cli.actor }
  const done = await asWorker(cli.db, (tx) => addNews(tx, item, by))
  const { title, audience, firstDay, lastDay } = item
  const whom = audience === 'PUBLIC' ? 'everybody' : 'parents'
  return {
    summary: `“${title}” ${done === 'ADDED' ? 'is announced' : 'is replaced'} to ${whom} from ${firstDay}${lastDay ? ` to ${lastDay}` : ''}`,
    data: { code, title, audience, firstDay, lastDay, state: done },
  }
}

async function list(cli: Cli): Promise<Answer> {
  const news = await asWorker(cli.db, (tx) => listNews(tx, dayOf(cli.now)))
  const labels = {
    code: 'name',
    state: 'state',
    audience: 'audience',
    firstDay: 'from',
    lastDay: 'until',
    title: 'title',
  }
  return { summary: `${news.length} announcements`, data: news, tables: [tableOf(news, labels)] }
}

async function end(cli: Cli, code: string, after: string | undefined): Promise<Answer> {
  const lastDay = after === undefined ? dayBefore(dayOf(cli.now)) : typedDay('--after', after)
  const by = { now: cli.now, actor: cli.actor }
  await asWorker(cli.db, (tx) => endNews(tx, { code, lastDay }, by))
  return { summary: `${code} is shown until ${lastDay}`, data: { code, lastDay } }
}
