import assert from 'node:assert/strict'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { sql } from 'kysely'
import { runBilling } from '../../src/billing/run.ts'
import { createKeysFile } from '../../src/db/keys.ts'
import { asWorker } from '../../src/db/transactions.ts'
import { setCustody, type NewCustody } from '../../src/households/custody.ts'
import { isoWeekOf } from '../../src/kernel/day.ts'
import { runHere } from '../cli/run-here.ts'
import { testDatabase } from '../support/database.ts'
import { testKeys } from '../support/keys.ts'
import { lunchDays, plantDays, plantFamilies, plantTown } from './town.ts'

const db = await testDatabase()
const keys = testKeys()
await plantTown(db, 'fay-aux-loges')
const families = await plantFamilies(db, [
  {
    fileNumber: 1,
    name: 'Leroy',
    firstName: 'Marc',
    insee: '45142',
    quotient: 835,
    children: [
      { firstName: 'Inès', birthDate: '2018-01-10' },
      { firstName: 'Jules', birthDate: '2019-02-10' },
      { firstName: 'Rose', birthDate: '2020-03-10' },
      { firstName: 'Paul', birthDate: '2020-03-11' },
    ],
  },
  {
    fileNumber: 2,
    name: 'Bernard',
    firstName: 'Anne',
    insee: '45142',
    quotient: 750,
    children: [],
  },
])
const { id: marc = 0, children = [] } = families.get(1) ?? {}
const anne = families.get(2)?.id ?? 0
const [ines = 0, jules = 0, rose = 0, paul = 0] = children
/** Weeks whose ISO number is even are Marc's: 46 and 48 in this month. */
const isMarcs = (day: string) => isoWeekOf(day) % 2 === 0

await asWorker(db, async (tx) => {
  await sql`
    insert into household_child (household_id, child_id, slot, valid_from)
    select ${anne}, id, 2, '2020-01-01' from unnest(${children}::bigint[]) id`.execute(tx)
  const decide = (childId: number, billing: Partial<NewCustody>) =>
    setCustody(
      tx,
      {
        childId,
        billing: 'BY_CALENDAR',
        judgmentId: null,
        validFrom: '2026-11-01',
        ...billing,
        rule: {
          firstHouseholdId: marc,
          secondHouseholdId: anne,
          evenWeekHouseholdId: marc,
          handoverWeekday: 1,
          handoverTime: '08:30',
          evenYearFirstHalfId: null,
          exceptions: [],
        },
      },
      [],
      { now: new Date('2026-10-20T08:00:00Z'), actor: 'sophie' },
    )
  await decide(ines, { billing: 'BY_PERCENT', firstPercent: 60 })
  await decide(jules, { billing: 'SINGLE_PAYER' })
  await decide(rose, {})
  await decide(paul, { billing: 'BY_BOOKER' })
})
const meals = (childId: number, householdId: (day: string) => number, booked = true) =>
  lunchDays.map((day) => ({ householdId: householdId(day), childId, unit: 'repas', day, booked }))
await plantDays(db, [
  ...meals(ines, () => marc),
  ...meals(jules, () => anne),
  ...meals(rose, (day) => (isMarcs(day) ? marc : anne), false),
  ...meals(paul, () => anne),
])

test('custody says who is billed for which day, each at the own price, to the cent on the issued invoice', async () => {
  assert.deepEqual([lunchDays.length, lunchDays.filter(isMarcs).length], [17, 8])
  const by = { now: new Date('2026-12-04T08:00:00Z'), actor: 'regisseur' }
  const [report] = await runBilling(db, keys, { period: '2026-11' }, by)
  assert.deepEqual(report?.parked, [])
  const charges = await asWorker(db, (tx) =>
    sql<{ household: number; child: number; cents: number; share: number }>`
      select i.household_id as household, c.child_id as child, sum(c.amount_cents)::int as cents,
             min(c.share_percent)::int as share
      from charge c join invoice i on i.id = c.invoice_id
      group by 1, 2 order by 1, 2`.execute(tx),
  )
  assert.deepEqual(charges.rows, [
    { household: marc, child: ines, cents: 3_070, share: 60 }, // 60 % of 17 × 3,01 €: 30,702 €
    { household: marc, child: jules, cents: 5_117, share: 100 }, // whoever booked
    { household: marc, child: rose, cents: 8 * 301, share: 100 }, // announced by nobody: whose day it was
    { household: anne, child: ines, cents: 1_836, share: 40 }, // 40 % of 17 × 2,70 €
    { household: anne, child: rose, cents: 9 * 270, share: 100 },
    { household: anne, child: paul, cents: 17 * 270, share: 100 },
  ])
  const [again] = await runBilling(db, keys, { period: '2026-11' }, by)
  assert.equal(again?.totalCents, 0)
})

test('the price that is explained to each household is its part, as the invoice has it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'preau-custody-'))
  createKeysFile(join(folder, 'keys.json'))
  const asked = ['tariffs', 'explain', '--activity', 'cantine', '--date', '2026-11-02']
  const explain = (child: string) =>
    runHere(['--reason', 'call of the mother', ...asked, '--child', child], {
      DATABASE_URL: db.url,
      PREAU_DATA_DIR: folder,
    })
  const shared = await explain('Leroy Inès')
  assert.match(
    shared.out,
    /Leroy, .*?= 1 × 3,01.€ × 60 % = 1,81.€.*Bernard, .*?= 1 × 2,70.€ × 40 % = 1,08.€/s,
  )
  const whole = await explain('Leroy Paul')
  assert.match(whole.out, /= 1 × 3,01.€ = 3,01.€.*= 1 × 2,70.€ = 2,70.€/s)
})
