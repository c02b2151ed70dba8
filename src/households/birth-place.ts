import { tidyText } from '../kernel/text.ts'
import type { BirthPlace } from './change-person.ts'
import { communesNamed, currentCommune } from './communes.ts'
import { countryCode, countryName, france } from './countries.ts'

/** `Saint-Denis (93)`, `Roncq`, `Belgique`: null when nothing was typed. Communes go before countries of the same name. */
export function birthPlaceNamed(typed: string): BirthPlace | 'UNKNOWN' | 'SEVERAL' | null {
  const text = tidyText(typed)
  if (text === '') return null
  const match = /^(.*?)\s*\(?\b(\d{2,3}|2[AB])\)?$/i.exec(text)
  const department = match?.[2]?.toUpperCase()
  const communes = communesNamed(match?.[1] ?? text, department ?? null)
  const [only] = communes
  if (communes.length > 1) return 'SEVERAL'
  if (only) return { insee: only.insee, country: null }
  const country = countryCode(text)
  return country && country !== france ? { insee: null, country } : 'UNKNOWN'
}

/** `Roncq`, `Belgique`, empty when it is not known. */
export function birthPlaceWords(place: BirthPlace | null): string {
  if (place?.insee) return currentCommune(place.insee)?.name ?? place.insee
  return place?.country ? countryName(place.country) : ''
}
