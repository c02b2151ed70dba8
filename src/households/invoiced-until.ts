import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import type { Day } from '../kernel/day.ts'

interface Spell {
  readonly id: number
  readonly householdId: number
  readonly validFrom: Day
  readonly validTo: Day | null
}

/** Of each spell of a household the last day that stands billed; a spell without one is not in it. */
export async function invoicedUntil(
  tx: Tx,
  spells: readonly Spell[],
): Promise<ReadonlyMap<number, Day>> {
  const found = await sql<{ id: number; until: Day }>`
    select s.id, max(c.day) as until
    from jsonb_to_recordset(${JSON.stringify(spells)}::jsonb)
      as s(id bigint, "householdId" bigint, "validFrom" date, "validTo" date)
    join lateral (
      select day from charge_day
      where household_id = s."householdId" and day between s."validFrom" and coalesce(s."validTo", 'infinity')
      group by child_id, unit_id, day, kind having max(revision) % 2 = 0
    ) c on true
    group by s.id`.execute(tx)
  return new Map(found.rows.map(({ id, until }) => [id, until]))
}
