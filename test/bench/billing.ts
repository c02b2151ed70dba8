import { asWorker } from '../../src/db/transactions.ts'
import { sql } from 'kysely'
import { timed } from './billed-town.ts'
import { atMost, type Figure } from './figures.ts'
import type { Town } from './town.ts'

/** A month of 40 booked days a family, priced, issued and published; floor: its rows into plain tables. */
export async function billingBench(town: Town): Promise<Figure[]> {
  const { ms, secondMs, invoices, parked } = await town.billed()
  const rows = await billedRows(town)
  const floorMs = await bareRows(town, rows)
  return [
    {
      name: 'billing run',
      value: ms / invoices,
      unit: 'ms/invoice',
      floor: floorMs / invoices,
      limit: atMost(2),
      note: `${invoices} invoices, ${parked} parked, ${rows.charges} lines, ${rows.days} days in ${Math.round(ms)} ms`,
    },
    { name: 'billing run, nothing to do', value: secondMs, unit: 'ms' },
  ]
}

interface Rows {
  readonly charges: number
  readonly days: number
}

async function billedRows(town: Town): Promise<Rows> {
  const found = await asWorker(await town.database(), (tx) =>
    sql<Rows>`
      select (select count(*) from charge) as charges, (select count(*) from charge_day) as days`.execute(
      tx,
    ),
  )
  return found.rows[0] ?? { charges: 0, days: 0 }
}

/** As many rows of the same columns, sent from here into temporary tables without keys or indexes. */
async function bareRows(town: Town, { charges, days }: Rows): Promise<number> {
  const chargeIds = Array.from({ length: charges }, (_, at) => at)
  const dayIds = Array.from({ length: days }, (_, at) => at)
  return asWorker(await town.database(), async (tx) => {
    await sql`create temp table bare_charge on commit drop as select * from charge with no data`.execute(
      tx,
    )
    await sql`create temp table bare_day on commit drop as select * from charge_day with no data`.execute(
      tx,
    )
    const { ms } = await timed(async () => {
      await sql`
        insert into bare_charge (id, household_id, invoice_id, line_no, open_item_id, child_id, activity_id,
          tariff_id, tariff_line_no, kind, label, days, quantity, unit_price_cents, amount_cents, share_percent, reason_id)
        select id, id, id, 1, id, id, 1, 1, 1, 'UNIT', 'Repas', array_fill(date '2026-11-02', array[10]), 10, 235,
          2350, 100, id
        from unnest(${chargeIds}::bigint[]) id`.execute(tx)
      await sql`
        insert into bare_day (household_id, child_id, unit_id, day, kind, revision, quantity, charge_id)
        select id, id, 1, date '2026-11-02', 'UNIT', 0, 1, id from unnest(${dayIds}::bigint[]) id`.execute(
        tx,
      )
    })
    return ms
  })
}
