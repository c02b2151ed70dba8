import { Refusal } from '../../kernel/refusal.ts'
import type { Settings } from '../../settings/settings.ts'
import type { PaymentProvider, Shop } from '../provider.ts'
import { spplus } from './spplus/spplus.ts'

const providers: readonly PaymentProvider[] = [spplus]

/** The provider of an address (`spplus`) or of a stored attempt (`SPPLUS`); undefined when there is none. */
export function findProvider(name: string): PaymentProvider | undefined {
  return providers.find((provider) => provider.slug === name || provider.name === name)
}

/** The commune's contract: who takes its card payments, and for which shop. Refuses PROVIDER_NOT_CONFIGURED. */
export function contractOf(settings: Settings): { provider: PaymentProvider; shop: Shop } {
  const provider = findProvider(settings.payment.provider)
  if (!provider || settings.payment.clent === '') throw new Refusal('PROVIDER_NOT_CONFIGURED')
  return { provider, shop: shopOf(settings) }
}

/** The shop as the settings have it, complete or not: enough to find that a notification is not authentic. */
export function shopOf(settings: Settings): Shop {
  const { siret, clent, mode, url } = settings.payment
  return { shopId: siret, key: clent, mode, pageUrl: url ?? publishedPage }
}

/** Where SP Plus took payments until it closed (payments.md §1.1). */
const publishedPage = 'https://www.spplus.net/paiement/init.do'
