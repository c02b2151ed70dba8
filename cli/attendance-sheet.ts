import type { Command } from 'commander'
import { asWorker } from '../src/db/transactions.ts'
import { daySheetPaper, daySheetRows } from '../src/enrolments/day-sheet-paper.ts'
import { daySheet, type DaySheet } from '../src/enrolments/day-sheet.ts'
import { csvText } from '../src/kernel/csv.ts'
import { dayOf } from '../src/kernel/day.ts'
import { openPdfRenderer } from '../src/pdf.ts'
import { readSettings } from '../src/settings/settings.ts'
import { withExample, type Cli, type CliRun } from './context.ts'
import { requireFolder, writePrivately } from './letter-files.ts'
import { tableOf, type Answer } from './output.ts'
import { typedDay } from './typed.ts'

interface SheetOptions {
  readonly date?: string
  readonly activity: string
  readonly pdf?: string
  readonly csv?: string
  /** False: `--no-health`. */
  readonly health: boolean
}

/** `preau attendance sheet`: who is awaited, with what the team must know. */
export function addSheet(command: Command, run: CliRun): void {
  withExample(
    command
      .command('sheet')
      .description('the list of a day by site and group, with allergies, PAI and who may fetch')
      .requiredOption('--activity <code>', 'of one activity')
      .option('--date <day>', 'YYYY-MM-DD; today unless told otherwise')
      .option('--pdf <file>', 'writes it as a PDF, a group a page')
      .option('--csv <file>', 'writes it for a spreadsheet')
      .option('--no-health', 'without allergies and PAI: no reason is asked for')
      .action((options: SheetOptions) =>
        run.withDatabase(
          (cli) => sheet(cli, options),
          options.health ? { sensitive: 'health' } : {},
        ),
      ),
    'preau attendance sheet --activity cantine --date 2026-12-07 --pdf cantine.pdf --reason "service du jour"',
  )
}

async function sheet(cli: Cli, options: SheetOptions): Promise<Answer> {
  const { db, keys, now, actor, reason } = cli
  const day = options.date === undefined ? dayOf(now) : typedDay('--date', options.date)
  for (const file of [options.pdf, options.csv]) if (file) await requireFolder(file)
  const reader = { now, actorKind: 'OFFICER', actor, purpose: reason ?? '' } as const
  const read = await asWorker(db, (tx) =>
    daySheet(tx, { activityCode: options.activity, day }, options.health ? { keys, reader } : null),
  )
  const files = await writeFiles(cli, read, options)
  const count = read.groups.reduce((sum, group) => sum + group.children.length, 0)
  const written = files.length > 0 ? `, written to ${files.join(' and ')}` : ''
  return {
    summary: `${count} children in ${read.groups.length} groups on ${day}${written}`,
    data: read,
    tables: files.length > 0 ? [] : read.groups.map(tableOfGroup),
  }
}

async function writeFiles(cli: Cli, read: DaySheet, options: SheetOptions): Promise<string[]> {
  const files: string[] = []
  if (options.csv) {
    await writePrivately(options.csv, Buffer.from(csvText(daySheetRows(read))))
    files.push(options.csv)
  }
  if (options.pdf) {
    const settings = await asWorker(cli.db, (tx) => readSettings(tx, cli.keys))
    const renderer = openPdfRenderer()
    try {
      const paper = daySheetPaper(read, settings, dayOf(cli.now))
      await writePrivately(options.pdf, await renderer.render('day-sheet', paper))
    } finally {
      renderer.close()
    }
    files.push(options.pdf)
  }
  return files
}

function tableOfGroup({ site, group, children }: DaySheet['groups'][number]) {
  const rows = children.map((child) => ({
    child: `${child.lastName} ${child.firstName}`,
    units: child.units.map((unit) => unit.label).join(', '),
    absence: child.absence ?? '',
    alerts: [
      child.health?.careProtocol ? `PAI ${child.health.careProtocol.mealMode}` : '',
      ...(child.health?.allergies.map((allergy) => allergy.label) ?? []),
    ]
      .filter(Boolean)
      .join(', '),
    leftEarly: child.units
      .filter((unit) => unit.leftEarly)
      .map((unit) => unit.leftAt)
      .join(', '),
    fetch: child.fetchedBy.map((person) => person.name).join(', '),
  }))
  return tableOf(
    rows,
    {
      child: 'child',
      units: 'booked',
      absence: 'absence',
      alerts: 'alerts',
      leftEarly: 'left early',
      fetch: 'may fetch',
    },
    `${site}, ${group}`,
  )
}
