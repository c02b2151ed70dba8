import { parseCents } from '../../kernel/money.ts'
import type { YamlValue } from '../../kernel/yaml-file.ts'
import { readList, readMap, readText } from '../../kernel/yaml-values.ts'
import type { Conditions, PapersSpec } from '../model.ts'

/** `conditions: {residence: ["59508"], unpaid_above: 50}`: what is asked of the family. */
export function readConditions(value: YamlValue | null): Omit<Conditions, 'about'> {
  return (
    readMap(value, (map) => {
      const residence = readList(map.get('residence'), readInsee)
      const unpaidAboveCents = readEuros(map.get('unpaid_above'))
      return {
        ...(residence && residence.length > 0 ? { residence } : {}),
        ...(unpaidAboveCents === null ? {} : { unpaidAboveCents }),
      }
    }) ?? {}
  )
}

/** `papers: {required: [INSURANCE], asked: [VACCINATION]}`. */
export function readPapers(value: YamlValue | null): PapersSpec {
  return (
    readMap(value, (map) => ({
      required: readList(map.get('required'), readPaper) ?? [],
      asked: readList(map.get('asked'), readPaper) ?? [],
    })) ?? { required: [], asked: [] }
  )
}

function readPaper(value: YamlValue): string | null {
  const text = readText(value)
  if (text === null || /^[A-Z][A-Z0-9_]{1,39}$/.test(text)) return text
  return value.fault(`"${text}" is no code of a paper`, 'codes are written as INSURANCE')
}

function readInsee(value: YamlValue): string | null {
  const text = readText(value)
  if (text === null || /^(\d{2}|2[AB])\d{3}$/.test(text)) return text
  return value.fault(`"${text}" is no INSEE code`, 'write it as "59508", in quotes')
}

function readEuros(value: YamlValue | null): number | null {
  const text = readText(value)
  if (text === null) return null
  const cents = parseCents(text)
  if (cents !== null && cents >= 0) return cents
  return value?.fault(`"${text}" is no amount in euros`, 'write it as 50 or 49.90') ?? null
}
