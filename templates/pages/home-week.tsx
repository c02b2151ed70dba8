import type { FC } from 'hono/jsx'
import type { ChildWeek, WeekDay } from '../../src/enrolments/week.ts'
import { addDays, type Day } from '../../src/kernel/day.ts'
import { agreed, dayInWords, dayNumber } from '../../src/kernel/french.ts'
import type { ClosedDay } from '../../src/operations/home/closed-days.ts'
import { childColour, ChildBadge } from '../ui/child.tsx'

export interface WeekTableProps {
  readonly weeks: readonly ChildWeek[]
  readonly monday: Day
  readonly today: Day
  readonly closed: readonly ClosedDay[]
  /** Id of the heading. */
  readonly labelledBy: string
}

const weekdays = [
  ['lun.', 'lundi'],
  ['mar.', 'mardi'],
  ['mer.', 'mercredi'],
  ['jeu.', 'jeudi'],
  ['ven.', 'vendredi'],
] as const

/** A row a child, Monday to Friday: where each of them is. */
export const WeekTable: FC<WeekTableProps> = ({ weeks, monday, today, closed, labelledBy }) => {
  const days = weekdays.map((_, count) => addDays(monday, count))
  return (
    <table class="week-table" aria-labelledby={labelledBy}>
      <thead>
        <tr>
          <th scope="col">Enfant</th>
          {days.map((day) => (
            <th scope="col">
              {dayInWords(day)}
              {day === today && ' (aujourd’hui)'}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {weeks.map((week) => (
          <tr class={childColour(week.place)}>
            <th scope="row">
              <ChildBadge firstName={week.firstName} place={week.place} picture={week} />{' '}
              <span class="first-name">{week.firstName}</span>{' '}
              {(week.level ?? week.school) && (
                <span class="school">
                  {[week.level, schoolName(week.school)].filter(Boolean).join(', ')}
                </span>
              )}
            </th>
            {days.map((day, count) => (
              <td class={day === today ? 'today' : undefined}>
                <p class="when" aria-hidden="true">
                  <abbr title={weekdays[count]?.[1]}>{weekdays[count]?.[0]}</abbr> {dayNumber(day)}
                </p>
                <DayContent
                  day={week.days.find((one) => one.day === day)}
                  sex={week.sex}
                  closed={closed.find((one) => one.day === day)?.kind}
                />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

const icons: Readonly<Record<string, string>> = {
  CANTEEN: 's-canteen',
  BEFORE_AFTER_SCHOOL: 's-care',
}

const emptyDay: Readonly<Record<ClosedDay['kind'], string>> = {
  PUBLIC_HOLIDAY: 'Férié',
  SCHOOL_HOLIDAY: 'Vacances',
}

interface DayContentProps {
  readonly day: WeekDay | undefined
  readonly sex: ChildWeek['sex']
  readonly closed: ClosedDay['kind'] | undefined
}

const DayContent: FC<DayContentProps> = ({ day, sex, closed }) => {
  if (!day) return <p class="nothing">{closed ? emptyDay[closed] : 'Rien'}</p>
  const shown = day.services.filter((service) => service.presence !== 'ABSENT')
  if (day.isAbsent || shown.length === 0) {
    return (
      <ul class="services">
        <li class="s-absent">{agreed('Absent', sex)}</li>
      </ul>
    )
  }
  return (
    <ul class="services">
      {shown.map((service) => (
        <li class={icons[service.kind] ?? 's-leisure'}>
          {service.label}
          {!service.mine && <span class="vh"> (réservé par l’autre parent)</span>}
        </li>
      ))}
    </ul>
  )
}

/** « École des Tilleuls » goes on in a line: « CE1, école des Tilleuls ». */
function schoolName(school: string | null): string | null {
  return (
    school &&
    school.replace(/^(École|Groupe|Maternelle|Élémentaire)(?= )/, (word) => word.toLowerCase())
  )
}
