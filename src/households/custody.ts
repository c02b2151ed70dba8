import { sql } from 'kysely'
import { record } from '../audit/record.ts'
import type { Tx } from '../db/connect.ts'
import { addDays, dayOf, schoolYearOf, type Day } from '../kernel/day.ts'
import { Refusal } from '../kernel/refusal.ts'
import {
  custodyDays,
  type CustodyException,
  type CustodyRule,
  type HolidaySpan,
} from './custody-rule.ts'

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

export interface Custody extends CustodyRule {
  readonly id: number
  readonly childId: number
  readonly billing: CustodyBilling
  readonly firstPercent: number | null
  readonly judgmentRef: string | null
  readonly decidedBy: string
  readonly validFrom: Day
  readonly validTo: Day | null
}

interface By {
  readonly now: Date
  readonly actor: string
}

/** Days are known to the end of the next school year. */
export function custodyHorizon(today: Day): Day {
  return `${schoolYearOf(today) + 2}-07-31`
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
  await addExceptions(tx, id, rule.exceptions)
  await rebuild(tx, { id, childId, validFrom, rule }, holidays, by)
  await recordDecision(tx, { action: 'custody.set', childId, by })
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

/** Adds days that leave the rule of the custody in force, and builds its days anew from tomorrow on. */
export async function addCustodyExceptions(
  tx: Tx,
  custody: Custody,
  exceptions: readonly CustodyException[],
  { holidays, ...by }: By & { readonly holidays: readonly HolidaySpan[] },
): Promise<void> {
  await addExceptions(tx, custody.id, exceptions)
  const rule = { ...custody, exceptions: [...custody.exceptions, ...exceptions] }
  const { id, childId, validFrom } = custody
  await rebuild(tx, { id, childId, validFrom, rule }, holidays, by)
  await recordDecision(tx, { action: 'custody.except', childId, by })
}

/** The custody of a child on a day. */
export async function custodyOf(tx: Tx, childId: number, day: Day): Promise<Custody | undefined> {
  const found = await sql<Custody>`
    select c.id, c.child_id as "childId", c.billing, c.first_percent as "firstPercent", c.first_household_id as "firstHouseholdId",
      c.second_household_id as "secondHouseholdId", c.even_week_household_id as "evenWeekHouseholdId",
      c.handover_weekday as "handoverWeekday", to_char(c.handover_time, 'HH24:MI') as "handoverTime",
      c.even_year_first_half_id as "evenYearFirstHalfId", e.ref as "judgmentRef", c.decided_by as "decidedBy",
      c.valid_from as "validFrom", c.valid_to as "validTo",
      (select coalesce(jsonb_agg(jsonb_build_object('householdId', x.household_id, 'firstDay', x.first_day,
          'lastDay', x.last_day) order by x.first_day), '[]')
       from custody_exception x where x.custody_id = c.id) as exceptions
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

async function addExceptions(tx: Tx, custodyId: number, exceptions: readonly CustodyException[]) {
  if (exceptions.length === 0) return
  await sql`
    insert into custody_exception (custody_id, household_id, first_day, last_day)
    select ${custodyId}, "householdId", "firstDay", "lastDay"
    from jsonb_to_recordset(${JSON.stringify(exceptions)}::jsonb)
      as x("householdId" bigint, "firstDay" date, "lastDay" date)`.execute(tx)
}

/** What has begun is not rewritten: from tomorrow on, or from the first day of a custody to come. */
async function rebuild(
  tx: Tx,
  {
    id,
    childId,
    validFrom,
    rule,
  }: {
    readonly id: number
    readonly childId: number
    readonly validFrom: Day
    readonly rule: CustodyRule
  },
  holidays: readonly HolidaySpan[],
  { now }: By,
): Promise<void> {
  const today = dayOf(now)
  const tomorrow = addDays(today, 1)
  const firstDay = validFrom > tomorrow ? validFrom : tomorrow
  const days = custodyDays(rule, { firstDay, lastDay: custodyHorizon(today) }, holidays)
  await sql`delete from custody_day where child_id = ${childId} and day >= ${firstDay}::date`.execute(
    tx,
  )
  await sql`
    insert into custody_day (child_id, day, household_id, custody_id)
    select ${childId}, day, household_id, ${id}
    from unnest(${days.map((one) => one.day)}::date[], ${days.map((one) => one.householdId)}::bigint[])
      as built(day, household_id)`.execute(tx)
}

async function recordDecision(
  tx: Tx,
  { action, childId, by }: { readonly action: string; readonly childId: number; readonly by: By },
): Promise<void> {
  await record(tx, {
    at: by.now,
    actorKind: 'OFFICER',
    actor: by.actor,
    action,
    subject: 'child',
    subjectId: childId,
  })
}
