import { Command, Option } from 'commander'
import { asWorker } from '../src/db/transactions.ts'
import { childrenOf } from '../src/households/children.ts'
import { familyIdentity } from '../src/households/family-file.ts'
import {
  listFamilies,
  type FamilyFilter,
  type ListedFamily,
} from '../src/households/list-families.ts'
import { dayOf } from '../src/kernel/day.ts'
import { csvText } from '../src/kernel/csv.ts'
import { displayPhone } from '../src/kernel/text.ts'
import { withExample, type Cli, type CliRun } from './context.ts'
import { addFollowUp } from './families-follow-up.ts'
import { requireFolder, writePrivately } from './letter-files.ts'
import { importAnswer, type ImportArguments } from './families-import.ts'
import { addLeaving } from './families-leave.ts'
import { addMerging } from './families-merge.ts'
import { readMore, type Part } from './families-more.ts'
import { oneFamily } from './one-family.ts'
import { tableOf, type Answer } from './output.ts'

interface ListOptions extends Omit<FamilyFilter, 'day' | 'ref'> {
  readonly csv?: string
}

/** `preau families import|list|show`. A REF is a file number, a ref or the login of an adult. */
export function familiesCommand(run: CliRun): Command {
  const command = new Command('families').description('families: import, list, show')
  withExample(
    command
      .command('import')
      .description("families, children and classes from our own format or from ONDE's two files")
      .argument('<file>', "our own format, or ONDE's pupils")
      .addOption(
        new Option('--format <format>', 'told by the header when left out').choices([
          'generic',
          'onde',
        ]),
      )
      .option('--guardians <file>', "ONDE's guardians of the same school")
      .option('--school <uai>', "ONDE: the school's code, seven digits and a letter")
      .option('--dry-run', 'say what would change, write nothing')
      .action((file: string, options: Omit<ImportArguments, 'file'>) =>
        run.withDatabase((cli) => importAnswer(cli, { ...options, file })),
      ),
    'preau families import onde_eleves.csv --guardians onde_responsables.csv --school 0590000E --dry-run',
  )
  withExample(
    command
      .command('list')
      .description('families by name')
      .option('--name <text>', 'part of the name of an adult or a child')
      .option('--insee <code>', 'lives in this commune')
      .option('--school <uai>', 'a child is at this school this year')
      .option('--separated', 'parents live apart')
      .option('--without-login', 'no adult can sign in')
      .option('--csv <file>', 'writes them for a spreadsheet')
      .action((options: ListOptions) =>
        run.withDatabase((cli) => list(cli, options), { reading: true }),
      ),
    'preau families list --school 0590000E --without-login --csv families.csv',
  )
  addShow(command, run)
  addMerging(command, run)
  addLeaving(command, run)
  addFollowUp(command, run)
  return command
}

const sensitive = { income: 'fiscal', bank: 'bank', health: 'health' } as const

function addShow(command: Command, run: CliRun): void {
  withExample(
    command
      .command('show')
      .description('one family: adults, address, children; more with a reason')
      .argument('<ref>')
      .addOption(
        new Option('--with <data>', 'also show this; asks for --reason').choices([
          'income',
          'bank',
          'health',
        ]),
      )
      .action((ref: string, options: { with?: Part }) =>
        run.withDatabase((cli) => show(cli, ref, options.with), {
          reading: true,
          ...(options.with ? { sensitive: sensitive[options.with] } : {}),
        }),
      ),
    'preau families show claire.martin --with income --reason "call of 2 November"',
  )
}

async function list({ db, now }: Cli, { csv, ...filter }: ListOptions): Promise<Answer> {
  if (csv) await requireFolder(csv)
  const families = await asWorker(db, (tx) => listFamilies(tx, { day: dayOf(now), ...filter }))
  const rows = families.map((one) => ({
    ...one,
    logins: one.logins.join(', '),
    children: one.children.join(', '),
  }))
  const columns = {
    fileNumber: 'file',
    name: 'family',
    commune: 'lives in',
    children: 'children',
    logins: 'logins',
  }
  const table = tableOf(rows, columns)
  const summary = `${families.length} families`
  if (!csv) return { summary, data: families, tables: [table] }
  const lines = [table.columns, ...table.rows].map((row) => row.map((cell) => String(cell ?? '')))
  await writePrivately(csv, Buffer.from(csvText(lines)))
  return { summary: `${summary} written to ${csv}`, data: { file: csv, count: families.length } }
}

async function show(cli: Cli, ref: string, part?: Part): Promise<Answer> {
  const family = await asWorker(cli.db, (tx) => oneFamily(tx, ref, dayOf(cli.now)))
  return showOne(cli, family, part)
}

async function showOne(cli: Cli, family: ListedFamily, part?: Part): Promise<Answer> {
  const { db, now } = cli
  return asWorker(db, async (tx) => {
    const identity = await familyIdentity(tx, family.id, dayOf(now))
    const children = await childrenOf(tx, family.id, dayOf(now))
    const more = part
      ? await readMore(cli, tx, { family, part, refs: children.map(({ ref }) => ref) })
      : { data: {}, tables: [] }
    const address = identity?.address
    const street = address
      ? [address.number, address.repetition, address.street, address.complement]
          .filter((word) => word)
          .join(' ')
      : ''
    const text = [
      `${family.name}, file ${family.fileNumber}`,
      address ? `${street}, ${address.postcode} ${address.commune}` : 'no address',
      family.separated ? 'parents live apart' : '',
    ]
      .filter((line) => line)
      .join('\n')
    const adults = (identity?.adults ?? []).map((adult) => ({
      ...adult,
      name: `${adult.firstName} ${adult.usualName}`,
      phone: displayPhone(adult.mobile ?? adult.homePhone ?? adult.workPhone ?? ''),
    }))
    const tables = [
      tableOf(adults, {
        name: 'adult',
        role: 'role',
        login: 'login',
        phone: 'phone',
        email: 'e-mail',
        birthDate: 'born',
      }),
      tableOf(children, {
        firstName: 'child',
        lastName: 'name',
        birthDate: 'born',
        level: 'level',
        className: 'class',
        school: 'school',
        ref: 'ref',
      }),
      ...more.tables,
    ]
    return { summary: '', text, data: { ...family, ...identity, children, ...more.data }, tables }
  })
}
