/** `FR14 2004-…` → `FR142004…` */
export function compactIban(text: string): string {
  return text.replace(/[\s-]/g, '').toUpperCase()
}

/** ISO 13616: length and check digits; a French one also its RIB key. */
export function isIban(iban: string): boolean {
  if (!/^[A-Z]{2}\d{2}[0-9A-Z]{11,30}$/.test(iban) || remainder97(iban) !== 1) return false
  return !iban.startsWith('FR') || isFrench(iban)
}

/** What is wrong with an IBAN, in the order in which somebody would look; null when it is right. */
export function ibanFault(
  iban: string,
): 'EMPTY' | 'SHAPE' | 'LENGTH' | 'KEY' | 'RIB_KEY' | 'ABROAD' | null {
  if (iban === '') return 'EMPTY'
  if (!/^[A-Z]{2}\d{2}[0-9A-Z]+$/.test(iban)) return 'SHAPE'
  if (!sepa.has(iban.slice(0, 2))) return 'ABROAD'
  if (iban.startsWith('FR') ? iban.length !== 27 : iban.length < 15 || iban.length > 34)
    return 'LENGTH'
  if (remainder97(iban) !== 1) return 'KEY'
  return isIban(iban) ? null : 'RIB_KEY'
}

/** ISO 9362: eight characters, or eleven with the branch. */
export function isBic(bic: string): boolean {
  return /^[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?$/.test(bic)
}

/** Countries whose accounts take SEPA debits (European Payments Council, 2025). */
const sepa = new Set(
  (
    'AD AL AT BE BG CH CY CZ DE DK EE ES FI FR GB GI GR HR HU IE IS IT LI LT LU LV MC MD ME MK MT NL NO PL PT RO RS SE ' +
    'SI SK SM VA'
  ).split(' '),
)

/** `FR76 **** … 013`: enough to recognise one's own account. */
export function maskIban(iban: string): string {
  return `${iban.slice(0, 4)} **** … ${iban.slice(-3)}`
}

function remainder97(iban: string): number {
  const digits = (iban.slice(4) + iban.slice(0, 4)).replace(/[A-Z]/g, (letter) =>
    String(letter.charCodeAt(0) - 55),
  )
  return Number(BigInt(digits) % 97n)
}

/** RIB key = 97 − (89·bank + 15·branch + 3·account) mod 97, letters read A–I 1–9, J–R 1–9, S–Z 2–9. */
function isFrench(iban: string): boolean {
  const match = /^FR\d{2}(\d{5})(\d{5})([0-9A-Z]{11})(\d{2})$/.exec(iban)
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
