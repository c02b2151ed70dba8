import { sql } from 'kysely'
import { recordAll } from '../audit/record.ts'
import type { Tx } from '../db/connect.ts'
import { addDays, type Day } from '../kernel/day.ts'
import type { Cents } from '../kernel/money.ts'
import { notify } from '../messages/notify.ts'
import { ofMonth } from './runs.ts'

/** A family that lets one régie's invoices wait. */
export interface LateFamily {
  readonly householdId: number
  readonly fileNumber: number
  readonly name: string
  readonly regieCode: string
  /** The newest of them, which the mail names and leads to. */
  readonly invoiceId: number
  readonly ref: string
  readonly number: string
  readonly month: string
  readonly dueOn: Day
  /** How many are late, and what is left of them. */
  readonly invoices: number
  readonly remainingCents: Cents
}

/** Days after the due day until the second, last friendly reminder (domain.md §4.8). */
const secondAfterDays = 21

/**
 * Families with invoices due before a day, by name, one line a régie: one statement. Not those whose credits at that
 * régie pay for it, nor those of whom nobody else but the accounts knows the invoice yet.
 */
export async function lateFamilies(tx: Tx, dueBefore: Day): Promise<LateFamily[]> {
  const found = await sql<LateFamily>`
    with item as materialized (
      select household_id, regie_id, transfer_id,
             sum((amount_cents - settled_cents) * case side when 'DEBIT' then 1 else -1 end)::int as cents
      from open_item where settled_cents < amount_cents
      group by household_id, regie_id, transfer_id
    ), owed as (
      select household_id, regie_id from item group by household_id, regie_id having sum(cents) > 0
    ), late as (
      select distinct on (i.household_id, i.regie_id)
             i.household_id, i.regie_id, i.id, i.ref, i.number, i.period_from, i.due_on,
             count(*) over family as invoices, sum(item.cents) over family as cents
      from item join invoice i on i.transfer_id = item.transfer_id
      where item.cents > 0 and i.published_at is not null and i.due_on < ${dueBefore}::date
      window family as (partition by i.household_id, i.regie_id)
      order by i.household_id, i.regie_id, i.due_on desc, i.id desc
    )
    select h.id as "householdId", h.file_number as "fileNumber", h.name, r.code as "regieCode",
           late.id as "invoiceId", late.ref, late.number, to_char(late.period_from, 'YYYY-MM') as month,
           late.due_on as "dueOn", late.invoices::int as invoices, late.cents::int as "remainingCents"
    from late
    join owed using (household_id, regie_id)
    join household h on h.id = late.household_id
    join regie r on r.id = late.regie_id
    order by h.sort_name, h.id, r.code`.execute(tx)
  return found.rows
}

/** Once from this day on, and once more when it is three weeks late: what a reminder is known by. */
function reminderLevel({ dueOn }: LateFamily, today: Day): 1 | 2 {
  return dueOn <= addDays(today, -secondAfterDays) ? 2 : 1
}

interface By {
  readonly today: Day
  readonly now: Date
  readonly actor: string
}

/**
 * Reminds families by mail of what waits, each invoice and level once however often it is asked for. Returns how many
 * adults were told.
 */
export async function remindFamilies(
  tx: Tx,
  late: readonly LateFamily[],
  { today, now, actor }: By,
): Promise<number> {
  const told = await notify(
    tx,
    late.map((family) => ({
      kind: 'REMINDER',
      householdId: family.householdId,
      aboutId: family.invoiceId,
      dedupeKey: `reminder:${family.invoiceId}:${reminderLevel(family, today)}`,
      link: { page: 'invoice', ref: family.ref },
      detail: ofMonth(family.month),
    })),
    { now },
  )
  if (told === 0) return 0
  await recordAll(tx, [
    { at: now, actorKind: 'OFFICER', actor, action: 'invoice.remind', subject: 'notice' },
  ])
  return told
}
