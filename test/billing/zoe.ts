import { sql } from 'kysely'
import { runBilling } from '../../src/billing/run.ts'
import { asWorker } from '../../src/db/transactions.ts'
import { testDatabase } from '../support/database.ts'
import { testKeys } from '../support/keys.ts'
import { martin } from './story.ts'
import { plantDays, plantFamilies, plantTown } from './town.ts'

/** Zoé Martin, her family of quotient 735 in a town priced as in Roncq, and the bills of what she eats. */
export async function plantZoe() {
  const db = await testDatabase()
  const keys = testKeys()
  await plantTown(db)
  const families = await plantFamilies(db, [martin])
  const { id: householdId, children } = families.get(101) ?? { id: 0, children: [] }
  const [childId = 0] = children
  return {
    db,
    keys,
    householdId,
    childId,
    eats: (days: readonly string[]) =>
      plantDays(
        db,
        days.map((day) => ({ householdId, childId, unit: 'repas', day })),
      ),
    bill: (period: string, at: string) =>
      runBilling(db, keys, { period }, { now: new Date(at), actor: 'regisseur' }),
    /** Kind, label, quantity and cents of each line of a month's bill. */
    charges: async (period: string) => {
      const found = await asWorker(db, (tx) =>
        sql<{ row: [kind: string, label: string, quantity: number, cents: number] }>`
          select jsonb_build_array(c.kind, c.label, c.quantity, c.amount_cents) as row
          from charge c join invoice i on i.id = c.invoice_id join billing_run r on r.id = i.run_id
          where r.period_from = ${`${period}-01`}::date order by c.line_no`.execute(tx),
      )
      return found.rows.map(({ row }) => row)
    },
  }
}
