import { sql } from 'kysely'
import type { Tx } from '../../db/connect.ts'
import { dayOf, type Day } from '../../kernel/day.ts'
import type { MandateState } from './model.ts'

/** A mandate as its family sees it. Nothing of the account is opened. */
export interface FamilyMandate {
  readonly id: number
  readonly ref: string
  readonly rum: string
  readonly ics: string
  readonly state: MandateState
  readonly signedOn: Day | null
  readonly because: string | null
  readonly createdAt: Date
  readonly stateAt: Date
  /** It was signed for the account that counts today. */
  readonly isOfAccount: boolean
  /** Where its paper is; null: being printed, or taken back. */
  readonly paper: { readonly ref: string; readonly fileName: string } | null
}

/** Every mandate of a household, newest first. One statement. */
export async function mandatesOf(
  tx: Tx,
  householdId: number,
  now: Date,
): Promise<readonly FamilyMandate[]> {
  const day = dayOf(now)
  const found = await sql<FamilyMandate>`
    select m.id, m.ref, m.rum, m.ics, m.state, m.signed_on as "signedOn", m.because, m.created_at as "createdAt",
      m.state_at as "stateAt",
      exists (select 1 from bank_account b where b.id = m.bank_account_id
        and b.valid_from <= ${day}::date and (b.valid_to is null or b.valid_to >= ${day}::date)) as "isOfAccount",
      (select jsonb_build_object('ref', d.ref, 'fileName', d.file_name) from document d
       where d.kind = 'MANDATE' and d.source_id = m.id and d.household_id = m.household_id
         and d.superseded_at is null and d.blob_id is not null) as paper
    from mandate m where m.household_id = ${householdId}
    order by m.created_at desc, m.id desc limit 50`.execute(tx)
  return found.rows
}

/** The one that the screens speak of: the open one, an active one first; else the newest. */
export function presentMandate(mandates: readonly FamilyMandate[]): FamilyMandate | null {
  const order: readonly MandateState[] = ['ACTIVE', 'DRAFT', 'SUSPENDED']
  for (const state of order) {
    const found = mandates.find((one) => one.state === state)
    if (found) return found
  }
  return mandates[0] ?? null
}
