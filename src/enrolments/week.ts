import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import { addDays, schoolYearOf, type Day } from '../kernel/day.ts'

/** A child's week on the home page. */
export interface ChildWeek {
  readonly childId: number
  readonly ref: string
  readonly firstName: string
  /** 1 for the eldest of the family: gives the colour. */
  readonly place: number
  readonly sex: 'M' | 'F'
  /** Changes with the photo; null: there is none, or it is not for this reader. */
  readonly photo: number | null
  /** Of the school year; null when the school has not told it. */
  readonly level: string | null
  readonly school: string | null
  /** Days with something in them, in order. */
  readonly days: readonly WeekDay[]
}

export interface WeekDay {
  readonly day: Day
  readonly services: readonly WeekService[]
  /** An absence is known for the day. */
  readonly isAbsent: boolean
}

export interface WeekService {
  readonly label: string
  readonly kind: string
  /** False: booked by the child's other household. */
  readonly mine: boolean
  readonly presence: 'PRESENT' | 'ABSENT' | null
}

/** Where the children of a household are booked or were, Monday to Sunday; one statement. Every child has its line. */
export async function weekOf(tx: Tx, householdId: number, monday: Day): Promise<ChildWeek[]> {
  const sunday = addDays(monday, 6)
  const read = await sql<WeekRow>`
    with kid as materialized (
      select c.id, c.ref, c.first_name, c.birth_date, c.sex, s.level, school.name as school,
        case when c.id = any ((select app.current_children_full())::bigint[]) then c.photo_blob_id end as photo
      from household_child hc
      join child c on c.id = hc.child_id
      left join schooling s on s.child_id = c.id and s.school_year = ${schoolYearOf(monday)}
      left join school on school.id = s.school_id
      where hc.household_id = ${householdId}
        and hc.valid_from <= ${sunday} and (hc.valid_to is null or hc.valid_to >= ${monday})
    ), known as (
      select child_id, day, unit_id, household_id, null as presence
      from booking
      where child_id in (select id from kid) and state = 'BOOKED' and day between ${monday} and ${sunday}
      union all
      select child_id, day, unit_id, null, state
      from attendance
      where child_id in (select id from kid) and day between ${monday} and ${sunday}
    )
    select kid.id as "childId", kid.ref, kid.first_name as "firstName", kid.sex, kid.photo, kid.level, kid.school, known.day, a.kind, known.presence,
           known.unit_id as "unitId", a.name as activity, u.label as unit, known.household_id as "householdId",
           (select count(*)::int from unit same where same.activity_id = a.id) as units,
           exists (select from absence x where x.child_id = kid.id and x.state <> 'WITHDRAWN'
                     and known.day between x.first_day and x.last_day) as "isAbsent"
    from kid
    left join known on known.child_id = kid.id
    left join unit u on u.id = known.unit_id
    left join activity a on a.id = u.activity_id
    order by kid.birth_date, kid.id, known.day, u.from_time, u.position, u.id`.execute(tx)
  const children = Map.groupBy(read.rows, (row) => row.childId)
  return [...children.values()].flatMap((rows, index) => childWeek(rows, index + 1, householdId))
}

/** A booking, or what attendance says of a unit; a child without any has one row without a day. */
interface WeekRow {
  readonly childId: number
  readonly ref: string
  readonly firstName: string
  readonly sex: ChildWeek['sex']
  readonly photo: number | null
  readonly level: string | null
  readonly school: string | null
  readonly day: Day | null
  readonly unitId: number
  readonly kind: string
  readonly activity: string
  readonly unit: string
  /** Units of the activity: the only one goes by the activity's name. */
  readonly units: number
  /** Of a row of attendance. */
  readonly presence: WeekService['presence']
  /** Who booked; null in a row of attendance. */
  readonly householdId: number | null
  readonly isAbsent: boolean
}

function childWeek(rows: readonly WeekRow[], place: number, householdId: number): ChildWeek[] {
  const [first] = rows
  if (!first) return []
  const { childId, ref, firstName, sex, photo, level, school } = first
  const days = [...Map.groupBy(rows, (row) => row.day)].flatMap(([day, known]) => {
    const services = servicesOf(known, householdId)
    if (day === null || services.length === 0) return []
    return [{ day, services, isAbsent: known.some((row) => row.isAbsent) }]
  })
  return [{ childId, ref, firstName, place, sex, photo, level, school, days }]
}

/** What was booked, and where the child was without a booking. */
function servicesOf(rows: readonly WeekRow[], householdId: number): WeekService[] {
  return [...Map.groupBy(rows, (row) => row.unitId).values()].flatMap((known) => {
    const booked = known.find((row) => row.householdId !== null)
    const presence = known.find((row) => row.presence !== null)?.presence ?? null
    const row = booked ?? known[0]
    if (!row || (!booked && presence !== 'PRESENT')) return []
    return [
      {
        label: row.units === 1 ? row.activity : row.unit,
        kind: row.kind,
        mine: !booked || booked.householdId === householdId,
        presence,
      },
    ]
  })
}
