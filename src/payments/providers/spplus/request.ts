import { shortDate } from '../../../kernel/french.ts'
import { decimalText } from '../../../kernel/money.ts'
import type { Order, Shop } from '../../provider.ts'
import { seal } from './seal.ts'

/** The sealed fields, in the one order for which both variants of the seal agree (payments.md §1.3). */
export const sealedNames = [
  'siret',
  'reference',
  'langue',
  'devise',
  'montant',
  'taxe',
  'validite',
] as const

/** The address of the payment page: seven sealed fields, the seal, then what needs none. */
export function requestUrl(order: Order, shop: Shop): string {
  const sealed = [
    shop.shopId,
    order.reference,
    'FR',
    '978',
    decimalText(order.amountCents),
    '0.00',
    shortDate(order.validUntil),
  ]
  const pairs: [string, string][] = [
    ...sealedNames.map((name, index): [string, string] => [name, sealed[index] ?? '']),
    ['hmac', seal(shop.key, sealed.join(''))],
    ['moyen', 'CBS'],
    ['modalite', '1x'],
    ...(order.email ? [['email', order.email] satisfies [string, string]] : []),
    ['urlretour', order.returnUrl],
    ['version', '1'],
  ]
  const query = pairs.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&')
  return `${shop.pageUrl.replace(/\?$/, '')}?${query}`
}
