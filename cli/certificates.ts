import { Command } from 'commander'
import { issueTaxCertificates } from '../src/billing/certificates/issue-tax.ts'
import { dayOf } from '../src/kernel/day.ts'
import { decimalText } from '../src/kernel/money.ts'
import { readSettings } from '../src/settings/settings.ts'
import { withExample, type Cli, type CliRun } from './context.ts'
import { exits, Failure } from './failures.ts'
import { rolledBackWhen } from './list-files.ts'
import type { Answer } from './output.ts'

interface TaxOptions {
  readonly year: string
  readonly dryRun?: boolean
}

/** `preau certificates tax`. */
export function certificatesCommand(run: CliRun): Command {
  const command = new Command('certificates').description('what families hand to the tax office')
  withExample(
    command
      .command('tax')
      .description('issues the certificates of care paid in a year; safe to run again')
      .requiredOption('--year <year>', 'the year in which the sums were paid')
      .option('--dry-run', 'says what would be issued, writes nothing')
      .action((options: TaxOptions) => run.withDatabase((cli) => tax(cli, options))),
    'preau certificates tax --year 2026',
  )
  return command
}

async function tax(cli: Cli, { year: typed, dryRun = false }: TaxOptions): Promise<Answer> {
  const year = Number(typed)
  if (!/^20\d{2}$/.test(typed) || `${typed}-12-31` >= dayOf(cli.now)) {
    throw new Failure(exits.usage, 'BAD_YEAR', `--year ${typed} is no year that is over`, {
      hint: `preau certificates tax --year ${Number(dayOf(cli.now).slice(0, 4)) - 1}`,
    })
  }
  const report = await rolledBackWhen(dryRun, cli.db, async (tx) =>
    issueTaxCertificates(tx, await readSettings(tx, cli.keys), year, {
      now: cli.now,
      actor: cli.actor,
    }),
  )
  const { issued, totalCents, changed, withoutPayer } = report
  const remarks = [
    changed.length > 0
      ? `${changed.length} issued before say another sum than the accounts now`
      : '',
    withoutPayer.length > 0 ? `${withoutPayer.length} families have no payer` : '',
  ].filter(Boolean)
  const done = `${issued} tax certificates of ${year}, ${decimalText(totalCents)} euros`
  return {
    summary: [dryRun ? `Dry run, nothing was written: ${done}` : done, ...remarks].join('; '),
    data: { year, dryRun, ...report },
  }
}
