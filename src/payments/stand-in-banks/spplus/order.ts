import { parseDay, type Day } from '../../../kernel/day.ts'
import { sameText } from '../../../kernel/ids.ts'
import { parseCents, type Cents } from '../../../kernel/money.ts'
import { seal } from '../../providers/spplus/seal.ts'

/** The bank's side of the shop's contract. */
export interface BankShop {
  readonly siret: string
  readonly clent: string
}

/** A payment that the shop asked for, with every field checked. */
export interface BankOrder {
  readonly siret: string
  readonly reference: string
  /** As it was sealed. */
  readonly montant: string
  readonly amountCents: Cents
  readonly devise: string
  readonly email: string
  readonly urlretour: string
}

const fields: Readonly<Record<string, RegExp>> = {
  siret: /^\d{14}-\d{2,3}$/,
  reference: /^[A-Za-z0-9]{1,20}$/,
  langue: /^FR$/,
  devise: /^(978|124|756|752|826|840)$/,
  montant: /^\d{1,7}\.\d{2}$/,
  taxe: /^0\.0{1,2}$/,
  validite: /^(\d{2}\/\d{2}\/\d{4})?$/,
  hmac: /^[0-9A-F]{40}$/,
  moyen: /^([A-Z]{3}(\/[A-Z]{3})*)?$/,
  modalite: /^([1-3nx]x)?$/,
  email: /^([^\s@]+@[^\s@]+)?$/,
  urlretour: /^(https?:\/\/[^?\s]+)?$/,
  version: /^1?$/,
}
const sealed = ['siret', 'reference', 'langue', 'devise', 'montant', 'taxe', 'validite']

/** Checks the payment request as SP Plus did: fields, formats, the seal over seven of them. Faults are in French. */
export function readOrder(
  query: URLSearchParams,
  shop: BankShop,
  today: Day,
): { readonly order: BankOrder } | { readonly faults: readonly string[] } {
  const names = [...query.keys()]
  const faults = [
    ...names
      .filter((name) => !Object.hasOwn(fields, name))
      .map((name) => `champ inconnu : ${name}`),
    ...names.filter((name, at) => names.indexOf(name) < at).map((name) => `champ répété : ${name}`),
    ...Object.entries(fields)
      .filter(([name, format]) => !format.test(query.get(name) ?? ''))
      .map(([name]) => `champ absent ou mal formé : ${name}`),
    ...faultsOfShop(query, shop, today),
  ]
  return faults.length > 0 ? { faults } : { order: orderOf(query) }
}

function faultsOfShop(query: URLSearchParams, shop: BankShop, today: Day): string[] {
  const faults: string[] = []
  const text = sealed.map((name) => query.get(name) ?? '').join('')
  if (query.get('siret') !== shop.siret) faults.push('commerçant inconnu')
  if (!sameText(seal(shop.clent, text), query.get('hmac') ?? '')) faults.push('sceau (hmac) faux')
  const validUntil = parseDay(query.get('validite') ?? '')
  if (query.get('validite') && (!validUntil || validUntil < today)) {
    faults.push('date de validité dépassée')
  }
  return faults
}

function orderOf(query: URLSearchParams): BankOrder {
  const montant = query.get('montant') ?? ''
  return {
    siret: query.get('siret') ?? '',
    reference: query.get('reference') ?? '',
    montant,
    amountCents: parseCents(montant) ?? 0,
    devise: query.get('devise') ?? '',
    email: query.get('email') ?? '',
    urlretour: query.get('urlretour') ?? '',
  }
}
