import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import { leaveAccount, revokeMandate } from '../payments/mandates/change.ts'
import type { MandateActor } from '../payments/mandates/model.ts'
import type { RequestState } from './list.ts'
import { withdrawRequest } from './withdraw.ts'

/** Where the signed paper of a mandate stands. */
export interface SignatureRequest {
  readonly id: number
  readonly ref: string
  readonly householdId: number
  readonly state: RequestState
  readonly reason: string | null
}

/** The newest request about a mandate; null: its paper was never sent. */
export async function signatureRequest(
  tx: Tx,
  mandateId: number,
): Promise<SignatureRequest | null> {
  const found = await sql<SignatureRequest>`
    select r.id, r.ref, r.household_id as "householdId", r.state, r.reason
    from change_item i join change_request r on r.id = i.request_id
    where i.target = 'MANDATE' and i.target_id = ${mandateId}
    order by r.id desc limit 1`.execute(tx)
  return found.rows[0] ?? null
}

/** Gives up a mandate or a draft of it, with the request that still waits about it. In a parent's transaction too. */
export async function endMandate(
  tx: Tx,
  ending: { readonly mandateId: number; readonly because: string },
  by: MandateActor,
): Promise<void> {
  await dropSignature(tx, ending.mandateId, by)
  await revokeMandate(tx, ending, by)
}

/** Before a household's account is replaced: its mandate stops, and what waits about it has no more object. */
export async function leaveBankAccount(
  tx: Tx,
  householdId: number,
  by: MandateActor,
): Promise<void> {
  for (const mandateId of await leaveAccount(tx, householdId, by))
    await dropSignature(tx, mandateId, by)
}

async function dropSignature(tx: Tx, mandateId: number, by: MandateActor): Promise<void> {
  const sent = await signatureRequest(tx, mandateId)
  if (sent?.state === 'PENDING') await withdrawRequest(tx, sent, by)
}
