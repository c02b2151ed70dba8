/** NFC, single spaces, trimmed, straight apostrophe: how names and addresses are stored (domain.md §2.10). */
export function tidyText(text: string): string {
  return text
    .normalize('NFC')
    .replace(/\u2019/g, "'")
    .replace(/\s+/g, ' ')
    .trim()
}

/** `O'Neill-Lefèvre` → `O NEILL LEFEVRE`: two spellings of one name have one key. */
export function matchKey(...names: readonly string[]): string {
  return tidyText(names.join(' '))
    .toUpperCase()
    .replace(/Œ/g, 'OE')
    .replace(/Æ/g, 'AE')
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[-' ]+/g, ' ')
    .trim()
}

/** Upper case that keeps accents: `Lefèvre` → `LEFÈVRE`. */
export function upperName(name: string): string {
  return name.toLocaleUpperCase('fr-FR')
}

/**
 * `JEAN-LOUP` and `jean-loup` → `Jean-Loup`, `N'GOLO` → `N'Golo`; a first name that was typed in both cases
 * (`McKenzie`) stays as it is.
 */
export function givenName(name: string): string {
  const lower = name.toLocaleLowerCase('fr-FR')
  if (name !== lower && name !== upperName(name)) return name
  return lower.replace(/(?<![\p{L}\p{M}])\p{L}/gu, upperName)
}

/** NUL, C0 controls (tab and line breaks apart) and bidi overrides: refused in forms, stripped for print. */
export const hostileCharacters =
  // oxlint-disable-next-line no-control-regex
  /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F\u200E\u200F\u202A-\u202E\u2066-\u2069]/g

/** In one line of a mail or of a terminal: nothing that breaks it, hides a part of it or turns it round. */
export function inOneLine(text: string): string {
  // oxlint-disable-next-line no-control-regex
  return text.replace(hostileCharacters, '').replace(/[\t\r\n\u0080-\u009F\u2028\u2029]+/g, ' ')
}

const overseas: readonly (readonly [RegExp, string])[] = [
  [/^0(262|263|269|639|69[23])(\d{6})$/, '+262'],
  [/^0(590|690|691)(\d{6})$/, '+590'],
  [/^0(594|694)(\d{6})$/, '+594'],
  [/^0(596|696|697)(\d{6})$/, '+596'],
]

/** A phone number as E.164 (`06 12 34 56 78` → `+33612345678`), or null when it is none. */
export function normalisePhone(text: string): string | null {
  const digits = text
    .replace(/\(0\)/g, '')
    .replace(/[\s.()/-]/g, '')
    .replace(/^00/, '+')
  for (const [pattern, country] of overseas) {
    if (pattern.test(digits)) return country + digits.slice(1)
  }
  if (/^0[1-9]\d{8}$/.test(digits)) return `+33${digits.slice(1)}`
  if (/^\+33[1-9]\d{8}$/.test(digits)) return digits
  return /^\+(?!33|0)\d{8,15}$/.test(digits) ? digits : null
}

/** `+33612345678` → `06 12 34 56 78`; other countries as they are. */
export function displayPhone(phone: string): string {
  if (!phone.startsWith('+33')) return phone
  return `0${phone.slice(3)}`.replace(/(\d{2})(?=\d)/g, '$1\u00A0')
}

/**
 * A French social security number, 13 digits or 15 with its key, wherever it stands in a text (domain.md §2.1):
 * sex 1–4, 7 or 8 (after a + it is a foreign phone), year, month 01–12 or 20 and above, department (Corsica 2A, 2B), then eight digits.
 */
export function looksLikeNir(text: string): boolean {
  const packed = text.replace(/(?<=[\dABab])[\s.\-/\u00A0\u202F]+(?=[\dABab])/g, '')
  return /(?<![\d+])[1-478]\d{2}(0[1-9]|1[0-2]|[2-9]\d)(\d{2}|2[ABab])\d{6}(\d{2})?(?!\d)/.test(
    packed,
  )
}

/** A religion, or a meal named after one, in a text: no form and no file may tell it (domain.md §2.6). */
export const religionWords =
  /(^|[^\p{L}])(hall?al|cas?cher|casher|kasher|kascher|kosher|musulmane?|juive?|juif|catholique)(?!\p{L})/iu
