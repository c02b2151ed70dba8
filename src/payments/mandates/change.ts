import { sql } from 'kysely'
import { record } from '../../audit/record.ts'
import type { Tx } from '../../db/connect.ts'
import { post } from '../../db/outbox.ts'
import { dayOf, type Day } from '../../kernel/day.ts'
import { Refusal } from '../../kernel/refusal.ts'
import { notify } from '../../messages/notify.ts'
import { reasons, type MandateActor, type MandateState } from './model.ts'

export interface Signature {
  readonly mandateId: number
  /** The day written on the paper. */
  readonly signedOn: Day
  /** The scan, when there is one. */
  readonly evidenceId: number | null
}

/**
 * The town hall has seen the signature: debits may be taken. What the household had before is replaced. Throws
 * MANDATE_STATE unless it is a draft, MANDATE_ACCOUNT when its account is no longer the household's, MANDATE_DATE for
 * a day before the paper was printed or one to come.
 */
export async function activateMandate(
  tx: Tx,
  { mandateId, signedOn, evidenceId }: Signature,
  by: MandateActor,
): Promise<void> {
  const mandate = await lock(tx, mandateId, by.now)
  requireState(mandate, ['DRAFT'])
  requireAccount(mandate)
  requireDay(mandate, signedOn, by.now)
  const replaced = await sql<Pick<Mandate, 'id' | 'householdId'>>`
    update mandate set state = 'REVOKED', because = ${reasons.replaced}, state_at = ${by.now}
    where household_id = ${mandate.householdId} and state in ('ACTIVE', 'SUSPENDED')
    returning id, household_id as "householdId"`.execute(tx)
  for (const former of replaced.rows) await audit(tx, former, actions.REVOKED, by)
  await sql`
    update mandate set signed_on = ${signedOn}, evidence_id = ${evidenceId} where id = ${mandateId}`.execute(
    tx,
  )
  await move(tx, mandate, { to: 'ACTIVE', because: null }, by)
}

/** The day on the paper was read wrongly. The same throws as activateMandate. */
export async function correctSignature(
  tx: Tx,
  { mandateId, signedOn }: Omit<Signature, 'evidenceId'>,
  by: MandateActor,
): Promise<void> {
  const mandate = await lock(tx, mandateId, by.now)
  requireState(mandate, ['ACTIVE'])
  requireDay(mandate, signedOn, by.now)
  await sql`update mandate set signed_on = ${signedOn} where id = ${mandateId}`.execute(tx)
  await audit(tx, mandate, 'mandate.date', by)
}

/** No debit until it is resumed. The family reads why. */
export async function suspendMandate(
  tx: Tx,
  { mandateId, because }: { readonly mandateId: number; readonly because: string },
  by: MandateActor,
): Promise<void> {
  const mandate = await lock(tx, mandateId, by.now)
  requireState(mandate, ['ACTIVE'])
  await move(tx, mandate, { to: 'SUSPENDED', because }, by)
}

/** Debits may be taken again. Throws MANDATE_ACCOUNT when the account is no longer the household's. */
export async function resumeMandate(tx: Tx, mandateId: number, by: MandateActor): Promise<void> {
  const mandate = await lock(tx, mandateId, by.now)
  requireState(mandate, ['SUSPENDED'])
  requireAccount(mandate)
  await move(tx, mandate, { to: 'ACTIVE', because: null }, by)
}

/** The end of a mandate, or of a draft, by either side: it never comes back. In a parent's transaction too. */
export async function revokeMandate(
  tx: Tx,
  { mandateId, because }: { readonly mandateId: number; readonly because: string },
  by: MandateActor,
): Promise<void> {
  const mandate = await lock(tx, mandateId, by.now)
  requireState(mandate, ['DRAFT', 'ACTIVE', 'SUSPENDED'])
  await move(tx, mandate, { to: 'REVOKED', because }, by)
}

/**
 * Another bank account takes the place of the one that was signed for: its mandate is suspended, a draft given up.
 * Before the account is replaced: the database holds drafts and active mandates to theirs. Returns their ids.
 */
export async function leaveAccount(
  tx: Tx,
  householdId: number,
  by: MandateActor,
): Promise<number[]> {
  const open = await openOf(tx, householdId, by.now)
  for (const mandate of open) {
    const to = mandate.state === 'DRAFT' ? 'REVOKED' : 'SUSPENDED'
    if (mandate.state !== to) await move(tx, mandate, { to, because: reasons.account }, by)
  }
  return open.map(({ id }) => id)
}

/** The household's file goes on in another one, which signs its own. */
export async function endMandates(tx: Tx, householdId: number, by: MandateActor): Promise<void> {
  for (const mandate of await openOf(tx, householdId, by.now))
    await move(tx, mandate, { to: 'REVOKED', because: reasons.merged }, by)
}

/** Three years without a debit end a mandate (SEPA core rulebook). Safe to run again. Returns how many. */
export async function lapseMandates(tx: Tx, now: Date): Promise<number> {
  const found = await sql<Mandate>`
    select ${columns(now)} from mandate m
    where m.state in ('ACTIVE', 'SUSPENDED')
      and coalesce(m.last_collected_on, m.signed_on) + interval '36 months' <= ${dayOf(now)}::date
    order by m.id for update`.execute(tx)
  const by = { now, actorKind: 'SYSTEM', actor: 'lapse-mandates' } as const
  for (const mandate of found.rows)
    await move(tx, mandate, { to: 'EXPIRED', because: reasons.lapsed }, by)
  return found.rows.length
}

interface Mandate {
  readonly id: number
  readonly householdId: number
  readonly state: MandateState
  readonly printedOn: Day
  /** Its account is the one that counts today. */
  readonly isOfAccount: boolean
}

function columns(now: Date) {
  const day = dayOf(now)
  return sql`m.id, m.household_id as "householdId", m.state,
    (m.created_at at time zone 'Europe/Paris')::date as "printedOn",
    exists (select 1 from bank_account b where b.id = m.bank_account_id
      and b.valid_from <= ${day}::date and (b.valid_to is null or b.valid_to >= ${day}::date)) as "isOfAccount"`
}

async function lock(tx: Tx, id: number, now: Date): Promise<Mandate> {
  const found = await sql<Mandate>`
    select ${columns(now)} from mandate m where m.id = ${id} for update`.execute(tx)
  const [mandate] = found.rows
  if (!mandate) throw new Refusal('NOT_FOUND')
  return mandate
}

async function openOf(tx: Tx, householdId: number, now: Date): Promise<readonly Mandate[]> {
  const found = await sql<Mandate>`
    select ${columns(now)} from mandate m
    where m.household_id = ${householdId} and m.state in ('DRAFT', 'ACTIVE', 'SUSPENDED')
    order by m.id for update`.execute(tx)
  return found.rows
}

function requireState({ state }: Mandate, allowed: readonly MandateState[]): void {
  if (!allowed.includes(state)) throw new Refusal('MANDATE_STATE', { state })
}

function requireAccount({ isOfAccount }: Mandate): void {
  if (!isOfAccount) throw new Refusal('MANDATE_ACCOUNT')
}

function requireDay({ printedOn }: Mandate, signedOn: Day, now: Date): void {
  if (signedOn < printedOn || signedOn > dayOf(now))
    throw new Refusal('MANDATE_DATE', { printed: printedOn })
}

const actions: Readonly<Record<MandateState, string>> = {
  DRAFT: 'mandate.draft',
  ACTIVE: 'mandate.activate',
  SUSPENDED: 'mandate.suspend',
  REVOKED: 'mandate.revoke',
  EXPIRED: 'mandate.expire',
}

/** Row, audit, notice; the paper of a draft that is over is taken off the family's documents by the job. */
async function move(
  tx: Tx,
  mandate: Mandate,
  { to, because }: { readonly to: MandateState; readonly because: string | null },
  by: MandateActor,
): Promise<void> {
  const { id, householdId, state } = mandate
  await sql`
    update mandate set state = ${to}, because = ${because}, state_at = ${by.now} where id = ${id}`.execute(
    tx,
  )
  await audit(tx, mandate, actions[to], by)
  if (state === 'DRAFT' && to === 'REVOKED')
    await post(tx, by.now, [{ topic: 'mandate.paper', payload: { mandateId: id }, householdId }])
  else
    await notify(
      tx,
      {
        kind: 'MANDATE',
        householdId,
        dedupeKey: `mandate:${id}:${to}:${by.now.getTime()}`,
        link: { page: 'mandate' },
        detail: to,
      },
      by,
    )
}

function audit(
  tx: Tx,
  { id, householdId }: Pick<Mandate, 'id' | 'householdId'>,
  action: string,
  by: MandateActor,
): Promise<void> {
  return record(tx, {
    at: by.now,
    actorKind: by.actorKind,
    actor: by.actor,
    action,
    subject: 'mandate',
    subjectId: id,
    householdId,
  })
}
