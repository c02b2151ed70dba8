import { html as exactly } from 'hono/html'
import type { FC } from 'hono/jsx'
import type {
  CalendarDay,
  CalendarMonth,
  CalendarWeek,
} from '../../src/enrolments/calendar-month.ts'
import { addDays, weekdayOf, type Day } from '../../src/kernel/day.ts'
import { dayInWords, daysInWords } from '../../src/kernel/french.ts'
import { remembered } from '../../src/kernel/remembered.ts'
import { dayLine } from './calendar-slot.tsx'
import { deadlineWords, lower } from './calendar-words.ts'

export interface CalendarTableProps {
  readonly month: CalendarMonth
  readonly ticked: ReadonlySet<string>
}

const names = ['Lundi', 'Mardi', 'Mercredi', 'Jeudi', 'Vendredi', 'Samedi', 'Dimanche']

/** The month: a week a row, weeks that are over in a body of their own, which a phone shows on demand. */
export const CalendarTable: FC<CalendarTableProps> = ({ month, ticked }) => {
  const rows = rowsOf(month.weeks)
  const isOver = (row: WeekRow) => lastDayOfRow(row) < month.today
  const over = rows.filter(isOver)
  const ahead = rows.filter((row) => !isOver(row))
  const hasBoth = over.length > 0 && ahead.length > 0
  return (
    <>
      {hasBoth && (
        <p class="show-past">
          <a href="#semaines-passees">Voir les semaines passées</a>
        </p>
      )}
      <table class="calendar" aria-labelledby="mois-affiche">
        <thead>
          <tr>
            <th scope="col" class="week-name">
              <span>Semaine</span>
            </th>
            {month.weekdays.map((weekday) => (
              <th scope="col" class={isNarrow(month, weekday) ? 'wed' : undefined}>
                {names[weekday - 1]}
              </th>
            ))}
          </tr>
        </thead>
        {over.length > 0 && (
          <tbody class={hasBoth ? 'past-weeks' : undefined} id="semaines-passees">
            {over.map((row) => (
              <Week row={row} month={month} ticked={ticked} />
            ))}
          </tbody>
        )}
        {ahead.length > 0 && (
          <tbody>
            {ahead.map((row) => (
              <Week row={row} month={month} ticked={ticked} />
            ))}
          </tbody>
        )}
      </table>
    </>
  )
}

/** Weeks of one holiday that follow each other are one row. */
interface WeekRow {
  readonly weeks: readonly CalendarWeek[]
}

function rowsOf(weeks: readonly CalendarWeek[]): WeekRow[] {
  const rows: { weeks: CalendarWeek[] }[] = []
  for (const week of weeks) {
    const before = rows.at(-1)?.weeks.at(-1)
    if (week.holiday && before?.holiday?.firstDay === week.holiday.firstDay)
      rows.at(-1)?.weeks.push(week)
    else rows.push({ weeks: [week] })
  }
  return rows
}

function lastDayOfRow({ weeks }: WeekRow): Day {
  return addDays(weeks.at(-1)?.monday ?? '', 6)
}

/** A weekday on which nothing takes place all month needs no room. */
function isNarrow({ weeks }: CalendarMonth, weekday: number): boolean {
  return weeks.every((week) =>
    week.days.every((day) => weekdayOf(day.day) !== weekday || day.state !== 'OPEN'),
  )
}

const Week: FC<CalendarTableProps & { row: WeekRow }> = ({ row, month, ticked }) => {
  const [week] = row.weeks
  if (!week) return null
  if (week.holiday) return <Holiday row={row} week={week} columns={month.weekdays.length} />
  return (
    <tr>
      <WeekName row={row} word="Semaine du" />
      {week.days.map((day) => dayCell(day, { month, ticked }))}
    </tr>
  )
}

const Holiday: FC<{ row: WeekRow; week: CalendarWeek; columns: number }> = ({
  row,
  week,
  columns,
}) => (
  <tr class="holidays">
    <WeekName row={row} word="Du" />
    <td class="closed" colspan={columns}>
      <p class="closed-why">
        <strong>{week.holiday?.label}</strong>, du{' '}
        {dayInWords(week.holiday?.firstDay ?? week.monday)} au{' '}
        {dayInWords(week.holiday?.lastDay ?? week.monday)}
      </p>
    </td>
  </tr>
)

const WeekName: FC<{ row: WeekRow; word: string }> = ({ row, word }) => {
  const days = row.weeks.flatMap((week) => week.days).filter((day) => day.state !== 'OTHER_MONTH')
  const first = days[0]?.day ?? ''
  const last = days.at(-1)?.day ?? first
  return (
    <th scope="row" class="week-name">
      <span>
        {word} {daysInWords(first, last)}
      </span>
    </th>
  )
}

/** Written as text, as the lines in it are. */
function dayCell(day: CalendarDay, { month, ticked }: CalendarTableProps) {
  if (day.state === 'OTHER_MONTH') return exactly`<td class="blank"></td>`
  const isToday = day.day === month.today
  const isPast = day.day < month.today
  if (day.state === 'CLOSED') {
    const why = day.closedBecause ?? 'Pas d’accueil'
    return exactly`<td class="closed"${isToday && today}>${dayName(day.day)}<p class="closed-why">${why}</p></td>`
  }
  const isOver = isPast || (isToday && !day.changeUntil)
  const classes = ['day', isOver ? 'past' : '', isToday ? 'today' : ''].filter(Boolean).join(' ')
  const lines = day.lines.map((line) => dayLine({ line, isPast, ticked }))
  return exactly`<td class="${classes}"${isToday && today}>${dayName(day.day)}${deadline(day, month)}${lines}</td>`
}

const today = exactly` id="aujourdhui"`

/** The same for every family. */
const dayName = remembered((day: Day) => {
  const name = dayInWords(day).split(' ')[0] ?? ''
  return exactly`<p class="date"><i>${name.slice(0, 3)}<i>${name.slice(3)}</i></i> <b>${Number(day.slice(8))}</b></p>`
})

function deadline(day: CalendarDay, month: CalendarMonth) {
  const isToday = day.day === month.today
  if (!day.changeUntil) return isToday && exactly`<p class="deadline">Aujourd’hui</p>`
  const words = deadlineWords(day.changeUntil, month)
  const isUrgent = /^(ce matin|aujourd)/.test(words)
  const lead = [
    isToday ? 'aujourd’hui,' : '',
    day.closesFirst ? lower(day.closesFirst) : '',
    'jusqu’à',
  ]
  return exactly`<p class="${isUrgent ? 'deadline urgent' : 'deadline'}"><i>${lead.filter(Boolean).join(' ')}</i> ${words}</p>`
}
