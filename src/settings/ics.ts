import { remainder97 } from '../kernel/check-digits.ts'

/**
 * Identifiant créancier SEPA of a French creditor (domain.md §2.4): FR, two check digits, three characters of activity
 * that count for nothing, six of the creditor. `FR72ZZZ123456`
 */
export function isIcs(text: string): boolean {
  const [, check, national] = /^FR(\d{2})[A-Z0-9]{3}([A-Z0-9]{6})$/.exec(text) ?? []
  if (check === undefined || national === undefined) return false
  return check === String(98 - remainder97(`${national}FR00`)).padStart(2, '0')
}

/** `fr72 zzz 123456` → `FR72ZZZ123456` */
export function compactIcs(text: string): string {
  return text.replace(/[\s-]/g, '').toUpperCase()
}
