import { readFile } from 'node:fs/promises'
import { Command } from 'commander'
import { asWorker } from '../src/db/transactions.ts'
import { endConsent, listConsentTexts, publishConsent } from '../src/households/child/consents.ts'
import { addDays, dayOf, isDay } from '../src/kernel/day.ts'
import { withExample, type Cli, type CliRun } from './context.ts'
import { exits, Failure } from './failures.ts'
import { tableOf, type Answer } from './output.ts'

/** `preau consents list|publish|end`: what families are asked to agree to (docs/children.md). */
export function consentsCommand(run: CliRun): Command {
  const command = new Command('consents').description('what families are asked to agree to')
  withExample(
    command
      .command('list')
      .description('every wording with its answers, the newest first')
      .action(() => run.withDatabase(list)),
    'preau consents list',
  )
  withExample(
    command
      .command('publish')
      .description('a new wording: from its day on families are asked anew')
      .argument('<kind>', 'IMAGE_WEB, OUTING, RULES_CANTINE…: capitals, digits and _')
      .requiredOption('--title <text>', 'in French, 80 characters at most')
      .requiredOption(
        '--text <file>',
        'what parents read, UTF-8; rules are Markdown (docs/children.md)',
      )
      .option('--blocking', 'without a yes the child cannot be enrolled')
      .option('--from <day>', 'first day, YYYY-MM-DD; today when left out')
      .action((kind: string, options: Publishing) =>
        run.withDatabase((cli) => publish(cli, kind, options)),
      ),
    'preau consents publish RULES_CANTINE --title "Règlement de la cantine" --text reglement.md --blocking',
  )
  withExample(
    command
      .command('end')
      .description('asked for no longer; the answers stay')
      .argument('<kind>')
      .action((kind: string) => run.withDatabase((cli) => end(cli, kind))),
    'preau consents end IMAGE_PRESS',
  )
  return command
}

interface Publishing {
  readonly title: string
  readonly text: string
  readonly blocking?: true
  readonly from?: string
}

async function list({ db }: Cli): Promise<Answer> {
  const consents = await asWorker(db, listConsentTexts)
  const rows = consents.map((one) => ({ ...one, blocking: one.blocking ? 'yes' : '' }))
  const table = tableOf(rows, {
    kind: 'kind',
    version: 'version',
    validFrom: 'from',
    blocking: 'blocking',
    yes: 'yes',
    no: 'no',
    title: 'title',
  })
  return { summary: `${consents.length} wordings`, data: { consents }, tables: [table] }
}

async function publish(
  { db, now, actor, confirm }: Cli,
  kind: string,
  options: Publishing,
): Promise<Answer> {
  const body = (await readFile(options.text, 'utf8')).normalize('NFC').trim()
  const title = options.title.trim()
  const validFrom = options.from ?? dayOf(now)
  const fault = faultOf({ kind, title, body, validFrom })
  if (fault)
    throw new Failure(exits.badInput, 'BAD_CONSENT', fault, { hint: 'preau consents list' })
  await confirm(`Ask every family anew about « ${title} » from ${validFrom}?`)
  const text = { kind, title, body, blocking: options.blocking ?? false, validFrom }
  const version = await asWorker(db, (tx) => publishConsent(tx, text, { now, actor }))
  return {
    summary: `${kind} version ${version} is asked from ${validFrom}`,
    data: { kind, version },
  }
}

function faultOf(text: {
  readonly kind: string
  readonly title: string
  readonly body: string
  readonly validFrom: string
}): string | null {
  if (!/^[A-Z][A-Z0-9_]{1,39}$/.test(text.kind))
    return `${text.kind} is no kind: write capitals, digits and _`
  if (text.title.length < 1 || text.title.length > 80) return 'The title has 1 to 80 characters'
  const most = text.kind.match(/^RULES(_|$)/) ? 40_000 : 2_000
  if (text.body.length < 1 || text.body.length > most) return `The text has 1 to ${most} characters`
  return isDay(text.validFrom) ? null : `${text.validFrom} is no day that exists`
}

async function end({ db, now, actor, confirm }: Cli, kind: string): Promise<Answer> {
  await confirm(`Ask for ${kind} no longer?`)
  const lastDay = addDays(dayOf(now), -1)
  await asWorker(db, (tx) => endConsent(tx, { kind, lastDay }, { now, actor }))
  return { summary: `${kind} is asked for no longer`, data: { kind } }
}
