import type { FC } from 'hono/jsx'
import type { CalendarLine, CalendarSlot } from '../../src/enrolments/calendar-month.ts'
import { dayInWords, hourInWords } from '../../src/kernel/french.ts'
import { paths } from '../../src/paths.ts'
import { childColour } from './child.tsx'
import { placeText } from './waiting-words.ts'

export interface CalendarLineProps {
  readonly line: CalendarLine
  readonly isPast: boolean
  /** The boxes that are ticked now, saved or not. */
  readonly ticked: ReadonlySet<string>
}

/** One child's line of a day, written short (a page has hundreds of boxes): a box for what may be changed, words for what may not. */
export const CalendarDayLine: FC<CalendarLineProps> = ({ line, isPast, ticked }) => {
  const { child, slots } = line
  const isFixed = slots.every((slot) => slot.locked !== null)
  return (
    <div class={childColour(child.place)}>
      <b>{child.firstName}</b>
      {isFixed && isAbsent(line) ? (
        <Absent line={line} />
      ) : (
        slots.map((slot) =>
          slot.locked === null ? (
            <Box slot={slot} firstName={child.firstName} isTicked={ticked.has(slot.text)} />
          ) : (
            <State slot={slot} isPast={isPast} />
          ),
        )
      )}
    </div>
  )
}

/** Without a value: most of the page's weight is boxes. Its id (`b7`) is never a name (`7b`). */
const Box: FC<{ slot: CalendarSlot; firstName: string; isTicked: boolean }> = (props) => {
  const { slot, firstName, isTicked } = props
  const date = String(Number(slot.day.slice(8)))
  const id = slot.letter + date
  const isChanged = isTicked !== (slot.booked === 'MINE')
  const end = ` le ${dayInWords(slot.day)}, ${firstName}`
  return (
    <p class={isChanged ? 'box-changed' : undefined}>
      <input type="checkbox" id={id} name={date + slot.letter} checked={isTicked || undefined} />
      <label for={id}>
        {slot.label}
        <i>{end}</i>
      </label>
    </p>
  )
}

/** What can no longer (or not yet) be changed. */
const State: FC<{ slot: CalendarSlot; isPast: boolean }> = ({ slot, isPast }) => {
  const words = stateWords(slot, isPast)
  const isDebt = slot.locked === 'UNPAID' && slot.booked === null
  const isHeld = slot.booked === 'MINE' || slot.presence === 'PRESENT'
  return (
    <p class={isHeld ? 'state booked' : 'state not'}>
      {slot.label}{' '}
      <span class="note">
        {slot.locked === 'DAY_FULL' ? <Full slot={slot} /> : isDebt ? <Debt /> : words}
      </span>
      {slot.lateAt !== null && (
        <>
          {' '}
          <span class="late">repris à {hourInWords(slot.lateAt)}</span>
        </>
      )}
    </p>
  )
}

/** What is overdue stands between the family and the day: the way to settle it. */
const Debt: FC = () => <a href={paths.payment}>factures à régler d’abord</a>

/** A full day leads to its waiting list. */
const Full: FC<{ slot: CalendarSlot }> = ({ slot }) => {
  if (slot.waiting === 'OFFERED') return <a href={paths.waitingList}>place proposée</a>
  if (slot.waiting === 'WAITING') return <a href={paths.waitingList}>en attente</a>
  return (
    <a href={paths.waitForDayOf(placeText(slot))}>
      complet<span class="vh">, entrer sur la liste d’attente, {dayInWords(slot.day)}</span>
    </a>
  )
}

function stateWords({ booked, presence, locked }: CalendarSlot, isPast: boolean): string {
  if (booked === 'OTHER') return 'autre foyer'
  if (presence === 'PRESENT') return booked ? 'fait' : 'venu sans réservation'
  if (booked) return presence === 'ABSENT' ? 'absent' : 'réservé'
  if (isPast) return 'non'
  if (locked === 'DAY_CLOSED') return 'fermé'
  if (locked === 'OTHER_WEEK') return 'autre foyer'
  return locked === 'NOT_OPEN_YET' ? 'pas encore ouvert' : 'non'
}

function isAbsent({ slots, absence }: CalendarLine): boolean {
  const held = slots.filter((slot) => slot.booked === 'MINE')
  if (held.length === 0 || slots.some((slot) => slot.presence === 'PRESENT')) return false
  return absence !== null || held.every((slot) => slot.presence === 'ABSENT')
}

const Absent: FC<{ line: CalendarLine }> = ({ line: { absence } }) => (
  <p class="state absent">
    Absence{' '}
    {absence && (
      <span class="note">
        {absence === 'EXCUSED' ? 'excusée' : absence === 'UNEXCUSED' ? 'non excusée' : 'signalée'}
      </span>
    )}
  </p>
)
