import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { sql } from 'kysely'
import type { Tx } from '../../src/db/connect.ts'
import { asWorker } from '../../src/db/transactions.ts'
import { chargedPackagesOf } from '../../src/enrolments/paid-packages.ts'
import { setCustody } from '../../src/households/custody.ts'
import { checkTariffs } from '../../src/pricing/lists/check.ts'
import { importTariffs } from '../../src/pricing/lists/import.ts'
import { knownActivities } from '../../src/pricing/lists/known-activities.ts'
import { bringCalendar } from '../activities/story.ts'
import { plantDays, plantFamilies } from './town.ts'
import { plantZoe } from './zoe.ts'

const { db, householdId, childId, bill, charges } = await plantZoe()
await asWorker(db, bringCalendar)
const roncq = readFileSync(new URL('../data/communes/roncq/tariffs.yaml', import.meta.url), 'utf8')

function bring(text: string) {
  return asWorker(db, async (tx) => {
    const { tariffs, anomalies } = checkTariffs(text, 'tariffs.yaml', await knownActivities(tx))
    assert.deepEqual(
      anomalies.filter(({ severity }) => severity === 'ERROR'),
      [],
    )
    return importTariffs(tx, tariffs)
  })
}

test('new prices in the middle of a package’s window do not charge it again, nor stop the run', async () => {
  const days = ['2026-11-03', '2026-12-01']
  await plantDays(
    db,
    days.map((day) => ({ householdId, childId, unit: 'amis', day })),
  )
  await bill('2026-11', '2026-12-04T08:00:00Z')
  const label = 'AMIS, forfait de la période, du 2 novembre au 18 décembre'
  assert.deepEqual(await charges('2026-11'), [['PACKAGE', label, 1, 915]])
  const done = await bring(roncq.replace('valid_from: 2025-09-01', 'valid_from: 2026-12-01'))
  assert.equal(done.billedAnew, 0)
  const [report] = await bill('2026-12', '2027-01-04T08:00:00Z')
  assert.deepEqual([report?.totalCents, report?.parked], [0, []])
})

test('a package of a month that was parked is charged once with the month after it', async () => {
  const days = ['2027-05-25', '2027-06-01']
  await plantDays(db, [
    ...days.map((day) => ({ householdId, childId, unit: 'amis', day })),
    { householdId, childId, unit: 'repas', day: '2027-05-25', presence: null },
  ])
  const [parked] = await bill('2027-05', '2027-06-04T08:00:00Z')
  assert.equal(parked?.parked.length, 1)
  await asWorker(db, (tx) =>
    sql`
      insert into attendance (child_id, day, unit_id, group_id, state, recorded_by)
      select child_id, day, unit_id, group_id, 'ABSENT', 'test' from booking b
      where day = '2027-05-25' and not exists (
        select from attendance a where (a.child_id, a.day, a.unit_id) = (b.child_id, b.day, b.unit_id))`.execute(
      tx,
    ),
  )
  await bill('2027-06', '2027-07-02T08:00:00Z')
  const packages = (await charges('2027-06')).filter(([kind]) => kind === 'PACKAGE')
  assert.deepEqual(
    packages.map(([, , , cents]) => cents),
    [915],
  )
})

test('what a file has paid for, the file that it became has paid for', async () => {
  const families = await plantFamilies(db, [
    { fileNumber: 8, name: 'Martin', firstName: 'Jean', quotient: 750, children: [] },
  ])
  const into = families.get(8)?.id ?? 0
  await asWorker(db, async (tx) => {
    const known = (await chargedPackagesOf(tx, [householdId])).get(householdId)
    await sql`update household set merged_into_id = ${into} where id = ${householdId}`.execute(tx)
    const later = await chargedPackagesOf(tx, [into])
    assert.ok(known?.some(({ windowFrom }) => windowFrom === '2026-11-02'))
    assert.deepEqual(
      later.get(into)?.map(({ windowFrom }) => windowFrom),
      known?.map(({ windowFrom }) => windowFrom),
    )
    await sql`update household set merged_into_id = null where id = ${householdId}`.execute(tx)
  })
})

/** Zoé of household 101 and another is enrolled in an activity with a card, with open days in February. */
async function plantCard(tx: Tx): Promise<void> {
  await sql`
    with a as (
      insert into activity (code, kind, name, regie_id, decision, capacity_mode)
      select 'etude', 'HOMEWORK_CLUB', 'Étude', id, 'AUTOMATIC', 'NONE' from regie returning id
    ), u as (
      insert into unit (activity_id, code, label, kind) select id, 'etude', 'Étude', 'SESSION' from a
    ), g as (
      insert into activity_group (activity_id, site_id, code, name)
      select a.id, s.id, 'etude', 'Tous' from a, site s returning id, activity_id
    ), o as (
      insert into open_day (activity_id, day, kind) select id, '2027-02-01', 'SCHOOL' from a
    )
    insert into enrolment (household_id, child_id, activity_id, group_id, valid_from, state, decided_at, decided_by)
    select ${householdId}, ${childId}, activity_id, id, '2027-02-01', 'ACCEPTED', now(), 'test' from g`.execute(
    tx,
  )
}

test('a card of the enrolled is shared by the custody of the child', async () => {
  const families = await plantFamilies(db, [
    { fileNumber: 7, name: 'Bernard', firstName: 'Anne', quotient: 750, children: [] },
  ])
  const anne = families.get(7)?.id ?? 0
  await asWorker(db, async (tx) => {
    await plantCard(tx)
    await sql`
      insert into household_child (household_id, child_id, slot, valid_from)
      values (${anne}, ${childId}, 2, '2020-01-01')`.execute(tx)
    const rule = {
      firstHouseholdId: householdId,
      secondHouseholdId: anne,
      evenWeekHouseholdId: anne,
      handoverWeekday: 1,
      handoverTime: '08:30',
      evenYearFirstHalfId: null,
      exceptions: [],
    }
    const shared = { billing: 'BY_PERCENT', firstPercent: 60, judgmentId: null } as const
    const custody = { childId, ...shared, validFrom: '2027-02-01', rule }
    await setCustody(tx, custody, [], { now: new Date('2027-01-10T08:00:00Z'), actor: 'sophie' })
  })
  await bring(`list: Étude
valid_from: 2027-02-01
tariffs:
  - code: carte
    activity: etude
    units: [etude]
    label: Carte
    price: 12.35
    package: {window: month, charged: enrolled}
`)
  const [report] = await bill('2027-02', '2027-03-04T08:00:00Z')
  assert.deepEqual(report?.parked, [])
  const label = 'Carte, du 1er février au 28 février'
  const cards = await charges('2027-02')
  assert.deepEqual(
    new Set(cards.map((card) => card.join())),
    new Set([`PACKAGE,${label},1,494`, `PACKAGE,${label},1,741`]),
  )
})

test('new prices that reach back into billed days say whose bills they change', async () => {
  await plantDays(db, [{ householdId, childId, unit: 'repas', day: '2027-03-01' }])
  await bill('2027-03', '2027-04-02T08:00:00Z')
  const anew = roncq
    .replace('valid_from: 2025-09-01', 'valid_from: 2027-03-01')
    .replace('"640 <= QF < 860", amount: 2.35', '"640 <= QF < 860", amount: 2.45')
  await asWorker(db, async (tx) => {
    const { tariffs } = checkTariffs(anew, 'tariffs.yaml', await knownActivities(tx))
    const done = await importTariffs(tx, tariffs)
    assert.equal(done.billedAnew, 2) // both parents pay their part
  })
})
