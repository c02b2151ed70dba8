import type { Meaning } from '../../provider.ts'

/**
 * What each `etat` means for the portal (payments.md §1.5). Only 10 guarantees the money: others mark a payment as
 * paid at 1, which is a promise, and at 99, which is a test on a production shop.
 */
const meanings: Readonly<Record<string, Meaning>> = {
  '0': 'no_change',
  '1': 'pending',
  '2': 'failed',
  '4': 'pending',
  '5': 'failed',
  '6': 'pending',
  '8': 'pending',
  '10': 'paid',
  '11': 'cancelled',
  '12': 'cancelled',
  '15': 'refund_pending',
  '16': 'no_change',
  '17': 'refunded',
  '20': 'chargeback',
  '21': 'chargeback',
  '30': 'pending',
  '99': 'test_only',
}

/** An `etat` that the protocol does not name changes nothing and tells the officer. */
export function meaningOfEtat(etat: string): Meaning {
  return Object.hasOwn(meanings, etat) ? (meanings[etat] ?? 'no_change_alert') : 'no_change_alert'
}
