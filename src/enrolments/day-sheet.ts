import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import type { Keys } from '../db/keys.ts'
import { childrenOfDay, type ChildOfDay } from '../households/children-of-day.ts'
import type { Reader } from '../households/reader.ts'
import type { Day } from '../kernel/day.ts'
import { Refusal } from '../kernel/refusal.ts'

/** The day's list of an activity, by site and group. */
export interface DaySheet {
  readonly activity: string
  readonly day: Day
  readonly groups: readonly SheetGroup[]
}

export interface SheetGroup {
  readonly site: string
  readonly group: string
  /** In the order of their names. */
  readonly children: readonly SheetChild[]
}

export interface SheetChild extends ChildOfDay {
  readonly units: readonly SheetUnit[]
  /** An absence is known for the day. */
  readonly absence: 'DECLARED' | 'EXCUSED' | 'UNEXCUSED' | null
}

export interface SheetUnit {
  readonly label: string
  /** False: came without a booking. */
  readonly isBooked: boolean
  readonly presence: 'PRESENT' | 'ABSENT' | null
  /** `HH:MM` */
  readonly arrived: string | null
  readonly leftAt: string | null
  /** Left before the unit's end. */
  readonly leftEarly: boolean
}

interface SheetRow extends Pick<SheetChild, 'units' | 'absence'> {
  readonly childId: number
  readonly site: string
  readonly group: string
}

/**
 * Who is awaited on a day and who came; three statements, whatever the number of children. With `health`, allergies
 * and PAI are opened and each reading recorded. Refuses NOT_FOUND for an unknown activity.
 */
export async function daySheet(
  tx: Tx,
  { activityCode, day }: { readonly activityCode: string; readonly day: Day },
  health: { readonly keys: Keys; readonly reader: Reader } | null,
): Promise<DaySheet> {
  const activity = await sql<{ id: number; name: string }>`
    select id, name from activity where lower(code) = lower(${activityCode})`.execute(tx)
  const [found] = activity.rows
  if (!found) throw new Refusal('NOT_FOUND', { activity: activityCode })
  const rows = await readRows(tx, found.id, day)
  const children = await childrenOfDay(
    tx,
    [...new Set(rows.map((row) => row.childId))],
    day,
    health,
  )
  const groups = Map.groupBy(rows, (row) => JSON.stringify([row.site, row.group]))
  return {
    activity: found.name,
    day,
    groups: [...groups.values()].flatMap((group) => {
      const [first] = group
      if (!first) return []
      const listed = group.flatMap(({ childId, units, absence }) => {
        const child = children.get(childId)
        return child ? [{ ...child, units, absence }] : []
      })
      listed.sort((a, b) =>
        `${a.lastName} ${a.firstName}`.localeCompare(`${b.lastName} ${b.firstName}`, 'fr'),
      )
      return [{ site: first.site, group: first.group, children: listed }]
    }),
  }
}

async function readRows(tx: Tx, activityId: number, day: Day): Promise<SheetRow[]> {
  const read = await sql<SheetRow>`
    with listed as (
      select child_id, unit_id, coalesce(b.group_id, t.group_id) as group_id, coalesce(b.held, false) as is_booked,
             t.state, t.arrived, t.left_at, b.to_time
      from (select child_id, unit_id, group_id, to_time, true as held from booking
            where day = ${day} and state = 'BOOKED'
              and unit_id in (select id from unit where activity_id = ${activityId})) b
      full join (select child_id, unit_id, group_id, state, arrived, left_at from attendance
            where day = ${day} and unit_id in (select id from unit where activity_id = ${activityId})) t
        using (child_id, unit_id)
      where b.held or t.state = 'PRESENT'
    )
    select l.child_id as "childId", s.name as site, g.name as "group",
      jsonb_agg(jsonb_build_object('label', u.label, 'isBooked', l.is_booked, 'presence', l.state,
        'arrived', left(l.arrived::text, 5), 'leftAt', left(l.left_at::text, 5),
        'leftEarly', coalesce(l.left_at < coalesce(l.to_time, u.to_time), false))
        order by u.from_time, u.position, u.id) as units,
      (select x.state from absence x
       where x.child_id = l.child_id and ${day} between x.first_day and x.last_day and x.state <> 'WITHDRAWN'
         and (x.activity_id is null or x.activity_id = ${activityId})
       order by x.state = 'EXCUSED' desc, x.id limit 1) as absence
    from listed l
    join unit u on u.id = l.unit_id
    join activity_group g on g.id = l.group_id
    join site s on s.id = g.site_id
    group by l.child_id, s.name, g.name, g.id
    order by s.name, g.name, g.id`.execute(tx)
  return read.rows
}
