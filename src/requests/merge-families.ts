import { sql } from 'kysely'
import { record } from '../audit/record.ts'
import type { Tx } from '../db/connect.ts'
import type { Keys } from '../db/keys.ts'
import { moveEnrolments } from '../enrolments/move-to-household.ts'
import { bringRecords, type BroughtRecords } from '../households/bring-records.ts'
import { moveMembers, refuseToMixParents, type Merge } from '../households/merge-households.ts'
import { moveCustody } from '../households/move-custody.ts'
import { endMandates } from '../payments/mandates/change.ts'
import { dayOf } from '../kernel/day.ts'
import { Refusal } from '../kernel/refusal.ts'

export interface Merged {
  readonly enrolments: number
  readonly days: number
  readonly records: readonly BroughtRecords[]
}

/**
 * Makes one family of two files: children, adults, custody, enrolments and booked days to come go to the file that goes
 * on, with what it lacks of the former's quotients, C.A.F. file, tax notices, bank account and address. What waits for
 * a decision is decided first. What was issued, paid, written and given stays in the former file, which its adults may
 * still open: the accounts of the ledger are never rewritten, so a file that still owes, or is owed, is settled first.
 */
export async function mergeFamilies(
  tx: Tx,
  keys: Keys,
  merge: Merge,
  { now, actor }: { readonly now: Date; readonly actor: string },
): Promise<Merged> {
  const { fromId, intoId } = merge
  const day = dayOf(now)
  if (fromId === intoId) throw new Refusal('CANNOT_MERGE', { files: 'the same' })
  const locked = await sql<{ id: number }>`
    select id from household where id = any(${[fromId, intoId]}::bigint[])
      and merged_into_id is null and erased_at is null and closed_on is null
    order by id for update`.execute(tx)
  if (locked.rows.length !== 2) throw new Refusal('CANNOT_MERGE', { files: 'closed' })
  await refuseToMixParents(tx, merge, day)
  await refuseOpenMoney(tx, fromId)
  await refuseUndecided(tx, fromId)
  await endMandates(tx, fromId, { now, actor, actorKind: 'OFFICER' })
  await moveCustody(tx, merge, day)
  const moved = await moveEnrolments(tx, { fromId, intoId, day }, { now, actor })
  const records = await bringRecords(tx, keys, merge, { now, actor })
  await moveMembers(tx, merge, day)
  for (const householdId of [fromId, intoId]) {
    await record(tx, {
      at: now,
      actorKind: 'OFFICER',
      actor,
      action: 'household.merge',
      subject: 'household',
      subjectId: householdId,
      householdId,
    })
  }
  return { ...moved, records }
}

async function refuseOpenMoney(tx: Tx, fromId: number): Promise<void> {
  const found = await sql<{ open: number; pending: boolean; atBank: boolean }>`
    select
      (select coalesce(sum(case side when 'DEBIT' then amount_cents - settled_cents else settled_cents - amount_cents end), 0)::int
       from open_item where household_id = ${fromId}) as open,
      exists (select 1 from open_item where household_id = ${fromId} and settled_cents < amount_cents)
        or exists (select 1 from draft where household_id = ${fromId}) as pending,
      exists (select 1 from payment_attempt
        where household_id = ${fromId} and state in ('CREATED', 'PENDING')) as "atBank"`.execute(tx)
  const [money] = found.rows
  if (money?.atBank) throw new Refusal('CANNOT_MERGE', { at_the_bank: 'a payment, for two days' })
  if (money?.pending) throw new Refusal('CANNOT_MERGE', { open_cents: money.open })
}

/** A decision would be applied to a file that nobody looks at any more. */
async function refuseUndecided(tx: Tx, fromId: number): Promise<void> {
  const found = await sql<{ undecided: string | null }>`
    select case
      when exists (select 1 from change_request where household_id = ${fromId} and state = 'PENDING') then 'requests'
      when exists (select 1 from evidence where household_id = ${fromId} and state = 'RECEIVED') then 'documents'
    end as undecided`.execute(tx)
  const [row] = found.rows
  if (row?.undecided) throw new Refusal('CANNOT_MERGE', { undecided: row.undecided })
}
