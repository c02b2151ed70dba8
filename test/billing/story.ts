import { sql } from 'kysely'
import type { Database } from '../../src/db/connect.ts'
import { asWorker } from '../../src/db/transactions.ts'
import { lunchDays, plantDays, plantFamilies, type PlantedFamily } from './town.ts'

export const martin = {
  fileNumber: 101,
  name: 'Martin',
  firstName: 'Claire',
  quotient: 735,
  children: [
    { firstName: 'Zoé', birthDate: '2019-03-12' },
    { firstName: 'Noël', birthDate: '2022-12-20', pai: true },
  ],
} satisfies PlantedFamily

export const diallo = {
  fileNumber: 102,
  name: 'Diallo',
  firstName: 'Awa',
  quotient: 420,
  children: [{ firstName: 'Moussa', birthDate: '2019-07-07' }],
} satisfies PlantedFamily

/**
 * Worked example 1: Zoé eats 17 times, once unannounced; Noël brings his basket 16 times and is excused on the 30th;
 * both stay three half-hours on ten evenings.
 */
export async function plantExample1(db: Database): Promise<{ id: number; children: number[] }> {
  const families = await plantFamilies(db, [martin, diallo])
  const family = families.get(101) ?? { id: 0, children: [] }
  const [zoe = 0, noel = 0] = family.children
  const householdId = family.id
  await plantDays(db, [
    ...lunchDays.map((day, at) => ({
      householdId,
      childId: zoe,
      unit: 'repas',
      day,
      booked: at !== 4,
    })),
    ...lunchDays.map((day) => ({
      householdId,
      childId: noel,
      unit: 'repas',
      day,
      presence: day === '2026-11-30' ? ('ABSENT' as const) : ('PRESENT' as const),
    })),
    ...[zoe, noel].flatMap((childId) =>
      lunchDays.slice(0, 10).map((day) => ({
        householdId,
        childId,
        unit: 'soir',
        day,
        arrived: '16:30',
        leftAt: '18:00',
      })),
    ),
  ])
  await asWorker(db, (tx) =>
    sql`
      insert into absence (household_id, child_id, first_day, last_day, kind, declared_by, state, decided_at, decided_by)
      values (${householdId}, ${noel}, '2026-11-30', '2026-11-30', 'ILLNESS', 'test', 'EXCUSED', now(), 'test')`.execute(
      tx,
    ),
  )
  return family
}
