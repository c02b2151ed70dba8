import { html as exactly } from 'hono/html'
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

/**
 * One child's line of a day, written short: a box for what may be changed, words for what may not. A page has hundreds
 * of boxes, for which JSX would be most of its work: the line is written as text, and what stands in it is escaped.
 */
export function dayLine({ line, isPast, ticked }: CalendarLineProps) {
  const { child, slots } = line
  const isFixed = slots.every((slot) => slot.locked !== null)
  const content =
    isFixed && isAbsent(line) ? (
      <Absent line={line} />
    ) : (
      slots.map((slot) =>
        slot.locked === null
          ? box(slot, child.firstName, ticked.has(slot.text))
          : state(slot, isPast),
      )
    )
  return exactly`<div class="${childColour(child.place)}"><b>${child.firstName}</b>${content}</div>`
}

/** Without a value: most of the page's weight is boxes. Its id (`b7`) is never a name (`7b`). */
function box(slot: CalendarSlot, firstName: string, isTicked: boolean) {
  const date = String(Number(slot.day.slice(8)))
  const id = slot.letter + date
  const isChanged = isTicked !== (slot.booked === 'MINE')
  const end = ` le ${dayInWords(slot.day)}, ${firstName}`
  return exactly`<p${isChanged && changed}><input type="checkbox" id="${id}" name="${date + slot.letter}"${isTicked && checked}/><label for="${id}">${slot.label}<i>${end}</i></label></p>`
}

const changed = exactly` class="box-changed"`
const checked = exactly` checked=""`

/** What can no longer (or not yet) be changed. */
function state(slot: CalendarSlot, isPast: boolean) {
  const isDebt = slot.locked === 'UNPAID' && slot.booked === null
  const isHeld = slot.booked === 'MINE' || slot.presence === 'PRESENT'
  const note =
    slot.locked === 'DAY_FULL' ? <Full slot={slot} /> : isDebt ? <Debt /> : stateWords(slot, isPast)
  const late = slot.lateAt !== null && <Late at={slot.lateAt} />
  return exactly`<p class="state ${isHeld ? 'booked' : 'not'}">${slot.label} <span class="note">${note}</span>${late}</p>`
}

const Late: FC<{ at: string }> = ({ at }) => (
  <>
    {' '}
    <span class="late">repris à {hourInWords(at)}</span>
  </>
)

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
