import { sql } from 'kysely'
import { record } from '../../audit/record.ts'
import type { Tx } from '../../db/connect.ts'
import { post } from '../../db/outbox.ts'
import { dayOf, type Day } from '../../kernel/day.ts'
import { fileReference } from '../../kernel/french.ts'
import { Refusal } from '../../kernel/refusal.ts'
import type { MandateActor } from './model.ts'

export interface Draft {
  readonly id: number
  readonly ref: string
  readonly rum: string
}

/**
 * Prepares a mandate for the household's present account; its paper is printed by a job. A draft that is there already
 * is the answer. Throws NO_BANK_ACCOUNT, and MANDATE_STATE while another mandate is active.
 */
export async function draftMandate(
  tx: Tx,
  { householdId, ics }: { readonly householdId: number; readonly ics: string },
  by: MandateActor,
): Promise<Draft> {
  const day = dayOf(by.now)
  const { bankAccountId, fileNumber, count, active } = await situationOf(tx, householdId, day)
  if (active) throw new Refusal('MANDATE_STATE', { state: 'ACTIVE' })
  if (bankAccountId === null) throw new Refusal('NO_BANK_ACCOUNT')
  const rum = rumOf(fileNumber, day, count + 1)
  const made = await sql<Draft>`
    insert into mandate (household_id, bank_account_id, rum, ics, created_at, state_at)
    values (${householdId}, ${bankAccountId}, ${rum}, ${ics}, ${by.now}, ${by.now})
    on conflict do nothing returning id, ref, rum`.execute(tx)
  const [draft] = made.rows
  if (!draft) return existing(tx, householdId)
  await post(tx, by.now, [
    { topic: 'mandate.paper', payload: { mandateId: draft.id }, householdId },
  ])
  await record(tx, {
    at: by.now,
    actorKind: by.actorKind,
    actor: by.actor,
    action: 'mandate.draft',
    subject: 'mandate',
    subjectId: draft.id,
    householdId,
  })
  return draft
}

/** `F00012-20261208-1`: the family's file, the day, how many it had. Within SEPA's 35 characters and its alphabet. */
export function rumOf(fileNumber: number, day: Day, number: number): string {
  return `${fileReference(fileNumber).replace('-', '')}-${day.replaceAll('-', '')}-${number}`
}

interface Situation {
  readonly bankAccountId: number | null
  readonly fileNumber: number
  /** Mandates that the household ever had. */
  readonly count: number
  readonly active: boolean
}

async function situationOf(tx: Tx, householdId: number, day: Day): Promise<Situation> {
  const found = await sql<Situation>`
    select h.file_number as "fileNumber",
      (select count(*)::int from mandate m where m.household_id = h.id) as count,
      exists (select 1 from mandate m where m.household_id = h.id and m.state = 'ACTIVE') as active,
      (select b.id from bank_account b where b.household_id = h.id
         and b.valid_from <= ${day}::date and (b.valid_to is null or b.valid_to >= ${day}::date)) as "bankAccountId"
    from household h where h.id = ${householdId}`.execute(tx)
  const [situation] = found.rows
  if (!situation) throw new Refusal('NOT_FOUND')
  return situation
}

async function existing(tx: Tx, householdId: number): Promise<Draft> {
  const found = await sql<Draft>`
    select id, ref, rum from mandate where household_id = ${householdId} and state = 'DRAFT'`.execute(
    tx,
  )
  const [draft] = found.rows
  if (!draft) throw new Refusal('MANDATE_STATE')
  return draft
}
