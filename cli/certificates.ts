import { Command } from 'commander'
import { issueTaxCertificates } from '../src/billing/certificates/issue-tax.ts'
import { issueAttendanceCertificate } from '../src/billing/certificates/issue-attendance.ts'
import { asWorker } from '../src/db/transactions.ts'
import { dayOf, isDay } from '../src/kernel/day.ts'
import { isRef } from '../src/kernel/ids.ts'
import { decimalText } from '../src/kernel/money.ts'
import { readSettings } from '../src/settings/settings.ts'
import { askFirst, withExample, type Cli, type CliRun } from './context.ts'
import { exits, Failure } from './failures.ts'
import { rolledBackWhen } from './list-files.ts'
import type { Answer } from './output.ts'

interface TaxOptions {
  readonly year: string
  readonly dryRun?: boolean
}

interface AttendanceOptions {
  readonly child: string
  readonly from: string
  readonly to: string
  readonly file?: string
}

/** `preau certificates tax|attendance`. */
export function certificatesCommand(run: CliRun): Command {
  const command = new Command('certificates').description(
    'what families hand to the tax office, an employer, a judge',
  )
  withExample(
    command
      .command('tax')
      .description('issues the certificates of care paid in a year; safe to run again')
      .requiredOption('--year <year>', 'the year in which the sums were paid')
      .option('--dry-run', 'says what would be issued, writes nothing')
      .action((options: TaxOptions) => run.withDatabase((cli) => tax(cli, options))),
    'preau certificates tax --year 2026',
  )
  withExample(
    command
      .command('attendance')
      .description('certifies the days on which a child was there, as the teams recorded them')
      .requiredOption('--child <ref>', 'of the child: preau families show prints it')
      .requiredOption('--from <day>', 'first day')
      .requiredOption('--to <day>', 'last day')
      .option('--file <number>', 'the family that gets it; else the first one of the child')
      .action((options: AttendanceOptions) => run.withDatabase((cli) => attendance(cli, options))),
    'preau certificates attendance --child 6f1c2d3e-4b5a-4c6d-8e7f-0a1b2c3d4e5f --from 2026-09-01 --to 2026-11-30',
  )
  return command
}

async function attendance(cli: Cli, options: AttendanceOptions): Promise<Answer> {
  const { child, from, to, file } = options
  const isGood =
    isRef(child) &&
    isDay(from) &&
    isDay(to) &&
    from <= to &&
    to <= dayOf(cli.now) &&
    (file === undefined || /^\d{1,9}$/.test(file))
  if (!isGood) {
    throw new Failure(exits.usage, 'USAGE', '--child, --from, --to or --file is not right', {
      hint: 'days are YYYY-MM-DD and over; preau families show prints the ref of a child',
    })
  }
  const asked = {
    childRef: child,
    from,
    to,
    ...(file === undefined ? {} : { fileNumber: Number(file) }),
  }
  const by = { now: cli.now, actor: cli.actor }
  const issued = await asWorker(cli.db, async (tx) =>
    issueAttendanceCertificate(tx, await readSettings(tx, cli.keys), asked, by),
  )
  const days = issued.days.map((one) => `${one.name} ${one.days}`).join(', ')
  return { summary: `${issued.number} for ${issued.child}, days: ${days}`, data: issued }
}

async function tax(cli: Cli, { year: typed, dryRun = false }: TaxOptions): Promise<Answer> {
  const year = Number(typed)
  if (!/^20\d{2}$/.test(typed) || `${typed}-12-31` >= dayOf(cli.now)) {
    throw new Failure(exits.usage, 'BAD_YEAR', `--year ${typed} is no year that is over`, {
      hint: `preau certificates tax --year ${Number(dayOf(cli.now).slice(0, 4)) - 1}`,
    })
  }
  if (!dryRun) await askFirst(cli, () => issueTax(cli, year, true))
  return issueTax(cli, year, dryRun)
}

async function issueTax(cli: Cli, year: number, dryRun: boolean): Promise<Answer> {
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
