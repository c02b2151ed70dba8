import { sql } from 'kysely'
import { record } from '../audit/record.ts'
import type { Tx } from '../db/connect.ts'
import { addDays, dayOf, type Day } from '../kernel/day.ts'
import { Refusal } from '../kernel/refusal.ts'
import { renameHouseholds } from './change-person.ts'
import { endGuardianships } from './end-guardianships.ts'

export interface AdultToRemove {
  readonly householdId: number
  /** Ref or login. */
  readonly adult: string
  /** Kept in the audit trail. */
  readonly because: string
}

export interface RemovedAdult {
  readonly name: string
  /** Who is the responsable from now on, when it was the adult who left. */
  readonly newPayer: string | null
  /** An account that opens no file any more. */
  readonly idleLogin: string | null
}

/**
 * An adult belongs to a household no longer, from today on: signed out, and the household's file is closed to the
 * account. The responsable is followed by the partner: the file, its debts and its days stay with who stays. Rights on
 * the children end where no other file has both. Refuses NOT_FOUND, and LAST_ADULT when nobody would be left to pay.
 */
export async function removeAdult(
  tx: Tx,
  wanted: AdultToRemove,
  { now, actor }: { readonly now: Date; readonly actor: string },
): Promise<RemovedAdult> {
  const { householdId, because } = wanted
  const today = dayOf(now)
  await sql`select from household where id = ${householdId} for update`.execute(tx)
  const members = await membersOf(tx, householdId, today)
  const called = wanted.adult.toLowerCase()
  const leaver = members.find(({ ref, login }) => ref === called || login === called)
  if (!leaver) throw new Refusal('NOT_FOUND', { adult: wanted.adult })
  const heir = members.find((one) => one !== leaver && one.role !== 'JOINT_DEBTOR')
  if (!heir) throw new Refusal('LAST_ADULT')
  await endMembership(tx, leaver.id, today)
  if (leaver.role === 'PRIMARY') await makePayer(tx, householdId, heir, today)
  await endGuardianships(tx, { personId: leaver.personId }, today)
  await renameHouseholds(tx, heir.personId)
  await record(tx, {
    at: now,
    actorKind: 'OFFICER',
    actor,
    action: 'adult.leave',
    subject: 'person',
    subjectId: leaver.personId,
    householdId,
    purpose: because,
  })
  return {
    name: leaver.name,
    newPayer: leaver.role === 'PRIMARY' ? heir.name : null,
    idleLogin: (await hasFile(tx, leaver.personId, today)) ? null : leaver.login,
  }
}

interface Member {
  readonly id: number
  readonly personId: number
  readonly ref: string
  readonly login: string | null
  readonly name: string
  readonly role: 'PRIMARY' | 'PARTNER' | 'JOINT_DEBTOR'
}

async function membersOf(tx: Tx, householdId: number, today: Day): Promise<Member[]> {
  const found = await sql<Member>`
    select m.id, p.id as "personId", p.ref, a.login, p.first_name || ' ' || p.usual_name as name, m.role
    from household_adult m join person p on p.id = m.person_id left join account a on a.id = p.account_id
    where m.household_id = ${householdId} and p.erased_at is null
      and m.valid_from <= ${today}::date and (m.valid_to is null or m.valid_to >= ${today}::date)
    order by m.id`.execute(tx)
  return found.rows
}

/** What began today is taken back: it was never. */
async function endMembership(tx: Tx, id: number, today: Day): Promise<void> {
  await sql`delete from household_adult where id = ${id} and valid_from >= ${today}::date`.execute(
    tx,
  )
  await sql`update household_adult set valid_to = ${addDays(today, -1)} where id = ${id}`.execute(
    tx,
  )
}

/** The partner's days until yesterday stay a partner's. */
async function makePayer(tx: Tx, householdId: number, heir: Member, today: Day): Promise<void> {
  await endMembership(tx, heir.id, today)
  await sql`
    insert into household_adult (household_id, person_id, role, file_holder, valid_from)
    values (${householdId}, ${heir.personId}, 'PRIMARY', true, ${today})`.execute(tx)
}

async function hasFile(tx: Tx, personId: number, today: Day): Promise<boolean> {
  const found = await sql`
    select from household_adult
    where person_id = ${personId} and (valid_to is null or valid_to >= ${today}::date) limit 1`.execute(
    tx,
  )
  return found.rows.length > 0
}
