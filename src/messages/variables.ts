import { listInWords } from '../kernel/french.ts'
import { formatEuros } from '../kernel/money.ts'
import type { SelectedFamily } from './selection.ts'

/** What stands in a text as `{{enfants}}` and becomes each family's own words. */
const makers = {
  famille: ({ name }: SelectedFamily) => name,
  enfants: ({ children }: SelectedFamily) => listInWords(children),
  dossier: ({ fileNumber }: SelectedFamily) => `F-${String(fileNumber).padStart(5, '0')}`,
  solde: ({ balanceCents }: SelectedFamily) => (balanceCents > 0 ? formatEuros(balanceCents) : ''),
} as const

type Variable = keyof typeof makers

export const variables: readonly string[] = Object.keys(makers)

const marks = /\{\{\s*([^{}]*?)\s*\}\}/g

/** What a text asks for: the variables that are known, and what looks like one and is none. */
export function variablesIn(text: string): {
  readonly known: readonly Variable[]
  readonly unknown: readonly string[]
} {
  const names = [...new Set([...text.matchAll(marks)].map(([, name = '']) => name))]
  return { known: names.filter(isVariable), unknown: names.filter((name) => !isVariable(name)) }
}

export type Values = Readonly<Record<string, string>>

/** A family's own words; an empty one is missing. */
export function valuesOf(family: SelectedFamily, wanted: readonly Variable[]): Values {
  return Object.fromEntries(wanted.map((name) => [name, makers[name](family)]))
}

/** The text of one family. */
export function filledIn(text: string, values: Values): string {
  return text.replaceAll(marks, (_, name: string) => values[name] ?? '')
}

function isVariable(name: string): name is Variable {
  return variables.includes(name)
}
