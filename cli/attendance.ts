import { Command } from 'commander'
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { asWorker } from '../src/db/transactions.ts'
import {
  attendanceSteps,
  importAttendance,
  type AttendanceImport,
} from '../src/enrolments/import-attendance.ts'
import { sheetStates } from '../src/enrolments/unchecked.ts'
import { dayOf, firstDayOf, isMonth, lastDayOf, monthOf } from '../src/kernel/day.ts'
import { readTable } from '../src/operations/imports/table.ts'
import { addSheet } from './attendance-sheet.ts'
import { askFirst, withExample, type Cli, type CliRun } from './context.ts'
import { exits, Failure, InputAnomalies } from './failures.ts'
import { tableOf, type Answer } from './output.ts'
import { typedDay } from './typed.ts'

interface ListOptions {
  readonly unchecked?: boolean
  readonly month?: string
  readonly date?: string
}

/** `preau attendance import|list|sheet`. */
export function attendanceCommand(run: CliRun): Command {
  const command = new Command('attendance').description('who was there')
  withExample(
    command
      .command('import')
      .description('records the attendance of a file; nothing is written when something is wrong')
      .argument('<file>', 'CSV, a line a day or a line a month (docs/attendance.md)')
      .option('--dry-run', 'says what would be recorded')
      .action((file: string, options: { dryRun?: boolean }) =>
        run.withDatabase((cli) => importFile(cli, file, options.dryRun === true)),
      ),
    'preau attendance import pointage-2026-11.csv --dry-run',
  )
  withExample(
    command
      .command('list')
      .description('bookings and attendance by day; this month unless told otherwise')
      .option('--unchecked', 'only days on which somebody is booked and not checked')
      .option('--month <month>', 'YYYY-MM')
      .option('--date <day>', 'YYYY-MM-DD')
      .action((options: ListOptions) => run.withDatabase((cli) => list(cli, options))),
    'preau attendance list --unchecked --month 2026-11',
  )
  addSheet(command, run)
  return command
}

async function importFile(cli: Cli, file: string, isDryRun: boolean): Promise<Answer> {
  const table = readTable({ name: basename(file), bytes: await readFile(file) })
  if (!table.ok) throw new InputAnomalies(table.anomalies)
  const take = async (dryRun: boolean): Promise<Answer> => {
    const progress = cli.output.progress(dryRun ? 'Comparing' : 'Recording', attendanceSteps)
    const onStep = () => progress.step()
    const { now, actor } = cli
    const done = await asWorker(cli.db, (tx) =>
      importAttendance(tx, table.table, { now, actor, isDryRun: dryRun, onStep }),
    ).finally(progress.end)
    if (!done.ok) throw new InputAnomalies(done.anomalies)
    return { summary: summaryOf(done, dryRun), data: { dryRun, ...done.counts } }
  }
  if (!isDryRun) await askFirst(cli, () => take(true))
  return take(isDryRun)
}

function summaryOf({ counts }: Extract<AttendanceImport, { ok: true }>, isDryRun: boolean): string {
  const { recorded, corrected, unchanged, notBooked, excused, late, firstDay, lastDay } = counts
  const days = firstDay ? `, from ${firstDay} to ${lastDay}` : ''
  const changed = `${recorded} recorded, ${corrected} corrected, ${unchanged} unchanged${days}`
  return `${isDryRun ? 'Dry run, nothing was written: ' : ''}${changed}; ${notBooked} present without a booking, ${excused} excused, ${late} picked up late`
}

async function list(cli: Cli, options: ListOptions): Promise<Answer> {
  const range = rangeOf(cli, options)
  const onlyUnchecked = options.unchecked === true
  const rows = await asWorker(cli.db, (tx) => sheetStates(tx, { ...range, onlyUnchecked }))
  const unchecked = rows.reduce((sum, row) => sum + row.unchecked, 0)
  return {
    summary: `${rows.length} days and units, ${unchecked} bookings unchecked`,
    data: rows,
    tables: [
      tableOf(rows, {
        day: 'day',
        activity: 'activity',
        unit: 'unit',
        booked: 'booked',
        present: 'present',
        absent: 'absent',
        notBooked: 'not booked',
        unchecked: 'unchecked',
      }),
    ],
  }
}

/** Days to come are booked and cannot be checked yet: a month ends today. */
function rangeOf(cli: Cli, { month, date }: ListOptions): { from: string; to: string } {
  if (date !== undefined) {
    const day = typedDay('--date', date)
    return { from: day, to: day }
  }
  const today = dayOf(cli.now)
  if (month !== undefined && !isMonth(month)) throw badDay(`--month ${month} is no month`)
  const wanted = month ?? monthOf(today)
  const last = lastDayOf(wanted)
  return { from: firstDayOf(wanted), to: last < today ? last : today }
}

function badDay(message: string): Failure {
  return new Failure(exits.usage, 'BAD_DAY', message, {
    hint: 'preau attendance list --month 2026-11',
  })
}
