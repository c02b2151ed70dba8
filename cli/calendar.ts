import { Command } from 'commander'
import { recordImport } from '../src/audit/record-import.ts'
import { readFile } from 'node:fs/promises'
import { schoolHolidays, publicHolidays } from '../src/activities/calendar/days.ts'
import { importCalendar } from '../src/activities/calendar/import-calendar.ts'
import { readCalendar } from '../src/activities/calendar/read-calendar.ts'
import { asWorker } from '../src/db/transactions.ts'
import { renewCustodyDays } from '../src/enrolments/decide-custody.ts'
import { dayOf, schoolYearOf } from '../src/kernel/day.ts'
import { readSettings } from '../src/settings/settings.ts'
import { withExample, type Cli, type CliRun } from './context.ts'
import { exits, Failure } from './failures.ts'
import { acceptFile, rolledBackWhen } from './list-files.ts'
import { tableOf, type Answer } from './output.ts'

/** `preau calendar import|list`. */
export function calendarCommand(run: CliRun): Command {
  const command = new Command('calendar').description('school and public holidays')
  withExample(
    command
      .command('import')
      .description('brings school holidays by zone and public holidays by territory')
      .argument('<file>', 'calendars as JSON or YAML')
      .option('--dry-run', 'says what would change')
      .action((file: string, options: { dryRun?: boolean }) =>
        run.withDatabase((cli) => importFile(cli, file, options.dryRun === true)),
      ),
    'preau calendar import calendars.json',
  )
  withExample(
    command
      .command('list')
      .description("the commune's holidays of a school year")
      .option('--year <year>', 'the year in which the school year starts')
      .action((options: { year?: string }) => run.withDatabase((cli) => list(cli, options.year))),
    'preau calendar list --year 2026',
  )
  return command
}

async function importFile(cli: Cli, file: string, dryRun: boolean): Promise<Answer> {
  const calendar = readCalendar(await readFile(file, 'utf8'), file)
  acceptFile(cli.output, calendar.anomalies)
  const { custodies, ...changed } = await rolledBackWhen(dryRun, cli.db, async (tx) => {
    const imported = await importCalendar(tx, calendar)
    await recordImport(tx, 'calendar', calendar, cli)
    const { zone } = (await readSettings(tx, cli.keys)).calendar
    return {
      ...imported,
      custodies: await renewCustodyDays(tx, 'HOLIDAYS', { now: cli.now, zone }),
    }
  })
  const rows = [
    { what: 'school holidays', ...changed.schoolHolidays },
    { what: 'public holidays', ...changed.publicHolidays },
  ]
  const labels = { what: '', added: 'added', removed: 'removed', unchanged: 'unchanged' }
  const again = `import the activities again to open and close their days${custodyWords(custodies)}`
  return {
    summary: dryRun ? 'Dry run: nothing was written' : `Calendars imported; ${again}`,
    data: { dryRun, ...changed, custodies },
    tables: [tableOf(rows, labels)],
  }
}

/** Children in alternating custody whose halves of the holidays moved. */
function custodyWords(children: number): string {
  return children === 0 ? '' : `; the days of ${children} children in alternating custody changed`
}

async function list(cli: Cli, typedYear: string | undefined): Promise<Answer> {
  if (typedYear !== undefined && !/^20\d{2}$/.test(typedYear)) {
    throw new Failure(exits.usage, 'BAD_YEAR', `--year ${typedYear} is no year`, {
      hint: 'preau calendar list --year 2026',
    })
  }
  const year = Number(typedYear ?? schoolYearOf(dayOf(cli.now)))
  const range = { from: `${year}-08-01`, to: `${year + 1}-08-31` }
  return asWorker(cli.db, async (tx) => {
    const { zone, territory } = (await readSettings(tx, cli.keys)).calendar
    const school = await schoolHolidays(tx, zone, range)
    const named = await publicHolidays(tx, territory, range)
    const days = Array.from(named, ([day, label]) => ({ day, label }))
    return {
      summary: `${school.length} school holidays of zone ${zone}, ${days.length} public holidays of ${territory}`,
      data: { zone, territory, schoolHolidays: school, publicHolidays: days },
      tables: [
        tableOf(school, { label: 'school holiday', firstDay: 'first day', lastDay: 'last day' }),
        tableOf(days, { day: 'public holiday', label: 'name' }),
      ],
    }
  })
}
