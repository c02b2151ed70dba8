import { formatEuros } from '../kernel/money.ts'
import type { FoundQuotient } from './quotient.ts'
import type { Change, Tariff, TariffLine } from './tariff.ts'

/** `Quotient 735, tranche 640 à 860`; `Tarif unique` when the price has no bracket. */
export function bracketInWords(tariff: Tariff, line: TariffLine, quotient: FoundQuotient): string {
  if (tariff.lines.length === 1 && line.qfFrom === 0 && line.qfTo === null) return 'Tarif unique'
  if (quotient.value === null) return 'Quotient inconnu, tranche la plus haute'
  const name = quotient.isLastKnown ? 'Dernier quotient connu' : 'Quotient'
  return `${name} ${quotient.value}, ${rangeInWords(line)}`
}

function rangeInWords({ qfFrom, qfTo }: TariffLine): string {
  if (qfTo === null) return qfFrom === 0 ? 'toutes tranches' : `tranche à partir de ${qfFrom}`
  return qfFrom === 0 ? `tranche de moins de ${qfTo}` : `tranche ${qfFrom} à ${qfTo}`
}

/** `Quotient 835 × 0,36 %` */
export function rateInWords(quotient: number, ratePpm: number): string {
  return `Quotient ${quotient} × ${percentInWords(ratePpm)}`
}

/** `+ 2,00 €`, `− 10 %` */
export function changeInWords(change: Change): string {
  const value = change.kind === 'CENTS' ? change.cents : change.ppm
  const sign = value < 0 ? '\u2212' : '+'
  const size = Math.abs(value)
  return `${sign}\u202F${change.kind === 'CENTS' ? formatEuros(size) : percentInWords(size)}`
}

/** `0,36 %` */
export function percentInWords(ppm: number): string {
  return `${String(ppm / 10_000).replace('.', ',')}\u202F%`
}
