import { sql } from 'kysely'
import { recordAll } from '../audit/record.ts'
import type { Tx } from '../db/connect.ts'
import { knownDataKeys } from '../db/data-keys.ts'
import { openText } from '../db/field-encryption.ts'
import type { Keys } from '../db/keys.ts'
import { schoolYearOf, type Day } from '../kernel/day.ts'
import type { MealMode } from './family-model.ts'
import { allergyPlace, careProtocolPlace } from './health.ts'
import type { Reader } from './reader.ts'
import { allergyBody, careProtocolBody } from './sealed.ts'

/** Who is there for a child today: parents with their phones, and the people that they named. */
export interface FetchedBy {
  readonly name: string
  readonly phones: readonly string[]
  readonly relationship: string | null
}

/** What those who look after a child for a day must know. */
export interface ChildOfDay {
  readonly childId: number
  readonly firstName: string
  readonly lastName: string
  readonly level: string | null
  readonly diet: 'STANDARD' | 'NO_PORK' | 'NO_MEAT' | 'VEGETARIAN' | 'NO_GLUTEN'
  /** From when the child may go home alone, `HH:MM`. */
  readonly leavesAloneFrom: string | null
  readonly parents: readonly FetchedBy[]
  readonly fetchedBy: readonly FetchedBy[]
  /** By judgment: never. */
  readonly forbidden: readonly string[]
  /** Null: not asked for. */
  readonly health: HealthOfDay | null
}

export interface HealthOfDay {
  readonly allergies: readonly { readonly label: string; readonly conduct: string | null }[]
  readonly careProtocol: {
    readonly mealMode: MealMode
    readonly conduct: string | null
    readonly emergencyKit: string | null
  } | null
}

interface ChildRow extends Omit<ChildOfDay, 'health'> {
  readonly allergies: readonly string[]
  readonly protocol: {
    readonly id: number
    readonly mealMode: MealMode
    readonly body: string
  } | null
}

/**
 * The children of a day's list, by id: one statement, and one for the keys when their health is asked for. Each
 * reading of a child's health is written to the audit trail.
 */
export async function childrenOfDay(
  tx: Tx,
  childIds: readonly number[],
  day: Day,
  health: { readonly keys: Keys; readonly reader: Reader } | null,
): Promise<Map<number, ChildOfDay>> {
  const found = await readRows(tx, childIds, day)
  if (!health) return new Map(found.map((row) => [row.childId, shown(row, null)]))
  const { keys, reader } = health
  const known = await knownDataKeys(tx, keys, 'CHILD', childIds)
  const children = found.map((row) => {
    const key = known.get(row.childId)
    const open = (place: Parameters<typeof openText>[1], body: string): unknown =>
      key ? JSON.parse(openText(key, place, Buffer.from(body, 'hex'))) : null
    const allergies = key
      ? row.allergies.map((body) => allergyBody.parse(open(allergyPlace(row.childId), body)))
      : []
    const { protocol } = row
    const sealed =
      key && protocol
        ? careProtocolBody.parse(open(careProtocolPlace(protocol.id), protocol.body))
        : null
    const careProtocol = protocol && { ...noConduct, ...sealed, mealMode: protocol.mealMode }
    return [row.childId, shown(row, { allergies, careProtocol })] as const
  })
  await recordAll(
    tx,
    found.map(({ childId }) => ({
      at: reader.now,
      actorKind: reader.actorKind,
      actor: reader.actor,
      action: 'health.read',
      subject: 'child',
      subjectId: childId,
      purpose: reader.purpose ?? null,
    })),
  )
  return new Map(children)
}

const noConduct = { conduct: null, emergencyKit: null }

function shown(row: ChildRow, health: HealthOfDay | null): ChildOfDay {
  const { allergies: _allergies, protocol: _protocol, ...child } = row
  return { ...child, health }
}

async function readRows(tx: Tx, childIds: readonly number[], day: Day): Promise<ChildRow[]> {
  const read = await sql<ChildRow>`
    select c.id as "childId", c.first_name as "firstName", coalesce(c.usual_name, c.last_name) as "lastName",
      s.level, c.diet, left(c.may_leave_alone_from::text, 5) as "leavesAloneFrom",
      coalesce((select jsonb_agg(jsonb_build_object('name', p.first_name || ' ' || p.usual_name, 'relationship', g.relationship,
               'phones', array_remove(array[p.mobile, p.home_phone, p.work_phone], null)) order by p.id)
        from guardianship g join person p on p.id = g.person_id
        where g.child_id = c.id and g.access <> 'NONE' and g.valid_from <= ${day}
          and coalesce(g.valid_to, 'infinity') >= ${day}), '[]') as parents,
      coalesce((select jsonb_agg(jsonb_build_object('name', a.first_name || ' ' || a.last_name,
               'relationship', a.relationship, 'phones', a.phones) order by a.last_name, a.id)
        from authorised_pickup a
        where a.child_id = c.id and a.can_pick_up and not a.forbidden and a.valid_from <= ${day}
          and coalesce(a.valid_to, 'infinity') >= ${day}), '[]') as "fetchedBy",
      coalesce((select jsonb_agg(a.first_name || ' ' || a.last_name order by a.id)
        from authorised_pickup a
        where a.child_id = c.id and a.forbidden and a.valid_from <= ${day}
          and coalesce(a.valid_to, 'infinity') >= ${day}), '[]') as forbidden,
      coalesce((select jsonb_agg(encode(y.body_enc, 'hex') order by y.id) from allergy y where y.child_id = c.id), '[]')
        as allergies,
      (select jsonb_build_object('id', t.id, 'mealMode', t.meal_mode, 'body', encode(t.body_enc, 'hex'))
        from care_protocol t
        where t.child_id = c.id and t.valid_from <= ${day} and t.valid_to >= ${day} limit 1) as protocol
    from child c
    left join schooling s on s.child_id = c.id and s.school_year = ${schoolYearOf(day)}
    where c.id = any(${childIds}::bigint[])`.execute(tx)
  return read.rows
}
