import { matchKey, tidyText } from '../kernel/text.ts'
import type { Address } from './family-model.ts'

/** A postal line in its parts: number 1–4 digits, repetition `bis`, `B`…, street and complement of 38 at most. */
export interface StreetLine {
  readonly number: string | null
  readonly repetition: string | null
  readonly street: string
  readonly complement: string | null
}

/** The longest line of a French envelope (AFNOR Z10-011). */
export const longestLine = 38

/** `7 B impasse Jean-Moulin` → 7, B, impasse Jean-Moulin. What does not fit the street's line goes on in the complement. */
export function splitStreet(line: string): StreetLine {
  const match = /^(\d{1,4})(?:\s?(bis|ter|quater|[a-f]|t|q)(?=[\s,]))?[\s,]+(.+)$/i.exec(
    tidyText(line),
  )
  const [, number = null, repetition = null, rest = tidyText(line)] = match ?? []
  const cut = cutAt(rest)
  return {
    number,
    repetition: repetition ?? null,
    street: rest.slice(0, cut).trim(),
    complement: rest.slice(cut).replace(/^[\s,]+/, '') || null,
  }
}

/** Where a long line is cut: before the flat or building, else at the last space that still fits. */
function cutAt(line: string): number {
  if (line.length <= longestLine) return line.length
  const flat = line.search(
    /[\s,]+(appt?|appartement|b[âa]t|b[âa]timent|esc|[ée]tage|r[ée]s|r[ée]sidence|lot|porte)\b/i,
  )
  if (flat > 0 && flat <= longestLine) return flat
  const space = line.lastIndexOf(' ', longestLine)
  return space > 0 ? space : longestLine
}

/** Two spellings of one address have one key. A complement does not make another home. */
export function addressKey(address: Address): string {
  const { number, repetition, street, postcode, insee, commune } = address
  return [
    matchKey(number ?? '', repetition ?? '', street).replace(/\./g, ''),
    postcode,
    insee ?? matchKey(commune),
  ].join('|')
}

/** `12 bis rue des Lilas` */
export function streetText(address: StreetLine): string {
  return [address.number, address.repetition, address.street].filter((part) => part).join(' ')
}
