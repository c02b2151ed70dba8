import { sql } from 'kysely'
import { parseDeadline } from '../../src/activities/deadline-rule.ts'
import type { Database, Tx } from '../../src/db/connect.ts'
import { asParent, asWorker, type Parent } from '../../src/db/transactions.ts'
import { daysBetween, weekdayOf } from '../../src/kernel/day.ts'
import { sha256 } from '../../src/kernel/ids.ts'
import { matchKey } from '../../src/kernel/text.ts'
import type { BookingKey } from '../../src/enrolments/booking-key.ts'
import { openSession } from '../support/session.ts'

/** The families of the story, their activities and a school calendar of November and December 2026. */
export interface Story {
  readonly households: { martin: number; leroy: number; bernard: number; diallo: number }
  readonly children: { zoe: number; noel: number; ines: number; moussa: number }
  readonly activities: { canteen: number; care: number; homework: number }
  readonly groups: { canteen: number; care: number }
  readonly units: { meal: number; morning: number; evening: number }
}

export const place = { zone: 'B', territory: 'metropole' } as const

/**
 * Canteen: without limit, added until the day before at 10:00, cancelled until two days before. After-school care:
 * five places, until 08:00 of the day. Closed on Friday 4 December. Everyone of Martin, Leroy and Bernard is enrolled,
 * la famille Diallo in nothing.
 */
export async function plantStory(db: Database): Promise<Story> {
  return asWorker(db, async (tx) => {
    const households = {
      martin: await household(tx, 101, 'MARTIN', 'Claire'),
      leroy: await household(tx, 102, 'LEROY', 'Marc'),
      bernard: await household(tx, 103, 'BERNARD', 'Anne'),
      diallo: await household(tx, 104, 'DIALLO', 'Awa'),
    }
    const children = {
      zoe: await child(tx, ['MARTIN', 'Zoé', '2019-03-14'], [households.martin]),
      noel: await child(tx, ['MARTIN', 'Noël', '2022-12-24'], [households.martin]),
      ines: await child(
        tx,
        ['LEROY', 'Inès', '2018-05-02'],
        [households.leroy, households.bernard],
      ),
      moussa: await child(tx, ['DIALLO', 'Moussa', '2019-07-07'], [households.diallo]),
    }
    const story = { households, children, ...(await plantActivities(tx)) }
    await plantEnrolments(tx, story)
    return story
  })
}

/** A parent's transaction at an instant, as the web opens it. */
export async function asFamily<T>(
  db: Database,
  login: string,
  now: Date,
  work: (tx: Tx, parent: Parent & { householdId: number }) => Promise<T>,
): Promise<T> {
  const token = await openSession(db, login, now)
  const answer = await asParent(db, sha256(token), now, async (tx, parent) => {
    if (parent.householdId === null) throw new Error(`${login} has no household`)
    return { value: await work(tx, { ...parent, householdId: parent.householdId }) }
  })
  if (!answer) throw new Error(`${login} could not enter`)
  return answer.value
}

/** Who holds a day now: `null` when nobody has booked it. */
export async function bookedBy(
  db: Database,
  { childId, unitId, day }: BookingKey,
): Promise<number | null> {
  const found = await asWorker(db, (tx) =>
    sql<{ household_id: number }>`
      select household_id from booking
      where child_id = ${childId} and unit_id = ${unitId} and day = ${day} and state = 'BOOKED'`.execute(
      tx,
    ),
  )
  return found.rows[0]?.household_id ?? null
}

async function one(tx: Tx, query: ReturnType<typeof sql<{ id: number }>>): Promise<number> {
  const found = await query.execute(tx)
  const [row] = found.rows
  if (!row) throw new Error('nothing was inserted')
  return row.id
}

async function household(
  tx: Tx,
  fileNumber: number,
  name: string,
  firstName: string,
): Promise<number> {
  const id = await one(
    tx,
    sql`insert into household (file_number, name, sort_name) values (${fileNumber}, ${name}, ${name}) returning id`,
  )
  const login = `${firstName}.${name}`.toLowerCase()
  await sql`
    with a as (
      insert into account (login, password_hash, must_change_password, state)
      values (${login}, 'x', false, 'ACTIVE') returning id
    ), p as (
      insert into person (account_id, usual_name, first_name, match_key)
      select id, ${name}, ${firstName}, ${matchKey(name, firstName)} from a returning id
    )
    insert into household_adult (household_id, person_id, role, valid_from)
    select ${id}, id, 'PRIMARY', '2020-01-01' from p`.execute(tx)
  return id
}

async function child(
  tx: Tx,
  [lastName, firstName, birthDate]: readonly [string, string, string],
  householdIds: readonly number[],
): Promise<number> {
  const id = await one(
    tx,
    sql`insert into child (last_name, first_name, match_key, sex, birth_date)
        values (${lastName}, ${firstName}, ${matchKey(lastName, firstName)}, 'F', ${birthDate}) returning id`,
  )
  await sql`
    insert into household_child (household_id, child_id, slot, valid_from)
    select household, ${id}, slot, '2022-01-01' from unnest(${householdIds}::bigint[]) with ordinality as h(household, slot)`.execute(
    tx,
  )
  await sql`
    insert into guardianship (child_id, person_id, relationship, has_parental_authority, access, valid_from)
    select ${id}, person_id, 'OTHER', true, 'FULL', '2022-01-01'
    from household_adult where household_id = any(${householdIds}::bigint[])`.execute(tx)
  return id
}

async function plantActivities(tx: Tx): Promise<Pick<Story, 'activities' | 'groups' | 'units'>> {
  const regie = await one(
    tx,
    sql`insert into regie (code, name, siret, route, vat_mention)
        values ('R1', 'Régie', '21370217000017', 'REGIE', 'TVA non applicable') returning id`,
  )
  const site = await one(tx, sql`insert into site (code, name) values ('S', 'École') returning id`)
  const activity = (code: string, name: string, kind: string, mode: string) =>
    one(
      tx,
      sql`insert into activity (code, kind, name, regie_id, decision, capacity_mode)
          values (${code}, ${kind}, ${name}, ${regie}, 'AUTOMATIC', ${mode}) returning id`,
    )
  const canteen = await activity('CANTINE', 'Cantine', 'CANTEEN', 'NONE')
  const care = await activity('GARDERIE', 'Garderie', 'BEFORE_AFTER_SCHOOL', 'DAY')
  const group = (activityId: number) =>
    one(
      tx,
      sql`insert into activity_group (activity_id, site_id, code, name)
          values (${activityId}, ${site}, 'G', 'École') returning id`,
    )
  const groups = { canteen: await group(canteen), care: await group(care) }
  const unit = (activityId: number, code: string, label: string, position: number) =>
    one(
      tx,
      sql`insert into unit (activity_id, code, label, kind, position)
          values (${activityId}, ${code}, ${label}, 'TIME', ${position}) returning id`,
    )
  const units = {
    meal: await unit(canteen, 'REPAS', 'Repas', 1),
    morning: await unit(care, 'MATIN', 'Garderie du matin', 2),
    evening: await unit(care, 'SOIR', 'Garderie du soir', 3),
  }
  // The homework club takes CP to CM2, and an officer decides.
  const homework = await one(
    tx,
    sql`insert into activity (code, kind, name, regie_id, decision, capacity_mode)
        values ('ETUDE', 'HOMEWORK_CLUB', 'Étude', ${regie}, 'OFFICER', 'NONE') returning id`,
  )
  await sql`
    insert into activity_group (activity_id, site_id, code, name, levels)
    values (${homework}, ${site}, 'G', 'Étude', array['CP', 'CE1', 'CE2', 'CM1', 'CM2'])`.execute(
    tx,
  )
  await sql`
    insert into activity_period (activity_id, label, first_day, last_day)
    select a, 'Année 2026-2027', '2026-09-01', '2027-07-02' from unnest(${[canteen, care, homework]}::int[]) a`.execute(
    tx,
  )
  await plantCalendar(tx, { canteen, care })
  await sql`
    insert into capacity_day (group_id, unit_id, day, places)
    select ${groups.care}, ou.unit_id, ou.day, 5 from open_day_unit ou where ou.activity_id = ${care}`.execute(
    tx,
  )
  return { activities: { canteen, care, homework }, groups, units }
}

async function plantCalendar(
  tx: Tx,
  { canteen, care }: Pick<Story['activities'], 'canteen' | 'care'>,
): Promise<void> {
  const days = daysBetween('2026-11-02', '2026-12-18').filter(
    (day) => ![3, 6, 7].includes(weekdayOf(day)),
  )
  await sql`
    insert into open_day (activity_id, day, kind, closed_because)
    select a, d, 'SCHOOL', case when d = '2026-12-04' then 'Grève' end
    from unnest(${[canteen, care]}::int[]) a, unnest(${days}::date[]) d`.execute(tx)
  await sql`
    insert into open_day_unit (activity_id, day, unit_id)
    select o.activity_id, o.day, u.id from open_day o join unit u on u.activity_id = o.activity_id`.execute(
    tx,
  )
  await sql`
    insert into public_holiday (territory, day, label) values ('metropole', '2026-11-11', 'Armistice 1918')`.execute(
    tx,
  )
  await sql`
    insert into school_holiday (zone, label, first_day, last_day)
    values ('B', 'Vacances de Noël', '2026-12-19', '2027-01-03')`.execute(tx)
  const rule = (activityId: number, action: string, words: string) =>
    sql`
    insert into deadline_rule (activity_id, action, rule, valid_from)
    values (${activityId}, ${action}, ${JSON.stringify(parseDeadline(words))}::jsonb, '2026-09-01')`.execute(
      tx,
    )
  await rule(canteen, 'ADD', 'D-1 10:00 excluding weekends and public holidays')
  await rule(canteen, 'CANCEL', 'D-2 10:00 excluding weekends and public holidays')
  await rule(care, 'ADD', 'same day 08:00')
}

async function plantEnrolments(
  tx: Tx,
  { households, children, activities, groups }: Story,
): Promise<void> {
  const rows = [
    [households.martin, children.zoe],
    [households.martin, children.noel],
    [households.leroy, children.ines],
    [households.bernard, children.ines],
  ]
  await sql`
    insert into enrolment (household_id, child_id, activity_id, group_id, valid_from, state, decided_at, decided_by)
    select (pair->>0)::bigint, (pair->>1)::bigint, a.activity, a.grp, '2026-09-01', 'ACCEPTED', now(), 'test'
    from jsonb_array_elements(${JSON.stringify(rows)}::jsonb) pair,
         unnest(${[activities.canteen, activities.care]}::int[], ${[groups.canteen, groups.care]}::int[]) as a(activity, grp)`.execute(
    tx,
  )
}
