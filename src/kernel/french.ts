import type { Day, Month } from './day.ts'
import { remembered } from './remembered.ts'

const inUtc = { timeZone: 'UTC' } as const
const longDay = new Intl.DateTimeFormat('fr-FR', {
  ...inUtc,
  weekday: 'long',
  day: 'numeric',
  month: 'long',
})
const dayWithYear = new Intl.DateTimeFormat('fr-FR', {
  ...inUtc,
  day: 'numeric',
  month: 'long',
  year: 'numeric',
})
const dayOnly = new Intl.DateTimeFormat('fr-FR', { ...inUtc, day: 'numeric', month: 'long' })
const monthAndYear = new Intl.DateTimeFormat('fr-FR', { ...inUtc, month: 'long', year: 'numeric' })
const monthOnly = new Intl.DateTimeFormat('fr-FR', { ...inUtc, month: 'long' })

function utc(day: Day): Date {
  return new Date(`${day}T00:00:00Z`)
}

/** French counts the first of a month: `1er novembre`. */
function withFirst(words: string): string {
  return words.replace(/(^|\s)1(?=\s\p{L})/u, '$11er')
}

/** `lundi 7 décembre` */
export const dayInWords = remembered((day: Day): string => withFirst(longDay.format(utc(day))))

/** `7 décembre 2026` */
export const dateInWords = remembered((day: Day): string => withFirst(dayWithYear.format(utc(day))))

/** `7 décembre` */
export const dayAndMonth = remembered((day: Day): string => withFirst(dayOnly.format(utc(day))))

/** `7`, and `1er` for the first of a month. */
export function dayNumber(day: Day): string {
  return day.endsWith('-01') ? '1er' : String(Number(day.slice(8)))
}

/** `1er au 4 décembre` · `30 novembre au 4 décembre` · `4 décembre` */
export function daysInWords(from: Day, to: Day): string {
  if (from === to) return dayAndMonth(from)
  const isOneMonth = from.slice(0, 7) === to.slice(0, 7)
  return `${isOneMonth ? dayNumber(from) : dayAndMonth(from)} au ${dayAndMonth(to)}`
}

/** `décembre 2026` */
export const monthInWords = remembered((month: Month): string =>
  monthAndYear.format(utc(`${month}-01`)),
)

/** `décembre` */
export const monthName = remembered((month: Month): string => monthOnly.format(utc(`${month}-01`)))

/** `07/12/2026` */
export function shortDate(day: Day): string {
  return day.split('-').reverse().join('/')
}

/** `10:00` → `10 h`, `16:30` → `16 h 30`, with no-break spaces. */
export function hourInWords(clock: string): string {
  const [hours = '', minutes = ''] = clock.split(':')
  const hour = String(Number(hours))
  return minutes === '00' ? `${hour}\u00A0h` : `${hour}\u00A0h\u00A0${minutes}`
}

/** `capitalised('décembre 2026')` → `Décembre 2026` */
export function capitalised(text: string): string {
  return text.charAt(0).toLocaleUpperCase('fr-FR') + text.slice(1)
}

/** `['Zoé', 'Noël', 'Inès']` → `Zoé, Noël et Inès` */
export function listInWords(words: readonly string[]): string {
  if (words.length < 2) return words.join('')
  return `${words.slice(0, -1).join(', ')} et ${words.at(-1)}`
}

/** Count and noun: `plural(2, 'repas', 'repas')` → `2 repas`. French is singular up to 1,99. */
export function plural(count: number, one: string, many: string): string {
  return `${count}\u00A0${Math.abs(count) < 2 ? one : many}`
}

/** The size of a file: `48 ko`, `1,2 Mo`, with a no-break space. */
export function sizeInWords(bytes: number): string {
  if (bytes < 999_500) return `${Math.max(1, Math.round(bytes / 1000))}\u00A0ko`
  return `${(bytes / 1_000_000).toFixed(1).replace('.', ',')}\u00A0Mo`
}

/** The family's file as it is written everywhere: `F-00012`. */
export function fileReference(fileNumber: number): string {
  return `F-${String(fileNumber).padStart(5, '0')}`
}

/** `de Zoé`, `d’Inès`. */
export function ofName(name: string): string {
  return /^[aeiouyàâéèêëîïôöûüœæh]/i.test(name) ? `d’${name}` : `de ${name}`
}

/** A word that agrees with a child: `agreed('absent', 'F')` → `absente`. */
export function agreed(word: string, sex: 'M' | 'F'): string {
  return sex === 'F' ? `${word}e` : word
}
