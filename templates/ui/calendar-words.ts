import type { CalendarMonth, CalendarSlot } from '../../src/enrolments/calendar-month.ts'
import type { PricePart } from '../../src/enrolments/price-of-change.ts'
import type { Receipt, ReceiptLine } from '../../src/enrolments/receipts.ts'
import type { ChangeRefusal } from '../../src/enrolments/slots.ts'
import { clockOf, dayOf, monthOf, type Day } from '../../src/kernel/day.ts'
import {
  dayInWords,
  dayNumber,
  hourInWords,
  listInWords,
  monthName,
  plural,
} from '../../src/kernel/french.ts'
import { formatEuros } from '../../src/kernel/money.ts'

/** One change that was not made, as its sentence needs it. */
export interface ToldRefusal {
  /** Null: the form named something that is not this family's. */
  readonly slot: CalendarSlot | null
  readonly firstName: string
  readonly wanted: boolean
  readonly because: ChangeRefusal
}

/** `Zoé, cantine du jeudi 10 décembre : le délai est passé depuis mercredi 9, 10 h. Rien n'a changé.` */
export function refusalSentence({ slot, firstName, wanted, because }: ToldRefusal): string {
  if (!slot)
    return 'Un jour de ce formulaire ne peut pas être réservé par votre foyer\u00A0: il a été laissé tel quel.'
  const what = `${firstName}, ${lower(slot.label)}, ${dayInWords(slot.day)}`
  const until = wanted ? slot.addUntil : slot.cancelUntil
  const reasons: Record<ChangeRefusal, string> = {
    NOT_ENROLLED: 'votre enfant n’est pas inscrit ce jour-là',
    DAY_CLOSED: 'le service est fermé ce jour-là',
    NOT_OPEN_YET: 'les réservations ne sont pas encore ouvertes',
    OTHER_WEEK: 'ce jour est dans la semaine de l’autre foyer, qui le réserve',
    OTHER_HOUSEHOLD: 'ce jour est réservé par l’autre foyer, lui seul peut le changer',
    DEADLINE_PASSED: `le délai est passé depuis le ${dayInWords(dayOf(until))} à ${hourInWords(clockOf(until))}`,
    UNPAID:
      'des factures en retard sont à régler d’abord\u202F; la mairie peut vous accorder un délai',
    DAY_FULL:
      'il n’y a plus de place, le mot «\u00A0complet\u00A0» du calendrier mène à la liste d’attente',
  }
  const still = slot.booked ? 'reste réservé' : 'n’est pas réservé'
  return `${what}\u00A0: ${reasons[because]}. Ce jour ${still}.`
}

/** `jusqu’à la veille à 10 h`, `jusqu’au vendredi précédent à 10 h`: a rule of the activities, after its preposition. */
export function untilRule(rule: string): string {
  return rule.startsWith('le ') ? `jusqu’au ${rule.slice(3)}` : `jusqu’à ${rule}`
}

/** `ce matin, 10 h` · `demain, 10 h` · `jeudi 10, 10 h` · `vendredi 27 novembre, 10 h` */
export function deadlineWords(
  until: Date,
  { today, month }: Pick<CalendarMonth, 'today' | 'month'>,
): string {
  const day = dayOf(until)
  const clock = clockOf(until)
  const hour = clock === '00:00' ? 'minuit' : hourInWords(clock)
  if (day === today) return `${clock < '12:00' ? 'ce matin' : 'aujourd’hui'}, ${hour}`
  const words = dayInWords(day)
  const short = monthOf(day) === month ? words.replace(` ${monthName(monthOf(day))}`, '') : words
  return `${short}, ${hour}`
}

/** `Zoé, cantine : 9 jours réservés` · `Noël, cantine : jeudi 10 décembre annulé` */
export function receiptWords({ lines }: Pick<Receipt, 'lines'>): string {
  return lines.map(lineWords).join('\u202F; ')
}

/** The same in a line or two: `Zoé, cantine : 9 jours réservés ; … et 6 autres changements`. */
export function receiptInShort({ lines }: Pick<Receipt, 'lines'>): string {
  const rest = lines.length - 2
  if (rest < 2) return receiptWords({ lines })
  return `${receiptWords({ lines: lines.slice(0, 2) })} et ${rest} autres changements`
}

function lineWords({ firstName, activity, unit, state, days }: ReceiptLine): string {
  const [first] = days
  const verb = state === 'BOOKED' ? 'réservé' : 'annulé'
  const what = unit.toLowerCase().includes(activity.toLowerCase()) ? unit : activity
  if (days.length === 1 && first)
    return `${firstName}, ${lower(what)}\u00A0: ${dayInWords(first)} ${verb}`
  return `${firstName}, ${lower(what)}\u00A0: ${plural(days.length, 'jour', 'jours')} ${verb}s`
}

/** `Zoé : cantine, jeudi 10 décembre (+ 2,35 €)` */
export function pricePartWords({ firstName, label, wanted, days, cents }: PricePart): string {
  const price = cents === null ? 'prix inconnu\u00A0: demandez à la mairie' : signedEuros(cents)
  const given = wanted ? '' : ' en moins'
  return `${firstName}\u00A0: ${lower(label)}, ${daysWords(days)}${given} (${price})`
}

/** `+ 2,35 €`, `− 1,80 €`, `0,00 €` */
export function signedEuros(cents: number): string {
  return cents > 0 ? `+\u202F${formatEuros(cents)}` : formatEuros(cents)
}

function daysWords(days: readonly Day[]): string {
  const [first] = days
  if (days.length === 1 && first) return dayInWords(first)
  if (days.length > 4) return plural(days.length, 'jour', 'jours')
  return `les ${listInWords(days.map(dayNumber))}`
}

/** `Cantine` in a sentence: `cantine`. */
export function lower(label: string): string {
  return /^\p{Lu}\p{Ll}/u.test(label)
    ? label.charAt(0).toLocaleLowerCase('fr-FR') + label.slice(1)
    : label
}
