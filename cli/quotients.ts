import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { Command, Option } from 'commander'
import { asWorker } from '../src/db/transactions.ts'
import type { QuotientType } from '../src/households/family-model.ts'
import { familyNames, lastQuotients } from '../src/households/list-quotients.ts'
import { setQuotient } from '../src/households/set-quotient.ts'
import { addDays, dayOf } from '../src/kernel/day.ts'
import { importQuotients, type QuotientImport } from '../src/operations/imports/import-quotients.ts'
import { askFirst, withExample, type Cli, type CliRun } from './context.ts'
import { InputAnomalies } from './failures.ts'
import { oneFamily } from './one-family.ts'
import { tableOf, type Answer } from './output.ts'
import { typedDay, usageFault } from './typed.ts'
import { counted } from './counted.ts'

interface SetOptions {
  readonly from: string
  readonly to?: string
  readonly type: Lowercase<QuotientType>
}

const types = { caf: 'CAF', msa: 'MSA', communal: 'COMMUNAL' } as const

/** `preau quotients import|set|list`. */
export function quotientsCommand(run: CliRun): Command {
  const command = new Command('quotients').description('family quotients: what prices depend on')
  withExample(
    command
      .command('import')
      .description('quotients of many families, or nothing when one line is wrong')
      .argument('<file>', 'CSV: cle_famille or num_allocataire, caisse, qf, date_debut, date_fin')
      .option('--dry-run', 'tell what would change, write nothing')
      .action((file: string, options: { dryRun?: true }) =>
        run.withDatabase((cli) => importFile(cli, file, options.dryRun ?? false)),
      ),
    'preau quotients import quotients-2027.csv --dry-run',
  )
  withExample(
    command
      .command('set')
      .description('a new quotient of one family; the former ends the day before')
      .argument('<family>', 'file number, ref or login')
      .argument('<value>', 'whole euros, as the certificate says')
      .requiredOption('--from <day>', 'first day, as 2027-01-01')
      .option('--to <day>', 'last day of the certificate; until the next one when left out')
      .addOption(
        new Option('--type <fund>', 'whose it is').choices(Object.keys(types)).default('caf'),
      )
      .action((family: string, value: string, options: SetOptions) =>
        run.withDatabase((cli) => set(cli, { family, value }, options)),
      ),
    'preau quotients set 1007 735 --from 2027-01-01',
  )
  withExample(
    command
      .command('list')
      .description('the last quotient of each family, without its value')
      .option('--expiring', 'only those that end soon, or have ended, and have no successor')
      .option('--within <days>', 'how soon', '60')
      .action((options: { expiring?: true; within: string }) =>
        run.withDatabase((cli) => list(cli, options), { reading: true }),
      ),
    'preau quotients list --expiring',
  )
  return command
}

/** On a terminal it says first what would change, and asks. */
async function importFile(cli: Cli, path: string, dryRun: boolean): Promise<Answer> {
  const file = { name: basename(path), bytes: await readFile(path) }
  const take = (isDry: boolean) =>
    asWorker(cli.db, async (tx) => {
      const by = { now: cli.now, actor: cli.actor, dryRun: isDry }
      const result = accepted(await importQuotients(tx, cli.keys, file, by))
      const ids = 'entered' in result ? result.entered.map(({ householdId }) => householdId) : []
      return imported(result, await familyNames(tx, ids))
    })
  if (!dryRun) await askFirst(cli, () => take(true))
  return take(dryRun)
}

type Accepted = Exclude<QuotientImport, { readonly state: 'refused' }>

function accepted(result: QuotientImport): Accepted {
  if (result.state === 'refused') throw new InputAnomalies(result.anomalies)
  return result
}

function imported(result: Accepted, names: ReadonlyMap<number, string>): Answer {
  if (result.state === 'repeated') {
    const day = dayOf(result.appliedAt)
    return {
      summary: `Nothing to do: this very file was imported on ${day}. 0 entered, 0 ended`,
      data: { ...result, entered: [], ended: 0 },
    }
  }
  const { state, entered, ended } = result
  const rows = entered.map(({ householdId, ...one }) => ({
    ...one,
    family: names.get(householdId) ?? '',
  }))
  const head = state === 'foreseen' ? 'Dry run: would have' : 'Imported:'
  const columns = { family: 'family', type: 'fund', validFrom: 'from', validTo: 'to' }
  return {
    summary: `${head} ${entered.length} entered, ${ended} ended`,
    data: { state, entered: rows, ended },
    tables: state === 'foreseen' ? [tableOf(rows, columns)] : [],
  }
}

async function set(
  cli: Cli,
  { family, value }: { readonly family: string; readonly value: string },
  options: SetOptions,
): Promise<Answer> {
  if (!/^\d{1,5}$/.test(value))
    throw usageFault(`${value} is no quotient: whole euros, 0 to 99999`, hint)
  const validFrom = typedDay('--from', options.from)
  const validTo = options.to === undefined ? null : typedDay('--to', options.to)
  if (validTo !== null && validTo < validFrom) throw usageFault('--to is before --from', hint)
  const type = types[options.type]
  return asWorker(cli.db, async (tx) => {
    const { id, fileNumber, name } = await oneFamily(tx, family, dayOf(cli.now))
    const wanted = { householdId: id, type, value: Number(value), validFrom, validTo }
    const by = { now: cli.now, actor: cli.actor, actorKind: 'OFFICER', source: 'DECLARED' } as const
    const changed = await setQuotient(tx, wanted, by)
    const of = `${type} quotient of ${name} (${fileNumber}) from ${validFrom}`
    return {
      summary: changed ? `The ${of} is on file` : `The ${of} was on file already`,
      data: { fileNumber, type, validFrom, validTo, changed },
    }
  })
}

async function list(
  { db, now }: Cli,
  options: { readonly expiring?: true; readonly within: string },
): Promise<Answer> {
  if (!/^\d{1,4}$/.test(options.within))
    throw usageFault(`--within ${options.within} is no number of days`, hint)
  const endsBy = options.expiring ? addDays(dayOf(now), Number(options.within)) : null
  const rows = await asWorker(db, (tx) => lastQuotients(tx, { endsBy }))
  const columns = {
    fileNumber: 'file',
    family: 'family',
    type: 'fund',
    validFrom: 'from',
    validTo: 'to',
    source: 'source',
  }
  return {
    summary: counted(rows.length, 'quotient'),
    data: rows,
    tables: [tableOf(rows, columns)],
  }
}

const hint = 'preau help quotients'
