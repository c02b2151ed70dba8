import { z } from '../kernel/forms.ts'
import { parseCents } from '../kernel/money.ts'
import { decide, type AttemptContext } from './decide.ts'
import type { Action, AttemptState } from './provider.ts'
import { base64Url } from './providers/spplus/base64-url.ts'
import { readNotification } from './providers/spplus/notification.ts'
import { sealedNames } from './providers/spplus/request.ts'
import { decryptClent, hmacKeyOf, isClent, seal } from './providers/spplus/seal.ts'
import { spplus } from './providers/spplus/spplus.ts'

const states: Readonly<Record<string, AttemptState>> = {
  created: 'CREATED',
  pending: 'PENDING',
  failed: 'FAILED',
  cancelled: 'CANCELLED',
  expired: 'EXPIRED',
  paid: 'PAID',
  refunded: 'REFUNDED',
  chargeback: 'CHARGEBACK',
  cancelled_after_paid: 'CANCELLED_AFTER_PAID',
}

const clent = z.string().refine(isClent, 'a clent is 48 hexadecimal digits')
const params = z.array(z.tuple([z.string(), z.string()]))
const context = z.object({
  reference: z.string(),
  montant: z.string(),
  devise: z.string(),
  siret: z.string(),
  state: z.string().refine((state) => Object.hasOwn(states, state), 'no state of an attempt'),
  paid_by_refsfp: z.string().nullish(),
})
const oneVector = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('key'), id: z.string(), input: z.object({ clent }) }),
  z.object({
    kind: z.literal('request-seal-7-fields'),
    id: z.string(),
    input: z.object({ clent, fields: z.record(z.string(), z.string()) }),
  }),
  z.object({
    kind: z.literal('request-seal-all-fields-in-order'),
    id: z.string(),
    input: z.object({ clent, params }),
  }),
  z.object({
    kind: z.literal('request-url-base64'),
    id: z.string(),
    input: z.object({ clent, params, payment_url: z.string() }),
  }),
  z.object({
    kind: z.literal('notification'),
    id: z.string(),
    input: z.object({ clent, query_string: z.string(), context: context.nullish() }),
  }),
])

/** A test vector of SP Plus: one request or notification with the attempt as it stood. */
export type Vector = z.infer<typeof oneVector>

/** Reads one vector, a list of them, or a file `{vectors: […]}`. Throws z.ZodError on anything else. */
export const vectorFile: z.ZodType<readonly Vector[]> = z.union([
  z.object({ vectors: z.array(oneVector) }).transform(({ vectors }) => vectors),
  z.array(oneVector),
  oneVector.transform((one) => [one]),
])

/** What the portal makes of a vector, in the words of its `expected`. No database. */
export function inspectVector(vector: Vector): object {
  const { kind, input } = vector
  if (kind === 'notification') {
    return decided(input.clent, input.query_string, attemptOf(input.context ?? null))
  }
  return kind === 'key' ? keyOf(input.clent) : sealOf(vector)
}

function keyOf(key: string) {
  return {
    decrypted_hex: decryptClent(key).toString('hex'),
    hmac_key_hex: hmacKeyOf(key).toString('hex'),
  }
}

function sealOf(vector: Exclude<Vector, { kind: 'key' | 'notification' }>) {
  const { kind, input } = vector
  if (kind === 'request-url-base64') {
    const made = base64Url(input.clent, input.params, input.payment_url)
    return { ...made, urlencoded_length_mod_3: Buffer.byteLength(made.urlencoded) % 3 }
  }
  const values =
    kind === 'request-seal-7-fields'
      ? sealedNames.map((name) => input.fields[name] ?? '')
      : input.params.map(([, value]) => value)
  return sealed(input.clent, values)
}

function sealed(key: string, values: readonly string[]) {
  return { signed_string: values.join(''), hmac: seal(key, values.join('')) }
}

/** The portal's answer to the bank and its decision, in the words of the vectors. */
export interface Inspection {
  readonly answer: string
  readonly signature_valid: boolean
  readonly action: Action
  readonly why?: string
}

function decided(key: string, raw: string, attempt: AttemptContext | null): Inspection {
  const reading = readNotification(raw, key)
  const decision = decide(reading, attempt)
  return {
    answer: spplus.acknowledgement,
    signature_valid: reading.authentic || reading.sealIsRight,
    action: decision.action,
    ...(decision.why === undefined ? {} : { why: decision.why }),
  }
}

function attemptOf(given: z.infer<typeof context> | null): AttemptContext | null {
  if (!given) return null
  return {
    reference: given.reference,
    shopId: given.siret,
    amountCents: parseCents(given.montant) ?? 0,
    currency: given.devise,
    state: states[given.state] ?? 'CREATED',
    paidBy: given.paid_by_refsfp ?? null,
  }
}
