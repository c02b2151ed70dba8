import type { FC } from 'hono/jsx'
import type { StoredPattern } from '../../src/enrolments/patterns.ts'
import { listInWords, shortDate } from '../../src/kernel/french.ts'
import { lower } from './calendar-words.ts'

interface PatternUnit {
  readonly id: number
  readonly label: string
}

export interface PatternTableProps {
  readonly units: readonly PatternUnit[]
  /** 1 (Monday) to 7. */
  readonly weekdays: readonly number[]
  /** `unit.weekday` */
  readonly ticked: ReadonlySet<string>
}

/** Monday first. */
const weekdayNames = [
  'lundi',
  'mardi',
  'mercredi',
  'jeudi',
  'vendredi',
  'samedi',
  'dimanche',
] as const

/** After the days: `lundi et jeudi, semaines impaires`. */
const parityWords = {
  ANY: '',
  ODD: ', semaines impaires',
  EVEN: ', semaines paires',
} as const

/** A row a service, a box a weekday. */
export const PatternTable: FC<PatternTableProps> = ({ units, weekdays, ticked }) => (
  <table class="pattern">
    <caption class="vh">Jours de la semaine type</caption>
    <thead>
      <tr>
        <th scope="col">Service</th>
        {weekdays.map((weekday) => (
          <th scope="col">{weekdayNames[weekday - 1]}</th>
        ))}
      </tr>
    </thead>
    <tbody>
      {units.map((unit) => (
        <tr>
          <th scope="row">{unit.label}</th>
          {weekdays.map((weekday) => {
            const cell = `${unit.id}.${weekday}`
            const id = `c${unit.id}-${weekday}`
            return (
              <td>
                <p class="box">
                  <input
                    type="checkbox"
                    id={id}
                    name="case[]"
                    value={cell}
                    checked={ticked.has(cell) ? true : undefined}
                  />{' '}
                  <label for={id}>
                    <span class="pattern-day">{weekdayNames[weekday - 1]}</span>
                    <span class="vh">, {lower(unit.label)}</span>
                  </label>
                </p>
              </td>
            )
          })}
        </tr>
      ))}
    </tbody>
  </table>
)

/** The weeks that are in force, in words. */
export const KeptPatterns: FC<{
  kept: readonly StoredPattern[]
  units: readonly PatternUnit[]
}> = ({ kept, units }) => {
  const groups = Map.groupBy(kept, (one) => `${one.unitId} ${one.parity} ${one.from} ${one.to}`)
  return (
    <ul class="pattern-kept">
      {[...groups.values()].map((group) => {
        const [first] = group
        const unit = units.find((one) => one.id === first?.unitId)
        if (!first || !unit) return null
        return (
          <li>
            {unit.label}
            {'\u00A0'}: {listInWords(group.map((one) => weekdayNames[one.weekday - 1] ?? ''))}
            {parityWords[first.parity]}, du {shortDate(first.from)} au {shortDate(first.to)}
          </li>
        )
      })}
    </ul>
  )
}
