import { randomInt } from 'node:crypto'

/** Crockford's alphabet: no I, L, O or U, which are misread. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** 60 random bits as 12 characters. */
export function newLetterCode(): string {
  return Array.from({ length: 12 }, () => alphabet.charAt(randomInt(32))).join('')
}

/** `ABCD EFGH JKMN`, as the letter shows it. */
export function codeInGroups(code: string): string {
  return code.replace(/(.{4})(?=.)/g, '$1 ')
}

/** What a parent typed, with the letters that look like digits read as such. */
export function typedCode(text: string): string {
  return text
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, '')
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1')
    .slice(0, 40)
}
