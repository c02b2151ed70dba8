import { sql } from 'kysely'
import type { Database } from '../../src/db/connect.ts'
import { asWorker } from '../../src/db/transactions.ts'
import { lunchDays, plantFamilies } from './town.ts'

/** Families of two children who eat every school day of November and stay three evenings: about 40 days each. */
export async function plantManyFamilies(db: Database, count: number): Promise<void> {
  const quotients = [310, 420, 735, 910, 1200, 1600, 1800, 2100]
  for (let from = 0; from < count; from += 2_000) {
    const families = Array.from({ length: Math.min(2_000, count - from) }, (_, at) => ({
      fileNumber: 10_000 + from + at,
      name: `Famille${String(from + at).padStart(5, '0')}`,
      firstName: 'Dominique',
      quotient: quotients[(from + at) % quotients.length] ?? 0,
      children: [
        { firstName: 'Un', birthDate: '2018-05-02' },
        { firstName: 'Deux', birthDate: '2020-03-01', pai: at % 40 === 0 },
      ],
    }))
    await plantFamilies(db, families)
  }
  await asWorker(db, async (tx) => {
    await sql`
      with receipt as (
        insert into booking_receipt (household_id, actor_kind, actor, channel, at)
        select id, 'OFFICER', 'test', 'IMPORT', timestamptz '2026-09-01' from household returning id, household_id
      )
      insert into booking (child_id, unit_id, day, household_id, group_id, state, receipt_id)
      select hc.child_id, u.id, d.day, hc.household_id, g.id, 'BOOKED', receipt.id
      from household_child hc
      join receipt on receipt.household_id = hc.household_id
      cross join unnest(${lunchDays}::date[]) with ordinality d(day, place)
      join unit u on u.code = 'repas' or (u.code = 'soir' and d.place <= 3)
      join activity_group g on g.activity_id = u.activity_id`.execute(tx)
    await sql`
      insert into attendance (child_id, day, unit_id, group_id, state, arrived, left_at, recorded_by)
      select child_id, day, unit_id, group_id, 'PRESENT', '16:30', '18:00', 'test' from booking`.execute(
      tx,
    )
    await sql`select app.analyze_after_load()`.execute(tx)
  })
}
