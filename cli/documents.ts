import { readFile } from 'node:fs/promises'
import { Command } from 'commander'
import { asWorker } from '../src/db/transactions.ts'
import { documentsOf } from '../src/files/documents.ts'

import { readPaperKinds, savePaperKinds } from '../src/households/paper-kinds.ts'
import { owedPapers, paperKinds, waitingPapers } from '../src/households/papers-of-town.ts'
import { dayOf } from '../src/kernel/day.ts'
import { addChildSheet } from './child-sheet.ts'
import { withExample, type Cli, type CliRun } from './context.ts'
import { counted } from './counted.ts'
import { acceptPapers, refusePapers, requireRefs } from './decide-papers.ts'
import { othersWait, reviewOnTerminal, writeOut } from './documents-review.ts'
import { exits, Failure } from './failures.ts'
import { acceptFile, rolledBackWhen } from './list-files.ts'
import { oneFamily } from './one-family.ts'
import { tableOf, type Answer } from './output.ts'
import { mayReadPaper } from './paper-readers.ts'

/** `preau documents missing|list|review|accept|refuse|open|kinds`: papers that families supply, and those issued to them. */
export function documentsCommand(run: CliRun): Command {
  const command = new Command('documents').description('papers that families supply')
  withExample(
    command
      .command('missing')
      .description('who has not given what is asked')
      .option('--activity <code>', 'papers that this activity asks for')
      .action(({ activity }: { activity?: string }) =>
        run.withDatabase((cli) => missing(cli, activity)),
      ),
    'preau documents missing --activity CLSH',
  )
  withExample(
    command
      .command('list')
      .description('papers that wait for your eye, or what the town hall issued to a family')
      .option(
        '--family <ref>',
        'invoices, receipts, certificates… of this family: file, ref or login',
      )
      .action(({ family }: { family?: string }) =>
        run.withDatabase((cli) => (family === undefined ? list(cli) : issued(cli, family))),
      ),
    'preau documents list --family claire.martin',
  )
  withExample(
    command
      .command('kinds')
      .description('what is asked, of whom, and how long it is good')
      .action(() => run.withDatabase(kinds)),
    'preau documents kinds',
  )
  withExample(
    command
      .command('ask')
      .description('says what is asked, from a YAML file (docs/papers.md)')
      .argument('<file>')
      .option('--dry-run', 'write nothing')
      .action((file: string, { dryRun = false }: { dryRun?: boolean }) =>
        run.withDatabase((cli) => askFor(cli, file, dryRun)),
      ),
    'preau documents ask papers.yaml',
  )
  addDecisions(command, run)
  addChildSheet(command, run)
  return command
}

function addDecisions(command: Command, run: CliRun): void {
  withExample(
    command
      .command('review')
      .description('one paper after the other, two keys at most each')
      .option('--out <folder>', 'write each file there first; asks for --reason')
      .action(({ out }: { out?: string }) =>
        run.withDatabase((cli) => {
          if (out !== undefined) requireReason(cli)
          return reviewOnTerminal(cli, out)
        }),
      ),
    'preau documents review --out /tmp/papers --reason "papers of the week"',
  )
  withExample(
    command
      .command('accept')
      .description('takes papers')
      .argument('<ref...>')
      .option('--until <day>', 'the end that is printed on it')
      .action((refs: string[], { until }: { until?: string }) =>
        run.withDatabase((cli) => acceptPapers(cli, refs, until)),
      ),
    'preau documents accept 2f0a… --until 2027-06-30',
  )
  withExample(
    command
      .command('refuse')
      .description('asks for another one')
      .argument('<ref...>')
      .requiredOption('--because <reason>', 'in French: the family reads it')
      .action((refs: string[], { because }: { because: string }) =>
        run.withDatabase((cli) => refusePapers(cli, refs, because)),
      ),
    'preau documents refuse 2f0a… --because "La photo est floue."',
  )
  withExample(
    command
      .command('open')
      .description('writes a paper to a folder; asks for --reason')
      .argument('<ref>')
      .option('--out <folder>', 'where', '.')
      .action((ref: string, { out }: { out: string }) =>
        run.withDatabase((cli) => open(cli, ref, out)),
      ),
    'preau documents open 2f0a… --out /tmp/papers --reason "address check"',
  )
}

async function missing({ db, now }: Cli, activity?: string): Promise<Answer> {
  const rows = await asWorker(db, (tx) =>
    owedPapers(tx, { day: dayOf(now), ...(activity === undefined ? {} : { activity }) }),
  )
  const families = new Set(rows.map((row) => row.householdId)).size
  const columns = {
    fileNumber: 'file',
    family: 'family',
    child: 'child',
    kind: 'paper',
    state: 'state',
    isBlocking: 'blocking',
    validTo: 'until',
  }
  return {
    summary: `${counted(rows.length, 'paper')} of ${families === 1 ? '1 family' : `${families} families`}`,
    data: rows,
    tables: [tableOf(rows, columns)],
  }
}

async function list(cli: Cli): Promise<Answer> {
  const all = await asWorker(cli.db, (tx) => waitingPapers(tx))
  const rows = all.filter(({ kind }) => mayReadPaper(cli, kind))
  const columns = {
    ref: 'ref',
    kind: 'paper',
    fileNumber: 'file',
    family: 'family',
    child: 'child',
    createdAt: 'sent',
  }
  return {
    summary: `${counted(rows.length, 'paper')} to look at${othersWait(all.length - rows.length)}`,
    data: rows,
    tables: [tableOf(rows, columns)],
  }
}

/** What the family finds under « Documents », the newest first. */
async function issued({ db, now }: Cli, ref: string): Promise<Answer> {
  const { family, documents } = await asWorker(db, async (tx) => {
    const found = await oneFamily(tx, ref, dayOf(now))
    return { family: found, documents: await documentsOf(tx, found.id) }
  })
  const rows = documents.map(({ createdAt, ...one }) => ({ ...one, day: dayOf(createdAt) }))
  const columns = { day: 'day', kind: 'kind', title: 'title', bytes: 'bytes', fileName: 'file' }
  return {
    summary: `${counted(documents.length, 'document')} of ${family.name}`,
    data: rows,
    tables: [tableOf(rows, columns)],
  }
}

async function kinds({ db }: Cli): Promise<Answer> {
  const rows = await asWorker(db, paperKinds)
  const columns = {
    code: 'code',
    scope: 'of',
    valid: 'good',
    askedOf: 'asked of',
    isBlocking: 'blocking',
    isPrivate: 'private',
    label: 'label',
  }
  return { summary: counted(rows.length, 'kind'), data: rows, tables: [tableOf(rows, columns)] }
}

async function askFor(cli: Cli, file: string, dryRun: boolean): Promise<Answer> {
  const { kinds: specs, anomalies } = readPaperKinds(await readFile(file, 'utf8'), file)
  acceptFile(cli.output, anomalies)
  const by = { now: cli.now, actor: cli.actor }
  const known = await rolledBackWhen(dryRun, cli.db, async (tx) => {
    const unknown = await savePaperKinds(tx, specs, by)
    if (unknown.length === 0) return specs
    throw new Failure(exits.badInput, 'NO_ACTIVITY', `No activity is named ${unknown.join(', ')}`, {
      hint: 'preau activities list',
    })
  })
  const outcome = dryRun ? 'to ask; dry run: nothing written' : 'asked'
  return { summary: `${counted(known.length, 'kind')} of papers ${outcome}`, data: known }
}

async function open(cli: Cli, ref: string, out: string): Promise<Answer> {
  requireReason(cli)
  requireRefs([ref])
  const path = await writeOut(cli, { ref }, out)
  return { summary: `Written to ${path}`, data: { path } }
}

function requireReason({ reason }: Cli): void {
  if (reason) return
  throw new Failure(exits.usage, 'REASON_MISSING', 'Reading a family’s papers asks for a reason', {
    hint: 'add --reason "…": it is kept in the audit trail',
  })
}
