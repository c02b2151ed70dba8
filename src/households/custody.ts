import { sql } from 'kysely'
import { rowsHash } from '../audit/hashes.ts'
import { record } from '../audit/record.ts'
import type { Tx } from '../db/connect.ts'
import { addDays, dayOf, type Day } from '../kernel/day.ts'
import { Refusal } from '../kernel/refusal.ts'
import { buildCustodyDays, custodyColumns, type DecidedCustody } from './custody-days.ts'
import { keepExceptions, withExceptions } from './custody-exceptions.ts'
import type { CustodyException, CustodyRule, HolidaySpan } from './custody-rule.ts'

/**
 * Who is billed: the household whose day it is, and which alone books it; the one that books; both for a part of each
 * day at their own price; or the first household for every day.
 */
export type CustodyBilling = 'BY_CALENDAR' | 'BY_BOOKER' | 'BY_PERCENT' | 'SINGLE_PAYER'

export interface NewCustody {
  readonly childId: number
  readonly rule: CustodyRule
  readonly billing: CustodyBilling
  /** BY_PERCENT: what the rule's first household pays, 1 to 99; it takes the odd cent. */
  readonly firstPercent?: number
  /** The paper it was decided on. */
  readonly judgmentId: number | null
  readonly validFrom: Day
}

export interface Custody extends DecidedCustody {
  readonly billing: CustodyBilling
  readonly firstPercent: number | null
  readonly judgmentRef: string | null
  readonly decidedBy: string
}

interface By {
  readonly now: Date
  readonly actor: string
}

/**
 * Decides where a child of two households lives from a day on. What was decided before ends the day before; days that
 * have begun stay as they were. Refused unless both households are the child's.
 */
export async function setCustody(
  tx: Tx,
  custody: NewCustody,
  holidays: readonly HolidaySpan[],
  by: By,
): Promise<number> {
  const { childId, rule } = custody
  const validFrom = await firstDayFor(tx, custody, by)
  await requireBothHouseholds(tx, childId, rule, validFrom)
  const own = { column: 'child_id', value: childId } as const
  const beforeHash = await rowsHash(tx, 'custody', own)
  await sql`delete from custody where child_id = ${childId} and valid_from >= ${validFrom}::date`.execute(
    tx,
  )
  await sql`
    update custody set valid_to = ${addDays(validFrom, -1)}
    where child_id = ${childId} and (valid_to is null or valid_to >= ${validFrom}::date)`.execute(
    tx,
  )
  const made = await sql<{ id: number }>`
    insert into custody (child_id, mode, billing, first_percent, first_household_id, second_household_id, even_week_household_id,
      handover_weekday, handover_time, even_year_first_half_id, judgment_id, decided_by, decided_at, valid_from)
    values (${childId}, 'ALTERNATING', ${custody.billing}, ${custody.firstPercent ?? null}, ${rule.firstHouseholdId}, ${rule.secondHouseholdId},
      ${rule.evenWeekHouseholdId}, ${rule.handoverWeekday}, ${rule.handoverTime}, ${rule.evenYearFirstHalfId},
      ${custody.judgmentId}, ${by.actor}, ${by.now}, ${validFrom})
    returning id`.execute(tx)
  const id = made.rows[0]?.id ?? 0
  const exceptions = withExceptions([], rule.exceptions)
  await keepExceptions(tx, id, exceptions)
  const decided = { ...rule, exceptions, id, childId, validFrom, validTo: null }
  await buildCustodyDays(tx, decided, holidays, by.now)
  const afterHash = await rowsHash(tx, 'custody', own)
  await recordDecision(tx, { action: 'custody.set', childId, beforeHash, afterHash, by })
  return id
}

/** A first decision may be told afterwards; one that replaces another starts tomorrow at the earliest. */
async function firstDayFor(tx: Tx, { childId, validFrom }: NewCustody, { now }: By): Promise<Day> {
  const today = dayOf(now)
  if (validFrom > today) return validFrom
  const begun = await sql`
    select 1 from custody where child_id = ${childId} and valid_from <= ${today}::date limit 1`.execute(
    tx,
  )
  return begun.rows.length > 0 ? addDays(today, 1) : validFrom
}

/** Days that leave the rule of a custody, within its own days; those of tomorrow and later change. */
export async function addCustodyExceptions(
  tx: Tx,
  custody: Custody,
  added: readonly CustodyException[],
  { holidays, ...by }: By & { readonly holidays: readonly HolidaySpan[] },
): Promise<void> {
  const { id, childId } = custody
  const own = { column: 'custody_id', value: id } as const
  const beforeHash = await rowsHash(tx, 'custody_exception', own)
  const exceptions = withExceptions(custody.exceptions, added)
  await keepExceptions(tx, id, exceptions)
  await buildCustodyDays(tx, { ...custody, exceptions }, holidays, by.now)
  const afterHash = await rowsHash(tx, 'custody_exception', own)
  await recordDecision(tx, { action: 'custody.except', childId, beforeHash, afterHash, by })
}

/** The custody of a child on a day, or the next that begins after it. */
export async function custodyOf(tx: Tx, childId: number, day: Day): Promise<Custody | undefined> {
  const found = await sql<Custody>`
    select ${custodyColumns}, c.billing, c.first_percent as "firstPercent", e.ref as "judgmentRef",
      c.decided_by as "decidedBy"
    from custody c
    left join evidence e on e.id = c.judgment_id
    where c.child_id = ${childId} and c.mode = 'ALTERNATING'
      and (c.valid_to is null or c.valid_to >= ${day}::date)
    order by c.valid_from limit 1`.execute(tx)
  return found.rows[0]
}

async function requireBothHouseholds(
  tx: Tx,
  childId: number,
  { firstHouseholdId, secondHouseholdId, evenWeekHouseholdId, exceptions }: CustodyRule,
  day: Day,
): Promise<void> {
  const named = [firstHouseholdId, secondHouseholdId]
  const found = await sql<{ id: number }>`
    select household_id as id from household_child
    where child_id = ${childId} and household_id = any(${named}::bigint[])
      and valid_from <= ${day}::date and (valid_to is null or valid_to >= ${day}::date)`.execute(tx)
  const all = [evenWeekHouseholdId, ...exceptions.map((one) => one.householdId)]
  const areKnown = all.every((id) => named.includes(id))
  if (found.rows.length !== 2 || !areKnown) throw new Refusal('NOT_OF_BOTH_HOUSEHOLDS')
}

async function recordDecision(tx: Tx, { by, childId, ...decision }: Decision): Promise<void> {
  await record(tx, {
    at: by.now,
    actorKind: 'OFFICER',
    actor: by.actor,
    subject: 'child',
    subjectId: childId,
    ...decision,
  })
}

interface Decision {
  readonly action: string
  readonly childId: number
  readonly beforeHash: Buffer | null
  readonly afterHash: Buffer | null
  readonly by: By
}
