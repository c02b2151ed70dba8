import { plural } from '../kernel/french.ts'
import { formatEuros } from '../kernel/money.ts'
import { lateInWords } from './late.ts'
import { changeInWords, percentInWords } from './sentences.ts'
import type { Tariff, TariffLine } from './tariff.ts'
import { usesQuotient } from './unit-price.ts'

/** A price as a public list shows it. */
export interface ListedPrice {
  /** « Quotient de 640 à 859 »; null: the price is one for all. */
  readonly range: string | null
  readonly price: string
}

/** The lines of a tariff, lowest quotient first. */
export function pricesInWords(tariff: Tariff): ListedPrice[] {
  return tariff.lines.map((line) => ({
    range: usesQuotient(tariff) ? rangeInWords(line) : null,
    price: priceInWords(tariff, line),
  }))
}

/** Bounds are half-open and quotients whole euros: [640, 860) is « de 640 à 859 ». */
function rangeInWords({ qfFrom, qfTo }: TariffLine): string {
  if (qfTo === null) return qfFrom === 0 ? 'Tous les quotients' : `Quotient à partir de ${qfFrom}`
  return qfFrom === 0 ? `Quotient inférieur à ${qfTo}` : `Quotient de ${qfFrom} à ${qfTo - 1}`
}

function priceInWords({ rule }: Tariff, line: TariffLine): string {
  if (line.ratePpm === null) return amountsInWords(line, rule.siblings?.by === 'NUMBER')
  const floor = line.floorCents ?? rule.floorCents
  const ceiling = line.ceilingCents ?? rule.ceilingCents
  const bounds = [
    floor === null ? '' : `au moins ${formatEuros(floor)}`,
    ceiling === null ? '' : `au plus ${formatEuros(ceiling)}`,
  ]
  return [`${percentInWords(line.ratePpm)} du quotient`, ...bounds].filter(Boolean).join(', ')
}

function amountsInWords({ amountsCents }: TariffLine, byNumber: boolean): string {
  if (amountsCents.length === 1) return formatEuros(amountsCents[0] ?? 0)
  return amountsCents
    .map((cents, at) => {
      const isLast = at === amountsCents.length - 1
      const place = `${at + 1}${at === 0 ? 'er' : 'e'} enfant${isLast ? ' et suivants' : ''}`
      const number = `${plural(at + 1, 'enfant', 'enfants')}${isLast ? ' et plus' : ''}`
      return `${formatEuros(cents)} (${byNumber ? number : place})`
    })
    .join(', ')
}

/** Whom a tariff is for, a few words each; empty: everybody. */
export function audienceInWords({ filters }: Tariff): string[] {
  const { residence, pai, levels, ageFrom, ageTo, bookings } = filters
  return [
    residence === 'RESIDENT' ? 'habitants de la commune' : '',
    residence === 'NON_RESIDENT' ? 'familles d’une autre commune' : '',
    pai === 'BASKET' ? 'enfants dont le PAI prévoit un panier-repas' : '',
    pai === 'ADAPTED' ? 'enfants dont le PAI prévoit un repas adapté' : '',
    levels ? `niveaux ${levels.join(', ')}` : '',
    ageFrom !== null || ageTo !== null ? agesInWords(ageFrom, ageTo) : '',
    bookings && !bookings.includes('REGULAR') ? bookingsInWords(bookings) : '',
  ].filter(Boolean)
}

function agesInWords(from: number | null, to: number | null): string {
  if (from === null) return `jusqu’à ${to}\u00A0ans`
  return to === null ? `à partir de ${from}\u00A0ans` : `de ${from} à ${to}\u00A0ans`
}

function bookingsInWords(bookings: readonly string[]): string {
  return bookings.includes('OCCASIONAL') ? 'réservation occasionnelle' : 'sans réservation'
}

/** What may be added or taken away, a sentence each. */
export function rulesInWords({ rule, lines }: Tariff): string[] {
  const discounts = (rule.siblings?.discounts ?? []).map(
    ({ from, change }) =>
      `${from}e enfant${rule.siblings?.by === 'NUMBER' ? ' et plus dans la famille' : ' et suivants'}\u00A0: ${changeInWords(change)}.`,
  )
  const { nonResident, notBooked, siblings } = rule
  const shift = siblings?.shift
  return [
    ...discounts,
    ...(shift && lines.length > 1
      ? [`À partir de ${shift.from} enfants\u00A0: tranche inférieure.`]
      : []),
    ...(nonResident ? [`Familles d’une autre commune\u00A0: ${changeInWords(nonResident)}.`] : []),
    ...(notBooked ? [`Sans réservation\u00A0: ${changeInWords(notBooked)}.`] : []),
    ...(rule.late ? [`${lateInWords(rule.late, rule.late.after)}.`] : []),
  ]
}
