import { remainder97 } from '../kernel/check-digits.ts'

/** `FR14 2004-…` → `FR142004…` */
export function compactIban(text: string): string {
  return text.replace(/[\s-]/g, '').toUpperCase()
}

/** ISO 13616: length and check digits; one of France or Monaco also its RIB key. */
export function isIban(iban: string): boolean {
  if (!/^[A-Z]{2}\d{2}[0-9A-Z]{11,30}$/.test(iban) || !hasCheckDigits(iban)) return false
  return !/^(FR|MC)/.test(iban) || hasRibKey(iban)
}

/** What is wrong with an IBAN, in the order in which somebody would look; null when it is right. */
export function ibanFault(
  iban: string,
): 'EMPTY' | 'SHAPE' | 'LENGTH' | 'LENGTH_ABROAD' | 'KEY' | 'RIB_KEY' | 'ABROAD' | null {
  if (iban === '') return 'EMPTY'
  if (!/^[A-Z]{2}\d{2}[0-9A-Z]+$/.test(iban)) return 'SHAPE'
  const length = sepaLengths.get(iban.slice(0, 2))
  if (length === undefined) return 'ABROAD'
  if (iban.length !== length) return iban.startsWith('FR') ? 'LENGTH' : 'LENGTH_ABROAD'
  if (!hasCheckDigits(iban)) return 'KEY'
  return isIban(iban) ? null : 'RIB_KEY'
}

/** ISO 9362: eight characters, or eleven with the branch. */
export function isBic(bic: string): boolean {
  return /^[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?$/.test(bic)
}

/** Countries whose accounts take SEPA debits (European Payments Council, 2025), and the length of their IBAN. */
const sepaLengths = new Map(
  (
    'AD24 AL28 AT20 BE16 BG22 CH21 CY28 CZ24 DE22 DK18 EE20 ES24 FI18 FR27 GB22 GI23 GR27 HR21 HU28 IE22 IS26 IT27 ' +
    'LI21 LT20 LU20 LV21 MC27 MD24 ME22 MK19 MT31 NL18 NO15 PL28 PT25 RO24 RS22 SE24 SI19 SK24 SM27 VA22'
  )
    .split(' ')
    .map((one) => [one.slice(0, 2), Number(one.slice(2))]),
)

/** `FR76 **** … 013`: enough to recognise one's own account. */
export function maskIban(iban: string): string {
  return `${iban.slice(0, 4)} **** … ${iban.slice(-3)}`
}

function hasCheckDigits(iban: string): boolean {
  return remainder97(iban.slice(4) + iban.slice(0, 4)) === 1
}

/** RIB key = 97 − (89·bank + 15·branch + 3·account) mod 97, letters read A–I 1–9, J–R 1–9, S–Z 2–9. */
function hasRibKey(iban: string): boolean {
  const match = /^(?:FR|MC)\d{2}(\d{5})(\d{5})([0-9A-Z]{11})(\d{2})$/.exec(iban)
  if (!match) return false
  const [, bank = '', branch = '', account = '', key = ''] = match
  const digits = account.replace(/[A-Z]/g, (letter) => {
    const at = letter.charCodeAt(0) - 65
    return String(at < 18 ? (at % 9) + 1 : at - 16)
  })
  return (
    97n - ((89n * BigInt(bank) + 15n * BigInt(branch) + 3n * BigInt(digits)) % 97n) === BigInt(key)
  )
}
