import type { Anomaly } from '../households/family-model.ts'
import { isMonth, parseDay, type Day, isDay } from '../kernel/day.ts'
import { matchKey, tidyText } from '../kernel/text.ts'
import { clockIn, excuseOf, markOf } from './attendance-mark.ts'
import type {
  AttendanceEntry,
  AttendanceTable,
  ChildName,
  Mark,
  Place,
} from './attendance-model.ts'

export interface ReadAttendance {
  readonly entries: readonly AttendanceEntry[]
  readonly anomalies: readonly Anomaly[]
}

/**
 * Reads the lines of an attendance file (docs/attendance.md): one line a child, day and unit, or one line a child
 * and unit with the days of a month in columns `1` to `31`. Knows the format only, not who or what exists.
 */
export function readAttendance(table: AttendanceTable, today: Day): ReadAttendance {
  const columns = columnsOf(table)
  if (columns.missing) return { entries: [], anomalies: [columns.missing] }
  const anomalies: Anomaly[] = []
  const entries = table.rows.flatMap((row) => {
    const reader = lineReader(table, columns, row, anomalies)
    return columns.isMonthly ? monthlyEntries(reader, today) : dailyEntry(reader, today)
  })
  return { entries, anomalies }
}

interface Columns {
  readonly at: ReadonlyMap<string, number>
  readonly isMonthly: boolean
  readonly missing: Anomaly | null
}

function columnsOf(table: AttendanceTable): Columns {
  const at = new Map(table.header.map((name, position) => [keyOf(name), position] as const))
  const isMonthly = at.has('MOIS')
  const wanted = isMonthly ? ['mois', 'activite'] : ['jour', 'activite', 'etat']
  const lacking = wanted.filter((name) => !at.has(keyOf(name)))
  const named =
    at.has('INE') ||
    (at.has('PRENOM') && (at.has('DOSSIER') || (at.has('NOM') && at.has('DATE NAISSANCE'))))
  if (lacking.length > 0)
    return {
      at,
      isMonthly,
      missing: headerFault(table, `the column ${lacking.join(', ')} is missing`),
    }
  if (named) return { at, isMonthly, missing: null }
  const message =
    'no columns name the child: ine; or nom, prenom and date_naissance; or dossier and prenom'
  return { at, isMonthly, missing: headerFault(table, message) }
}

function headerFault(table: AttendanceTable, message: string): Anomaly {
  return {
    file: table.file,
    line: 1,
    column: null,
    message,
    hint: 'docs/attendance.md shows both forms',
  }
}

function keyOf(header: string): string {
  return matchKey(header.replace(/[_\uFEFF]/g, ' '))
}

interface LineReader {
  readonly line: number
  readonly cell: (name: string) => string
  readonly place: (name: string) => Place
  readonly fault: (name: string, message: string, hint: string) => void
}

function lineReader(
  table: AttendanceTable,
  columns: Columns,
  row: AttendanceTable['rows'][number],
  anomalies: Anomaly[],
): LineReader {
  const position = (name: string) => columns.at.get(keyOf(name))
  const place = (name: string): Place => {
    const at = position(name)
    return { line: row.line, column: at === undefined ? null : tidyText(table.header[at] ?? name) }
  }
  return {
    line: row.line,
    cell: (name) => tidyText(row.cells[position(name) ?? -1] ?? ''),
    place,
    fault: (name, message, hint) =>
      void anomalies.push({ file: table.file, ...place(name), message, hint }),
  }
}

function dailyEntry(reader: LineReader, today: Day): AttendanceEntry[] {
  const child = childIn(reader)
  const activityCode = activityIn(reader)
  const day = dayIn(reader, today)
  const mark = dailyMark(reader)
  if (!child || !activityCode || !day || !mark) return []
  return [
    { place: reader.place('etat'), child, activityCode, unitCode: reader.cell('unite'), day, mark },
  ]
}

function dayIn(reader: LineReader, today: Day): Day | null {
  const day = parseDay(reader.cell('jour'))
  if (!day) return refuse(reader, 'jour', 'this day does not exist', 'write it as JJ/MM/AAAA')
  return day <= today
    ? day
    : refuse(reader, 'jour', 'this day is still to come', 'attendance is recorded afterwards')
}

function dailyMark(reader: LineReader): Mark | null {
  const mark = markOf(reader.cell('etat'))
  if (!mark)
    return refuse(
      reader,
      'etat',
      'this state is not known',
      'write P (present), A (absent) or E (excused)',
    )
  const reason = reader.cell('motif')
  const excuse = reason === '' ? mark.excuse : excuseOf(reason)
  if (reason !== '' && excuse === null)
    return refuse(reader, 'motif', 'this reason is not known', 'docs/attendance.md lists them')
  if (mark.state === 'PRESENT' && excuse !== null) {
    return refuse(
      reader,
      'motif',
      'a child who was there has no excuse',
      'leave the reason empty, or write E as the state',
    )
  }
  const arrived = clockAt(reader, 'arrivee', mark.arrived)
  const leftAt = clockAt(reader, 'depart', mark.leftAt)
  if (arrived === undefined || leftAt === undefined) return null
  if (arrived && leftAt && leftAt < arrived)
    return refuse(reader, 'depart', 'the child left before arriving', 'check both times')
  // « A » with a reason is an absence that the town hall has excused.
  return { state: mark.state, excuse, arrived, leftAt }
}

/** Undefined: a fault was noted. */
function clockAt(
  reader: LineReader,
  name: string,
  otherwise: string | null,
): string | null | undefined {
  const text = reader.cell(name)
  if (text === '') return otherwise
  const clock = clockIn(text)
  if (clock) return clock
  reader.fault(name, 'this is no time', 'write it as 16:30')
  return undefined
}

function monthlyEntries(reader: LineReader, today: Day): AttendanceEntry[] {
  const child = childIn(reader)
  const activityCode = activityIn(reader)
  const month = reader.cell('mois')
  if (!isMonth(month)) {
    reader.fault('mois', 'this is no month', 'write it as AAAA-MM')
    return []
  }
  if (!child || !activityCode) return []
  const unitCode = reader.cell('unite')
  return Array.from({ length: 31 }, (_, index) => String(index + 1)).flatMap((date) => {
    const mark = monthlyMark(reader, date, { month, today })
    const day = `${month}-${date.padStart(2, '0')}`
    return mark ? [{ place: reader.place(date), child, activityCode, unitCode, day, mark }] : []
  })
}

function monthlyMark(
  reader: LineReader,
  date: string,
  { month, today }: { month: string; today: Day },
): Mark | null {
  const text = reader.cell(date)
  if (text === '') return null
  const day = `${month}-${date.padStart(2, '0')}`
  if (!isDay(day)) return refuse(reader, date, 'this day does not exist', 'empty the cell')
  if (day > today)
    return refuse(reader, date, 'this day is still to come', 'attendance is recorded afterwards')
  return (
    markOf(text) ??
    refuse(
      reader,
      date,
      'this mark is not known',
      'write P, A, E, a letter of docs/attendance.md or 16:30-18:00',
    )
  )
}

function activityIn(reader: LineReader): string | null {
  const code = reader.cell('activite')
  return code === ''
    ? refuse(reader, 'activite', 'the activity is missing', 'preau activities list')
    : code
}

function childIn(reader: LineReader): ChildName | null {
  const ine = reader.cell('ine').toUpperCase().replace(/\s/g, '') || null
  const typedDate = reader.cell('date_naissance')
  const birthDate = typedDate === '' ? null : parseDay(typedDate)
  if (typedDate !== '' && !birthDate)
    return refuse(reader, 'date_naissance', 'this date does not exist', 'write it as JJ/MM/AAAA')
  const file = reader.cell('dossier')
  if (!/^\d{0,9}$/.test(file))
    return refuse(reader, 'dossier', 'this is no file number', 'preau families list')
  const name = {
    ine,
    lastName: reader.cell('nom'),
    firstName: reader.cell('prenom'),
    birthDate,
    fileNumber: file === '' ? null : Number(file),
  }
  const byBirth = name.lastName !== '' && name.firstName !== '' && birthDate !== null
  const byFile = name.firstName !== '' && name.fileNumber !== null
  const column = ine ? 'ine' : byBirth ? 'nom' : byFile ? 'dossier' : 'prenom'
  if (ine || byBirth || byFile) return { ...name, place: reader.place(column) }
  return refuse(
    reader,
    'prenom',
    'the child is not named',
    'give the INE; or name, first name and birth date; or file number and first name',
  )
}

function refuse(reader: LineReader, name: string, message: string, hint: string): null {
  reader.fault(name, message, hint)
  return null
}
