import type { PaymentProvider } from '../../provider.ts'
import { namedReference, readNotification } from './notification.ts'
import { requestUrl } from './request.ts'

/** SP Plus of the Caisse d'Épargne (payments.md §1). */
export const spplus: PaymentProvider = {
  name: 'SPPLUS',
  slug: 'spplus',
  acknowledgement: 'spcheckok',
  startUrl: (order, shop) => Promise.resolve(requestUrl(order, shop)),
  readNotification: (raw, shop) => readNotification(raw, shop.key),
  namedReference,
}
