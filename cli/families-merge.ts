import { Option, type Command } from 'commander'
import { asWorker } from '../src/db/transactions.ts'
import { childHouseholds } from '../src/households/child-households.ts'
import { linkChild, type ChildLink } from '../src/households/link-child.ts'
import { dayOf } from '../src/kernel/day.ts'
import { mergeFamilies, type Merged } from '../src/requests/merge-families.ts'
import { withExample, type Cli, type CliRun } from './context.ts'
import { exits, Failure } from './failures.ts'
import { oneFamily } from './one-family.ts'
import type { Answer } from './output.ts'

const relationships = [
  'mother',
  'father',
  'step',
  'grandparent',
  'guardian',
  'foster',
  'other',
] as const

interface LinkOptions {
  readonly family: string
  readonly as: (typeof relationships)[number]
  readonly access: 'full' | 'daily'
}

/** `preau families merge|link-child`. */
export function addMerging(command: Command, run: CliRun): void {
  withExample(
    command
      .command('merge')
      .description(
        'makes one family of two files; what was issued stays readable in the former one',
      )
      .argument('<from>', 'file that ends')
      .argument('<into>', 'file that goes on')
      .action((from: string, into: string) => run.withDatabase((cli) => merge(cli, from, into))),
    'preau families merge 1007 1002',
  )
  withExample(
    command
      .command('link-child')
      .description('a child belongs to a second household too')
      .argument('<child>', "the child's ref (preau families show)")
      .requiredOption('--family <ref>', 'file number, ref or login')
      .addOption(
        new Option('--as <relationship>', 'what its adults are to the child')
          .choices(relationships)
          .default('other'),
      )
      .addOption(
        new Option('--access <what>', 'full: health too')
          .choices(['full', 'daily'])
          .default('daily'),
      )
      .action((child: string, options: LinkOptions) =>
        run.withDatabase((cli) => link(cli, child, options)),
      ),
    'preau families link-child 2f0a… --family 1003 --as father --access full',
  )
}

async function merge(cli: Cli, from: string, into: string): Promise<Answer> {
  const { db, now, actor } = cli
  const { former, kept } = await asWorker(db, async (tx) => ({
    former: await oneFamily(tx, from, dayOf(now)),
    kept: await oneFamily(tx, into, dayOf(now)),
  }))
  await cli.confirm(
    `Move everybody of ${former.name} (${former.fileNumber}) into ${kept.name} (${kept.fileNumber})?`,
  )
  const moved = await asWorker(db, (tx) =>
    mergeFamilies(tx, cli.keys, { fromId: former.id, intoId: kept.id }, { now, actor }),
  )
  return {
    summary: `File ${former.fileNumber} goes on as ${kept.fileNumber}: ${moved.enrolments} enrolments and ${moved.days} booked days moved${withRecords(moved, kept.fileNumber)}`,
    data: { from: former.fileNumber, into: kept.fileNumber, ...moved },
  }
}

/** What else went with them, and what stays behind because the file that goes on has its own. */
function withRecords({ records }: Merged, fileNumber: number): string {
  const brought = records.filter((one) => one.brought > 0).map(({ kind }) => recordNames[kind])
  const kept = records.filter((one) => one.kept > 0).map(({ kind }) => recordNames[kind])
  return [
    brought.length > 0 ? `, with ${brought.join(', ')}` : '',
    kept.length > 0 ? `; ${fileNumber} keeps its own: ${kept.join(', ')}` : '',
  ].join('')
}

const recordNames = {
  address: 'address',
  quotient: 'quotients',
  benefit: 'C.A.F. file',
  bank: 'bank account',
  tax: 'tax notices',
}

async function link({ db, now, actor }: Cli, ref: string, options: LinkOptions): Promise<Answer> {
  return asWorker(db, async (tx) => {
    const child = await childHouseholds(tx, ref, dayOf(now))
    if (!child) throw new Failure(exits.notFound, 'NOT_FOUND', 'No child has this ref')
    const family = await oneFamily(tx, options.family, dayOf(now))
    const wanted: ChildLink = {
      childId: child.id,
      householdId: family.id,
      relationship: relationshipOf(options.as),
      access: options.access === 'full' ? 'FULL' : 'DAILY',
    }
    const isNew = await linkChild(tx, wanted, { now, actor })
    return {
      summary: `${child.firstName} ${isNew ? 'now belongs' : 'belongs already'} to ${family.name} (${family.fileNumber})`,
      data: { child: child.ref, family: family.fileNumber, changed: isNew },
    }
  })
}

function relationshipOf(word: LinkOptions['as']): ChildLink['relationship'] {
  const known = {
    mother: 'MOTHER',
    father: 'FATHER',
    step: 'STEP',
    grandparent: 'GRANDPARENT',
    guardian: 'GUARDIAN',
    foster: 'FOSTER',
    other: 'OTHER',
  } as const
  return known[word]
}
