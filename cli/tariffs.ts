import { Command } from 'commander'
import { recordImport } from '../src/audit/record-import.ts'
import { readFile } from 'node:fs/promises'
import { asWorker } from '../src/db/transactions.ts'
import { checkTariffs } from '../src/pricing/lists/check.ts'
import { importTariffs, type TariffImport } from '../src/pricing/lists/import.ts'
import { knownActivities } from '../src/pricing/lists/known-activities.ts'
import { listTariffs } from '../src/pricing/lists/list.ts'
import { withExample, type Cli, type CliRun } from './context.ts'
import { InputAnomalies } from './failures.ts'
import { acceptFile, rolledBackWhen } from './list-files.ts'
import { tableOf, type Answer } from './output.ts'
import { explainPrice, type Explained } from './tariffs-explain.ts'

/** `preau tariffs check|import|list|explain`. */
export function tariffsCommand(run: CliRun): Command {
  const command = new Command('tariffs').description('price lists')
  withExample(
    command
      .command('check')
      .description('says what is wrong with a price list, holes and overlaps included')
      .argument('<file>', 'price list in YAML (docs/tariffs.md)')
      .action((file: string) => run.withDatabase((cli) => check(cli, file))),
    'preau tariffs check tariffs.yaml',
  )
  withExample(
    command
      .command('import')
      .description(
        'brings a price list; prices that bills used are closed and followed, never changed',
      )
      .argument('<file>', 'price list in YAML (docs/tariffs.md)')
      .option('--dry-run', 'says what would change')
      .action((file: string, options: { dryRun?: boolean }) =>
        run.withDatabase((cli) => importFile(cli, file, options.dryRun === true)),
      ),
    'preau tariffs import tariffs.yaml --dry-run',
  )
  withExample(
    command
      .command('list')
      .description('every tariff with its days')
      .action(() => run.withDatabase(list)),
    'preau tariffs list',
  )
  withExample(
    command
      .command('explain')
      .description("each step of a child's price on a day; asks for --reason")
      .requiredOption('--child <ref>', 'reference or name of the child')
      .requiredOption('--activity <code>', 'code of the activity')
      .requiredOption('--date <day>', 'the day, as 2026-11-16')
      .action((options: Explained) =>
        run.withDatabase((cli) => explainPrice(cli, options), {
          sensitive: 'fiscal',
          reading: true,
        }),
      ),
    'preau tariffs explain --child "Martin Zoé" --activity cantine --date 2026-11-16 --reason "call of 17 November"',
  )
  return command
}

async function readFileOf(cli: Cli, file: string) {
  const text = await readFile(file, 'utf8')
  const activities = await asWorker(cli.db, knownActivities)
  return checkTariffs(text, file, activities)
}

/** Warnings are the answer here, not remarks: a hole in the published list is what the officer asks about. */
async function check(cli: Cli, file: string): Promise<Answer> {
  const { name, tariffs, anomalies, isAcceptable } = await readFileOf(cli, file)
  if (!isAcceptable) throw new InputAnomalies(anomalies)
  const labels = { line: 'line', column: 'column', message: 'warning', hint: 'what to do' }
  return {
    summary: `${name}: ${tariffs.length} tariffs, no error, ${anomalies.length} warnings`,
    data: {
      name,
      tariffs: tariffs.map(({ code, activityCode }) => `${activityCode}/${code}`),
      warnings: anomalies,
    },
    tables: [tableOf(anomalies, labels)],
  }
}

async function importFile(cli: Cli, file: string, dryRun: boolean): Promise<Answer> {
  const { name, tariffs, anomalies } = await readFileOf(cli, file)
  acceptFile(cli.output, anomalies)
  const bring = (isDry: boolean) =>
    rolledBackWhen(isDry, cli.db, async (tx) => {
      await recordImport(tx, 'tariffs', tariffs, cli)
      return importTariffs(tx, tariffs)
    })
  const foreseen = await bring(true)
  const anew = billedAnew(foreseen)
  if (anew && !dryRun) await cli.confirm(`${name}${anew}. Go on?`)
  const done = dryRun ? foreseen : await bring(false)
  const { added, superseded, unchanged } = done
  const counts = `${added.length} added, ${superseded.length} superseded, ${unchanged.length} unchanged`
  return {
    summary: `${dryRun ? 'Dry run, nothing was written: ' : ''}${name}: ${counts}${anew}`,
    data: { dryRun, name, ...done },
  }
}

/** A price that reaches back into billed days changes bills that families have. */
function billedAnew({ billedAnew: families }: TariffImport): string {
  if (families === 0) return ''
  return `; ${families} families were billed by the former prices for days of the new ones: their next bill corrects the last three months`
}

async function list(cli: Cli): Promise<Answer> {
  const rows = await asWorker(cli.db, listTariffs)
  const labels = {
    activity: 'activity',
    code: 'code',
    version: 'version',
    label: 'label',
    method: 'method',
    brackets: 'brackets',
    validFrom: 'from',
    validTo: 'to',
    isUsed: 'used',
  }
  return { summary: `${rows.length} tariffs`, data: rows, tables: [tableOf(rows, labels)] }
}
