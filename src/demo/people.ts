import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import type { Day } from '../kernel/day.ts'

/** A child as one of its households sees it. */
export interface DemoChild {
  readonly householdId: number
  readonly householdName: string
  readonly childId: number
  readonly lastName: string
  readonly firstName: string
  readonly birthDate: Day
}

/** Everybody of the demonstration, a line a child and household, in a fixed order. */
export async function readPeople(tx: Tx): Promise<DemoChild[]> {
  const found = await sql<DemoChild>`
    select h.id as "householdId", h.name as "householdName", c.id as "childId", c.last_name as "lastName",
           c.first_name as "firstName", c.birth_date as "birthDate"
    from household_child hc
    join household h on h.id = hc.household_id
    join child c on c.id = hc.child_id
    where hc.valid_to is null
    order by h.file_number, c.birth_date, c.id`.execute(tx)
  return found.rows
}

/** A child of the story, by first name and the household's place in the story. */
export function storyChild(
  people: readonly DemoChild[],
  lastName: string,
  firstName: string,
): DemoChild {
  const found = people.find(
    (child) =>
      child.lastName.toUpperCase() === lastName.toUpperCase() && child.firstName === firstName,
  )
  if (!found) throw new Error(`${firstName} ${lastName} is not in the demonstration`)
  return found
}
