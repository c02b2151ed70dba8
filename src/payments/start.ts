import { encodeBase32UpperCaseNoPadding } from '@oslojs/encoding'
import { sql } from 'kysely'
import { randomBytes } from 'node:crypto'
import { record } from '../audit/record.ts'
import type { Tx } from '../db/connect.ts'
import { useFormKey } from '../db/form-keys.ts'
import { addDays, dayOf } from '../kernel/day.ts'
import type { Cents } from '../kernel/money.ts'
import { Refusal } from '../kernel/refusal.ts'
import type { Settings } from '../settings/settings.ts'
import { regieDues, type RegieDue } from './dues.ts'
import type { Order } from './provider.ts'
import { contractOf } from './providers/registry.ts'
import { newRef } from '../kernel/ids.ts'

export interface PaymentWish {
  readonly householdId: number
  readonly personId: number
  readonly accountId: number
  readonly regieCode: string
  /** The family was warned that another attempt is younger than 20 minutes, and goes on. */
  readonly again: boolean
  readonly formKey: string
}

export interface PaymentAddresses {
  /** Absolute: where the bank sends the browser back. */
  readonly returnUrl: string
  /** Where a repeat of the form goes on to the same attempt. */
  readonly resumeAt: (attemptRef: string) => string
}

export type StartedPayment =
  | { readonly kind: 'BANK'; readonly url: string; readonly attemptRef: string }
  | { readonly kind: 'REPEAT'; readonly to: string }
  /** Another attempt is younger than 20 minutes: the family is asked first. */
  | { readonly kind: 'WARNING' }

interface By {
  readonly now: Date
  readonly settings: Settings
  readonly addresses: PaymentAddresses
  readonly actor: string
}

/** The bank takes up to 99 999,99 € at once. */
const mostCents = 9_999_999

/**
 * Sends a family to the bank for everything it owes to one régie: one attempt with its own reference, the amount
 * frozen. Refuses NOTHING_DUE, AMOUNT_TOO_SMALL and PROVIDER_NOT_CONFIGURED. In the parent's transaction.
 */
export async function startPayment(tx: Tx, wish: PaymentWish, by: By): Promise<StartedPayment> {
  const { provider, shop } = contractOf(by.settings)
  const attemptRef = newRef()
  const answerTo = by.addresses.resumeAt(attemptRef)
  const repeat = await useFormKey(tx, wish.formKey, {
    accountId: wish.accountId,
    answerTo,
    now: by.now,
  })
  if (repeat) return { kind: 'REPEAT', to: repeat }
  const dues = await regieDues(tx, wish.householdId, by.now)
  const due = dues.find((one) => one.regieCode === wish.regieCode)
  if (!due) throw new Refusal('NOTHING_DUE')
  const amountCents = payableCents(due, by.settings)
  if (due.recentAttemptAt && !wish.again) return { kind: 'WARNING' }
  const order = {
    reference: newReference(),
    amountCents,
    validUntil: addDays(dayOf(by.now), 1),
    email: await emailOf(tx, wish.personId),
    returnUrl: by.addresses.returnUrl,
  }
  await sql`
    insert into payment_attempt (ref, reference, household_id, person_id, regie_id, amount_cents, mode, provider,
      shop_id, created_at, state_at)
    values (${attemptRef}, ${order.reference}, ${wish.householdId}, ${wish.personId}, ${due.regieId}, ${amountCents},
      ${shop.mode}, ${provider.name}, ${shop.shopId}, ${by.now}, ${by.now})`.execute(tx)
  await record(tx, {
    at: by.now,
    actorKind: 'PARENT',
    actor: by.actor,
    action: 'payment.start',
    subject: `payment_attempt:${order.reference}`,
    householdId: wish.householdId,
  })
  return { kind: 'BANK', url: await provider.startUrl(order, shop), attemptRef }
}

/** The bank's address of an attempt that has not ended, for a form sent twice. Null when there is none. */
export async function resumePayment(
  tx: Tx,
  attempt: { readonly householdId: number; readonly attemptRef: string },
  by: Pick<By, 'settings' | 'addresses'>,
): Promise<string | null> {
  const found = await sql<Omit<Order, 'returnUrl' | 'validUntil'> & { createdAt: Date }>`
    select reference, amount_cents as "amountCents", created_at as "createdAt",
           (select email from person where person.id = person_id) as email
    from payment_attempt
    where ref = ${attempt.attemptRef} and household_id = ${attempt.householdId} and state = 'CREATED'`.execute(
    tx,
  )
  const row = found.rows[0]
  if (!row) return null
  const { provider, shop } = contractOf(by.settings)
  const validUntil = addDays(dayOf(row.createdAt), 1)
  return provider.startUrl({ ...row, validUntil, returnUrl: by.addresses.returnUrl }, shop)
}

function payableCents(due: RegieDue, settings: Settings): Cents {
  const least = Math.max(settings.payment.minimumCents, 100)
  if (due.dueCents < least) {
    throw new Refusal('AMOUNT_TOO_SMALL', { dueCents: due.dueCents, leastCents: least })
  }
  return Math.min(due.dueCents, mostCents)
}

async function emailOf(tx: Tx, personId: number): Promise<string | null> {
  const found = await sql<{ email: string | null }>`
    select email from person where id = ${personId}`.execute(tx)
  return found.rows[0]?.email ?? null
}

/** 100 random bits as 20 letters and digits: fits every provider, never used twice, nothing to guess. */
function newReference(): string {
  return encodeBase32UpperCaseNoPadding(randomBytes(13)).slice(0, 20)
}
