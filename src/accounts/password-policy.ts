import type { Day } from '../kernel/day.ts'
import { matchKey } from '../kernel/text.ts'
import { commonWords } from './common-passwords.ts'

export type PasswordPolicy = 'DEFAULT' | 'PASSPHRASE'

/** What everybody who knows the family knows. */
export interface FamilyWords {
  /** Names of the family and of the commune. */
  readonly names: readonly string[]
  /** Birth dates. */
  readonly days: readonly Day[]
}

/**
 * What is wrong with a password, in one French sentence; null when it is good. DEFAULT: 12 to 20 letters and digits,
 * at least one of each. PASSPHRASE: 15 to 128 characters. Neither may be what anybody would try first (security.md).
 */
export function passwordFault(
  policy: PasswordPolicy,
  password: string,
  family: FamilyWords,
): string | null {
  const length = Array.from(password.normalize('NFC')).length
  if (policy === 'PASSPHRASE') {
    if (length < 15 || length > 128) return 'Choisissez une phrase de 15 à 128 caractères.'
  } else {
    if (/[^A-Za-z0-9]/.test(password)) {
      return 'Des lettres sans accent et des chiffres seulement\u00A0: ni espace, ni ponctuation.'
    }
    if (length < 12 || length > 20) return 'Choisissez 12 à 20 caractères.'
    if (!/[A-Za-z]/.test(password) || !/[0-9]/.test(password)) {
      return 'Mettez au moins une lettre et au moins un chiffre.'
    }
  }
  return guessFault(policy, password, family)
}

/** What the form says beside the field. */
export function policyInWords(policy: PasswordPolicy): string {
  return policy === 'PASSPHRASE'
    ? '15 à 128 caractères\u00A0: une phrase que vous retenez.'
    : '12 à 20 caractères\u00A0: des lettres sans accent et des chiffres, au moins une lettre et un chiffre.'
}

function guessFault(policy: PasswordPolicy, password: string, family: FamilyWords): string | null {
  const plain = squeezed(password)
  const own = ownWords(family)
  const known = own.find((word) => word.length >= 4 && plain.includes(word))
  if (policy === 'DEFAULT' && known) return ownSentence
  if (new Set(plain).size < 5) return easySentence
  if (tooLittleIsLeft(plain, own)) return ownSentence
  return tooLittleIsLeft(plain, [...own, ...commonWords]) ? easySentence : null
}

const ownSentence =
  'Ni votre nom, ni celui de vos enfants ou de la commune, ni une date de naissance\u00A0: on les devinerait.'
const easySentence =
  'Ce mot de passe est trop courant\u00A0: on le devinerait. Choisissez-en un autre.'

/** Without these words and without digits, are fewer than four letters left? */
function tooLittleIsLeft(plain: string, words: readonly string[]): boolean {
  const longestFirst = [...words].sort((a, b) => b.length - a.length)
  const rest = longestFirst.reduce((left, word) => left.split(word).join(' '), plain)
  return rest.replace(/[^a-z]/g, '').length < 4
}

/** The words of the names that count, and the birth dates as people type them. */
function ownWords({ names, days }: FamilyWords): string[] {
  const words = names.flatMap((name) => [
    squeezed(name),
    ...matchKey(name).toLowerCase().split(' '),
  ])
  const dates = days.flatMap((day) => {
    const [year = '', month = '', date = ''] = day.split('-')
    return [`${date}${month}${year}`, `${year}${month}${date}`, `${date}${month}${year.slice(2)}`]
  })
  return [...words, ...dates].filter((word) => word.length >= 3 && !weakWords.has(word))
}

/** Parts of names that are in half of all names. */
const weakWords = new Set([
  'saint',
  'sainte',
  'les',
  'des',
  'sur',
  'sous',
  'aux',
  'mont',
  'ville',
  'bourg',
  'val',
])

function squeezed(text: string): string {
  return matchKey(text)
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')
}
