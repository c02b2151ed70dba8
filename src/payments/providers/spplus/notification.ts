import { sameText } from '../../../kernel/ids.ts'
import { parseCents } from '../../../kernel/money.ts'
import type { Reading } from '../../provider.ts'
import { seal } from './seal.ts'
import { meaningOfEtat } from './states.ts'

const knownNames = new Set([
  'siret',
  'montant',
  'reference',
  'refsfp',
  'etat',
  'devise',
  'email',
  'arg1',
  'arg2',
  'hmac',
])
const neededNames = ['reference', 'refsfp', 'etat', 'hmac']

/**
 * Checks the raw query string of a notification (payments.md §1.4): the `hmac` pair is taken out wherever it stands,
 * the still percent-encoded, non-empty values of the others are joined in their order and sealed.
 * Names are not sealed, so an unknown name, or a name given twice, makes the whole a forgery.
 */
export function readNotification(raw: string, clent: string): Reading {
  const pairs = pairsOf(raw)
  const sent = new Map(pairs)
  const values = pairs.filter(([name]) => name !== 'hmac').map(([, value]) => value)
  const sealIsRight = sameText(seal(clent, values.join('')), sent.get('hmac') ?? '')
  const fault = faultOf(pairs, sent)
  if (fault) return { authentic: false, why: fault, sealIsRight }
  if (!sealIsRight) return { authentic: false, why: 'wrong seal', sealIsRight }
  return messageOf(sent)
}

/**
 * The `reference` that a raw query string names, whether its seal is right or not: to keep it with the notification.
 * Null: none that can be decoded.
 */
export function namedReference(raw: string): string | null {
  return decoded(new Map(pairsOf(raw)).get('reference'))
}

function faultOf(
  pairs: readonly [string, string][],
  sent: ReadonlyMap<string, string>,
): string | null {
  if (sent.size !== pairs.length) return 'a parameter is repeated'
  if (pairs.some(([name]) => !knownNames.has(name))) return 'unexpected parameter name'
  if (neededNames.some((name) => !sent.get(name))) return 'a parameter is missing'
  return null
}

function pairsOf(raw: string): [string, string][] {
  return raw.split('&').map((pair) => {
    const at = pair.indexOf('=')
    return at < 0 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)]
  })
}

const undecodable: Reading = {
  authentic: false,
  why: 'a value cannot be decoded',
  sealIsRight: true,
}

function messageOf(sent: ReadonlyMap<string, string>): Reading {
  const reference = decoded(sent.get('reference'))
  const transactionId = decoded(sent.get('refsfp'))
  const status = decoded(sent.get('etat'))
  if (!reference || !transactionId || !status) return undecodable
  const amount = decoded(sent.get('montant'))
  return {
    authentic: true,
    message: {
      shopId: decoded(sent.get('siret')),
      reference,
      transactionId,
      amountCents: amount && /^\d+(\.\d{1,2})?$/.test(amount) ? parseCents(amount) : null,
      currency: decoded(sent.get('devise')),
      status,
      meaning: meaningOfEtat(status),
    },
  }
}

/** Decoded once; null when it is absent, empty, no UTF-8, or longer than any value of the protocol. */
function decoded(value: string | undefined): string | null {
  if (!value || value.length > 200) return null
  if (!/^(?:[^%]|%[0-9a-f]{2})*$/i.test(value)) return null
  const bytes = value.replace(/%([0-9a-f]{2})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  )
  const text = Buffer.from(bytes, 'latin1').toString('utf8')
  return text.includes('\uFFFD') || text.includes('\u0000') ? null : text
}
