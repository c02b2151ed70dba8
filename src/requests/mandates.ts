import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import type { Keys } from '../db/keys.ts'
import type { Day } from '../kernel/day.ts'
import { Refusal } from '../kernel/refusal.ts'
import { activateMandate, correctSignature } from '../payments/mandates/change.ts'
import type { MandateActor, MandateState } from '../payments/mandates/model.ts'
import { decideRequest } from './decide.ts'
import { requestChange, type ChangeResult } from './request-change.ts'
import { signatureRequest } from './signatures.ts'

/** The signed paper that a family sent back. */
export interface SignedMandate {
  readonly householdId: number
  readonly personId: number
  readonly mandateId: number
  readonly rum: string
  readonly signedOn: Day
  readonly evidenceId: number
}

/** A family gives its mandate back, signed: the town hall looks at it before any debit. */
export function giveSignedMandate(
  tx: Tx,
  keys: Keys,
  { householdId, personId, mandateId, rum, signedOn, evidenceId }: SignedMandate,
  by: { readonly now: Date; readonly actor: string },
): Promise<ChangeResult> {
  const value = { rum, signedOn }
  const changes = [{ target: 'MANDATE', targetId: mandateId, field: 'signature', value } as const]
  return requestChange(tx, keys, { householdId, personId, changes, evidenceIds: [evidenceId] }, by)
}

/** An officer who has the paper in hand: what the family sent is accepted with it, else the counter's paper is. */
export async function acceptMandate(
  tx: Tx,
  keys: Keys,
  {
    mandateId,
    signedOn,
    evidenceId,
  }: {
    readonly mandateId: number
    readonly signedOn: Day
    readonly evidenceId: number | null
  },
  by: MandateActor,
): Promise<void> {
  const sent = await signatureRequest(tx, mandateId)
  if (sent?.state !== 'PENDING') return activateMandate(tx, { mandateId, signedOn, evidenceId }, by)
  await decideRequest(tx, keys, { requestId: sent.id, accept: 'all', because: null }, by)
  await correctSignature(tx, { mandateId, signedOn }, by)
}

/** The paper that a family sent cannot be used: it reads why, and sends another. Throws MANDATE_STATE when none waits. */
export async function refuseSignature(
  tx: Tx,
  keys: Keys,
  { mandateId, because }: { readonly mandateId: number; readonly because: string },
  by: MandateActor,
): Promise<void> {
  const sent = await signatureRequest(tx, mandateId)
  if (sent?.state !== 'PENDING') throw new Refusal('MANDATE_STATE', { sent: 'nothing' })
  await decideRequest(tx, keys, { requestId: sent.id, accept: [], because }, by)
}

/** A mandate as `preau debits mandates` lists it. */
export interface ListedMandate {
  readonly id: number
  readonly ref: string
  readonly rum: string
  readonly ics: string
  readonly state: MandateState
  readonly householdId: number
  readonly fileNumber: number
  readonly family: string
  readonly signedOn: Day | null
  readonly lastCollectedOn: Day | null
  readonly because: string | null
  readonly stateAt: Date
  readonly bankAccountId: number | null
  /** Number of the request with the signed paper that waits for a decision. */
  readonly request: number | null
}

/** Mandates of all families, those with a paper to look at first, then the newest. One statement. */
export async function listMandates(
  tx: Tx,
  filter: { readonly states?: readonly MandateState[]; readonly rum?: string },
): Promise<readonly ListedMandate[]> {
  const found = await sql<ListedMandate>`
    select m.id, m.ref, m.rum, m.ics, m.state, m.household_id as "householdId", h.file_number as "fileNumber",
      h.name as family, m.signed_on as "signedOn", m.last_collected_on as "lastCollectedOn", m.because,
      m.state_at as "stateAt", m.bank_account_id as "bankAccountId", waiting.id as request
    from mandate m
    join household h on h.id = m.household_id
    left join lateral (
      select i.request_id as id from change_item i
      where i.target = 'MANDATE' and i.target_id = m.id and i.household_id = m.household_id and i.state = 'PENDING'
      limit 1) waiting on true
    where (${filter.states ?? null}::text[] is null or m.state = any(${filter.states ?? null}::text[]))
      and (${filter.rum ?? null}::text is null or m.rum = ${filter.rum ?? null})
    order by waiting.id nulls last, m.state_at desc, m.id desc
    limit 5000`.execute(tx)
  return found.rows
}

/** Papers that came back signed, the oldest first: the one that counts, and those that came with requests. */
export async function mandateScans(
  tx: Tx,
  mandateId: number,
): Promise<readonly { readonly ref: string }[]> {
  const found = await sql<{ ref: string }>`
    select e.ref from evidence e
    where e.id in (
      select evidence_id from mandate where id = ${mandateId}
      union
      select p.evidence_id from change_item i join change_proof p on p.request_id = i.request_id
      where i.target = 'MANDATE' and i.target_id = ${mandateId})
    order by e.id`.execute(tx)
  return found.rows
}
