import { readFileSync } from 'node:fs'
import { sql } from 'kysely'
import type { Database, Tx } from '../../src/db/connect.ts'
import { asWorker } from '../../src/db/transactions.ts'
import { daysBetween, type Day, weekdayOf } from '../../src/kernel/day.ts'
import { matchKey } from '../../src/kernel/text.ts'
import { checkTariffs } from '../../src/pricing/lists/check.ts'
import { importTariffs } from '../../src/pricing/lists/import.ts'
import { knownActivities } from '../../src/pricing/lists/known-activities.ts'

/** School-lunch days of November 2026 (worked_examples.json). */
export const lunchDays = schoolDays('2026-11-02', '2026-11-30').filter(
  (day) => day !== '2026-11-11',
)

/** Mondays, Tuesdays, Thursdays and Fridays. */
export function schoolDays(from: Day, to: Day): Day[] {
  return daysBetween(from, to).filter((day) => [1, 2, 4, 5].includes(weekdayOf(day)))
}

export interface Town {
  readonly regieId: number
  readonly units: ReadonlyMap<string, number>
  readonly groups: ReadonlyMap<string, number>
}

/** A régie with a canteen and an after-school care, open on every school day of the year, priced as in Roncq or Fay. */
export async function plantTown(
  db: Database,
  commune: 'roncq' | 'fay-aux-loges' = 'roncq',
): Promise<Town> {
  return asWorker(db, async (tx) => {
    const regie = await sql<{ id: number }>`
      insert into regie (code, name, siret, route, vat_mention)
      values ('enfance', 'Régie de recettes Enfance', '21590508900013', 'REGIE',
        'TVA non applicable, article 256 B du CGI')
      returning id`.execute(tx)
    await sql`
      with a as (
        insert into activity (code, kind, name, regie_id, decision, capacity_mode)
        values ('cantine', 'CANTEEN', 'Restaurant scolaire', ${regie.rows[0]?.id}, 'AUTOMATIC', 'NONE'),
               ('accueil', 'BEFORE_AFTER_SCHOOL', 'Accueil périscolaire', ${regie.rows[0]?.id}, 'AUTOMATIC', 'NONE'),
               ('amis', 'EVENT', 'AMIS', ${regie.rows[0]?.id}, 'AUTOMATIC', 'NONE')
        returning id, code
      ), s as (
        insert into site (code, name) values ('ecole', 'École du Préau') returning id
      ), g as (
        insert into activity_group (activity_id, site_id, code, name)
        select a.id, s.id, a.code, 'Tous' from a, s
      )
      insert into unit (activity_id, code, label, kind, from_time, to_time)
      select a.id, u.code, u.label, u.kind, u.from_time, u.to_time
      from a join (values
        ('cantine', 'repas', 'Repas', 'MEAL', null::time, null::time),
        ('accueil', 'matin', 'Accueil du matin', 'TIME', '07:30', '08:30'),
        ('accueil', 'soir', 'Accueil du soir', 'TIME', '16:30', '18:30'),
        ('amis', 'amis', 'AMIS', 'SESSION', null, null)
      ) u(activity, code, label, kind, from_time, to_time) on u.activity = a.code`.execute(tx)
    await openDays(tx, schoolDays('2026-09-01', '2027-07-02'))
    await priceAs(tx, commune)
    return townOf(tx, regie.rows[0]?.id ?? 0)
  })
}

async function openDays(tx: Tx, days: readonly Day[]): Promise<void> {
  await sql`
    insert into open_day (activity_id, day, kind)
    select a.id, d.day, 'SCHOOL' from activity a, unnest(${days}::date[]) d(day)`.execute(tx)
  await sql`
    insert into open_day_unit (activity_id, day, unit_id)
    select o.activity_id, o.day, u.id from open_day o join unit u on u.activity_id = o.activity_id`.execute(
    tx,
  )
}

export async function priceAs(tx: Tx, commune: string): Promise<void> {
  const file = new URL(`../data/communes/${commune}/tariffs.yaml`, import.meta.url)
  const checked = checkTariffs(readFileSync(file, 'utf8'), file.pathname, await knownActivities(tx))
  if (!checked.isAcceptable) throw new Error(JSON.stringify(checked.anomalies))
  await importTariffs(tx, checked.tariffs)
}

async function townOf(tx: Tx, regieId: number): Promise<Town> {
  const units = await sql<{ code: string; id: number }>`select code, id from unit`.execute(tx)
  const groups = await sql<{
    code: string
    id: number
  }>`select code, id from activity_group`.execute(tx)
  return {
    regieId,
    units: new Map(units.rows.map((row) => [row.code, row.id])),
    groups: new Map(groups.rows.map((row) => [row.code, row.id])),
  }
}

export interface PlantedFamily {
  readonly fileNumber: number
  readonly name: string
  readonly firstName: string
  readonly insee?: string
  readonly quotient?: number
  readonly children: readonly {
    readonly firstName: string
    readonly birthDate: Day
    readonly pai?: boolean
  }[]
}

/** Families of Roncq with an account each (login `prenom.nom`), everybody enrolled everywhere. Ids by file number. */
export async function plantFamilies(
  db: Database,
  families: readonly PlantedFamily[],
): Promise<Map<number, { id: number; children: number[] }>> {
  return asWorker(db, async (tx) => {
    const rows = families.map((family) => ({
      insee: '59508',
      ...family,
      login: `${family.firstName}.${family.name}`.toLowerCase(),
      key: matchKey(family.name, family.firstName),
      sortName: family.name.toUpperCase(),
      children: family.children.map((child) => ({
        ...child,
        key: matchKey(family.name, child.firstName),
      })),
    }))
    await sql`
      with given as materialized (
        select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as f(
          "fileNumber" int, name text, "firstName" text, insee text, quotient int, login text, key text,
          "sortName" text, children jsonb)
      ), h as (
        insert into household (file_number, name, sort_name) select "fileNumber", name, "sortName" from given
        returning id, file_number
      ), family as materialized (
        select h.id, given.* from h join given on given."fileNumber" = h.file_number
      ), a as (
        insert into account (login, password_hash, must_change_password, state)
        select login, 'x', false, 'ACTIVE' from family returning id, login
      ), p as (
        insert into person (account_id, title, usual_name, first_name, match_key)
        select a.id, 'MME', name, "firstName", key from a join family using (login) returning id, account_id
      ), member as (
        insert into household_adult (household_id, person_id, role, valid_from)
        select family.id, p.id, 'PRIMARY', '2020-01-01'
        from p join a on a.id = p.account_id join family using (login)
      ), home as (
        insert into household_address (household_id, number, street, postcode, commune, insee, valid_from)
        select id, '12', 'rue des Lilas', '59223', 'Roncq', insee, '2020-01-01' from family
      )
      insert into quotient (household_id, type, value, valid_from, received_on, source, entered_by)
      select id, 'CAF', quotient, '2026-01-01', '2026-01-01', 'DECLARED', 'test' from family
      where quotient is not null`.execute(tx)
    await plantChildren(tx, JSON.stringify(rows))
    return idsOf(tx)
  })
}

async function plantChildren(tx: Tx, rows: string): Promise<void> {
  await sql`
    with given as materialized (
      select h.id as household_id, f.name, kid.*, gen_random_uuid() as ref
      from jsonb_to_recordset(${rows}::jsonb) as f("fileNumber" int, name text, children jsonb)
      join household h on h.file_number = f."fileNumber"
      cross join lateral jsonb_to_recordset(f.children) as kid("firstName" text, "birthDate" date, pai bool, key text)
    ), c as (
      insert into child (ref, last_name, first_name, match_key, sex, birth_date)
      select ref, name, "firstName", key, 'F', "birthDate" from given returning id, ref
    ), kid as materialized (
      select c.id, given.household_id, given.pai from c join given using (ref)
    ), home as (
      insert into household_child (household_id, child_id, valid_from) select household_id, id, '2020-01-01' from kid
    ), guard as (
      insert into guardianship (child_id, person_id, relationship, has_parental_authority, access, valid_from)
      select kid.id, ha.person_id, 'MOTHER', true, 'FULL', '2020-01-01'
      from kid join household_adult ha on ha.household_id = kid.household_id
    ), school as (
      insert into schooling (child_id, school_year, level) select id, 2026, 'CE1' from kid
    ), protocol as (
      insert into care_protocol (child_id, valid_from, valid_to, meal_mode, body_enc, validated_by)
      select id, '2026-09-01', '2027-07-03', 'BASKET', '\\x00', 'test' from kid where pai
    ), key as (
      insert into data_key (subject, subject_id, master_key_id, wrapped)
      select 'CHILD', id, 'test', '\\x00' from kid where pai
    )
    insert into enrolment (household_id, child_id, activity_id, group_id, valid_from, state, decided_at, decided_by)
    select kid.household_id, kid.id, g.activity_id, g.id, '2026-09-01', 'ACCEPTED', now(), 'test'
    from kid, activity_group g join activity a on a.id = g.activity_id where a.code <> 'amis'`.execute(
    tx,
  )
}

async function idsOf(tx: Tx): Promise<Map<number, { id: number; children: number[] }>> {
  const found = await sql<{ number: number; id: number; children: number[] }>`
    select h.file_number as number, h.id,
           array(select hc.child_id from household_child hc where hc.household_id = h.id order by hc.child_id) as children
    from household h`.execute(tx)
  return new Map(found.rows.map(({ number, id, children }) => [number, { id, children }]))
}

export interface PlantedDay {
  readonly householdId: number
  readonly childId: number
  readonly unit: string
  readonly day: Day
  /** False: attended without a booking. */
  readonly booked?: boolean
  /** Null: nobody noted it. */
  readonly presence?: 'PRESENT' | 'ABSENT' | null
  readonly arrived?: string
  readonly leftAt?: string
}

/** Bookings and attendance of days, in two statements. */
export async function plantDays(db: Database, days: readonly PlantedDay[]): Promise<void> {
  const rows = JSON.stringify(days.map((day) => ({ booked: true, presence: 'PRESENT', ...day })))
  await asWorker(db, async (tx) => {
    await sql`
      with given as materialized (
        select * from jsonb_to_recordset(${rows}::jsonb)
          as d("householdId" bigint, "childId" bigint, unit text, day date, booked bool)
      ), receipt as (
        insert into booking_receipt (household_id, actor_kind, actor, channel, at)
        select distinct "householdId", 'OFFICER', 'test', 'IMPORT', timestamptz '2026-09-01' from given returning id, household_id
      )
      insert into booking (child_id, unit_id, day, household_id, group_id, state, receipt_id)
      select given."childId", u.id, given.day, given."householdId", g.id, 'BOOKED', receipt.id
      from given join unit u on u.code = given.unit join activity_group g on g.activity_id = u.activity_id
      join receipt on receipt.household_id = given."householdId"
      where given.booked`.execute(tx)
    await sql`
      insert into attendance (child_id, day, unit_id, group_id, state, arrived, left_at, recorded_by)
      select "childId", day, u.id, g.id, presence, arrived, "leftAt", 'test'
      from jsonb_to_recordset(${rows}::jsonb)
        as d("childId" bigint, unit text, day date, presence text, arrived time, "leftAt" time)
      join unit u on u.code = d.unit join activity_group g on g.activity_id = u.activity_id
      where presence is not null`.execute(tx)
  })
}
