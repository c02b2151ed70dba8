import { Command } from 'commander'
import { recordImport } from '../src/audit/record-import.ts'
import { readFile } from 'node:fs/promises'
import { allActivities, type CatalogueActivity } from '../src/activities/catalogue.ts'
import { missingCalendars } from '../src/activities/check-calendar.ts'
import { deadlineInWords } from '../src/activities/deadline.ts'
import { checkActivities } from '../src/activities/files/read-activities.ts'
import { importActivities, type ActivitiesImport } from '../src/activities/import-activities.ts'
import type { Catalogue } from '../src/activities/model.ts'
import type { Tx } from '../src/db/connect.ts'
import { asWorker } from '../src/db/transactions.ts'
import { cancelDay } from '../src/enrolments/cancel-day.ts'
import { dayOf } from '../src/kernel/day.ts'
import { readSettings } from '../src/settings/settings.ts'
import { addDayCommands } from './activity-days.ts'
import { askFirst, withExample, type Cli, type CliBase, type CliRun } from './context.ts'
import { exits, Failure } from './failures.ts'
import { acceptFile, rolledBackWhen } from './list-files.ts'
import { tableOf, type Answer } from './output.ts'

/** `preau activities check|import|list|show|open|close-day`. */
export function activitiesCommand(run: CliRun): Command {
  const command = new Command('activities').description('what families enrol in')
  withExample(
    command
      .command('import')
      .description('brings régies, sites and activities, and opens their days')
      .argument('<file>', 'catalogue in YAML (docs/activities.md)')
      .option('--dry-run', 'says what would change')
      .action((file: string, options: { dryRun?: boolean }) =>
        run.withDatabase((cli) => importFile(cli, file, options.dryRun === true)),
      ),
    'preau activities import activities.yaml --dry-run',
  )
  withExample(
    command
      .command('check')
      .description('reads a catalogue and says what is wrong with it, with line and column')
      .argument('<file>', 'catalogue in YAML (docs/activities.md)')
      .action((file: string) => run.withConfig((cli) => checkFile(cli, file))),
    'preau activities check activities.yaml',
  )
  withExample(
    command
      .command('list')
      .description('every activity')
      .action(() => run.withDatabase(list)),
    'preau activities list',
  )
  withExample(
    command
      .command('show')
      .description('units, groups, periods and deadlines of an activity')
      .argument('<code>', 'code of the activity')
      .action((code: string) => run.withDatabase((cli) => show(cli, code))),
    'preau activities show cantine',
  )
  addDayCommands(command, run)
  return command
}

async function checkFile({ output }: CliBase, file: string): Promise<Answer> {
  const { catalogue, anomalies } = checkActivities(await readFile(file, 'utf8'), file)
  acceptFile(output, anomalies)
  const codes = catalogue.activities.map((activity) => activity.code)
  return { summary: `${codes.length} activities, nothing wrong`, data: { activities: codes } }
}

/** On a terminal it says first what would change, and asks. */
async function importFile(cli: Cli, file: string, dryRun: boolean): Promise<Answer> {
  const { catalogue, anomalies } = checkActivities(await readFile(file, 'utf8'), file)
  acceptFile(cli.output, anomalies)
  const take = (isDry: boolean) =>
    rolledBackWhen(isDry, cli.db, (tx) => importInto(tx, cli, catalogue))
  if (!dryRun) await askFirst(cli, async () => imported(await take(true), true))
  const done = await take(dryRun)
  for (const name of done.keptThoughUnnamed) {
    cli.output.note(`warning: ${name} is not in the file; it is kept, because families may hold it`)
  }
  if (done.days.keptBecauseBooked > 0) {
    cli.output.note(
      `warning: ${done.days.keptBecauseBooked} booked days are no longer open in the file; they are kept`,
    )
  }
  return imported(done, dryRun)
}

type Done = Omit<ActivitiesImport, 'newlyClosed'> & { readonly bookingsCancelled: number }

function imported(done: Done, dryRun: boolean): Answer {
  const { opened, removed, closed } = done.days
  const days = `${opened} days opened, ${removed} removed, ${closed} closed`
  const bookings = `${done.bookingsCancelled} bookings cancelled`
  return {
    summary: `${dryRun ? 'Dry run, nothing was written: ' : ''}${done.activities.length} activities, ${days}, ${bookings}`,
    data: { dryRun, ...done },
  }
}

/** A day that the file closes is closed as by `close-day`: what was booked on it is cancelled, and the families are told. */
async function importInto(tx: Tx, cli: Cli, catalogue: Catalogue): Promise<Done> {
  const place = (await readSettings(tx, cli.keys)).calendar
  const missing = await missingCalendars(tx, catalogue.activities, place)
  if (missing.length > 0) {
    throw new Failure(
      exits.refused,
      'CALENDAR_MISSING',
      `No calendar for the periods: ${missing.join('; ')}`,
      {
        hint: 'preau calendar import calendars.json',
        details: { missing },
      },
    )
  }
  const { newlyClosed, ...done } = await importActivities(tx, catalogue, { place, now: cli.now })
  await recordImport(tx, 'activities', catalogue, cli)
  let bookingsCancelled = 0
  for (const day of newlyClosed) bookingsCancelled += await cancelDay(tx, day, cli)
  return { ...done, bookingsCancelled }
}

async function list(cli: Cli): Promise<Answer> {
  const activities = await asWorker(cli.db, (tx) => allActivities(tx, dayOf(cli.now)))
  const rows = activities.map((activity) => ({
    code: activity.code,
    name: activity.name,
    kind: activity.kind,
    decision: activity.decision,
    units: activity.units.map((unit) => unit.code).join(', '),
    periods: activity.periods.map((period) => period.label).join(', '),
  }))
  const labels = {
    code: 'code',
    name: 'name',
    kind: 'kind',
    decision: 'decision',
    units: 'units',
    periods: 'periods',
  }
  return { summary: `${rows.length} activities`, data: activities, tables: [tableOf(rows, labels)] }
}

async function show(cli: Cli, code: string): Promise<Answer> {
  const activities = await asWorker(cli.db, (tx) => allActivities(tx, dayOf(cli.now)))
  const activity = activities.find((one) => one.code === code)
  if (!activity) {
    throw new Failure(exits.notFound, 'NOT_FOUND', `There is no activity ${code}`, {
      hint: 'preau activities list',
    })
  }
  return {
    summary: `${activity.name} (${activity.code})`,
    data: activity,
    tables: [
      tableOf(activity.units, {
        code: 'unit',
        label: 'label',
        kind: 'kind',
        fromTime: 'from',
        toTime: 'to',
      }),
      tableOf(activity.groups, { code: 'group', name: 'name', siteName: 'site', levels: 'levels' }),
      tableOf(activity.periods, { label: 'period', firstDay: 'first day', lastDay: 'last day' }),
      tableOf(deadlineRows(activity), {
        action: 'deadline',
        unit: 'unit',
        words: 'until (as parents read it)',
      }),
    ],
  }
}

function deadlineRows({ deadlines, units }: CatalogueActivity) {
  return deadlines.map(({ action, unitId, rule }) => ({
    action,
    unit: units.find((unit) => unit.id === unitId)?.code ?? 'all',
    words: deadlineInWords(rule),
  }))
}
