import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import type { Tx } from '../../src/db/connect.ts'
import { asVisitor, asWorker } from '../../src/db/transactions.ts'
import { Refusal } from '../../src/kernel/refusal.ts'
import { checkTariffs } from '../../src/pricing/lists/check.ts'
import { importTariffs, type TariffImport } from '../../src/pricing/lists/import.ts'
import { knownActivities } from '../../src/pricing/lists/known-activities.ts'
import { listTariffs } from '../../src/pricing/lists/list.ts'
import { planImport, type HeldTariff } from '../../src/pricing/lists/plan.ts'
import { tariffSha256 } from '../../src/pricing/lists/canonical.ts'
import { loadTariffs } from '../../src/pricing/load.ts'
import { priceMonth } from '../../src/pricing/month.ts'
import { bringActivities, bringCalendar, catalogueText } from '../activities/story.ts'
import { testDatabase } from '../support/database.ts'
import { activities, communeText, dayOf, martin, november, zoe } from './story.ts'

const db = await testDatabase()
await asWorker(db, async (tx) => {
  await bringCalendar(tx)
  await bringActivities(tx, catalogueText('roncq'))
})
const period = { from: november.from, to: november.to }

async function bring(tx: Tx, text: string): Promise<TariffImport> {
  const checked = checkTariffs(text, 'tariffs.yaml', await knownActivities(tx))
  assert.ok(checked.isAcceptable, JSON.stringify(checked.anomalies))
  return importTariffs(tx, checked.tariffs)
}

test('a list goes in once, and the same again changes nothing', async () => {
  const first = await asWorker(db, (tx) => bring(tx, communeText('roncq')))
  assert.equal(first.added.length, 8)
  const again = await asWorker(db, (tx) => bring(tx, `# a comment more\n${communeText('roncq')}`))
  assert.deepEqual([again.added, again.superseded, again.unchanged.length], [[], [], 8])
})

test('what is loaded prices as what was written, to the cent and by the same line', async () => {
  const lists = await asVisitor(db, (tx) => loadTariffs(tx, period, 'B'))
  const [meal] = lists.tariffs.filter((tariff) => tariff.code === 'repas-resident')
  const checked = await asWorker(db, async (tx) =>
    checkTariffs(communeText('roncq'), 'tariffs.yaml', await knownActivities(tx)),
  )
  const [written] = checked.tariffs
  assert.ok(meal && written)
  const { activityCode: _activity, unitCodes: _units, ...expected } = written
  const { id: _id, version, ...loaded } = meal
  assert.deepEqual(loaded, expected)
  assert.equal(version, 1)
  assert.deepEqual(lists.schoolPeriods.at(-5), { from: '2026-09-01', to: '2026-10-16' })
  const { activityId, unitIds } = meal
  const day = dayOf(zoe, '2026-11-02', { activityId, unitId: unitIds[0] ?? 0 })
  const { lines } = priceMonth(martin({ days: [day] }), lists, november)
  assert.deepEqual(
    [lines[0]?.tariffId, lines[0]?.tariffLineNo, lines[0]?.unitPriceCents],
    [meal.id, 3, 235],
  )
})

const newPrices = communeText('roncq')
  .replace('valid_from: 2025-09-01', 'valid_from: 2026-12-01')
  .replace('"640 <= QF < 860", amount: 2.35', '"640 <= QF < 860", amount: 2.45')

test('new prices follow the old ones, which are closed the day before', async () => {
  const done = await asWorker(db, (tx) => bring(tx, newPrices))
  assert.equal(done.superseded.length, 8)
  const versions = (await asWorker(db, listTariffs)).filter(
    (tariff) => tariff.code === 'repas-resident',
  )
  assert.deepEqual(
    versions.map(({ version, validFrom, validTo }) => [version, validFrom, validTo]),
    [
      [2, '2026-12-01', null],
      [1, '2025-09-01', '2026-11-30'],
    ],
  )
  const inForce = await asWorker(db, (tx) => loadTariffs(tx, period, 'B'))
  assert.deepEqual([...new Set(inForce.tariffs.map((tariff) => tariff.version))], [1])
})

test('unused prices may be corrected in place', async () => {
  const corrected = newPrices.replace('amount: 2.45', 'amount: 2.40')
  const done = await asWorker(db, (tx) => bring(tx, corrected))
  assert.deepEqual(done.superseded, ['cantine/repas-resident'])
  const versions = (await asWorker(db, listTariffs)).filter(
    (tariff) => tariff.code === 'repas-resident',
  )
  assert.deepEqual(
    versions.map(({ version, validFrom }) => [version, validFrom]),
    [
      [3, '2026-12-01'],
      [1, '2025-09-01'],
    ],
  )
})

test('a price that bills used cannot be corrected in place, only followed', () => {
  const { tariffs } = checkTariffs(newPrices, 'tariffs.yaml', activities)
  const [listed] = tariffs
  assert.ok(listed)
  const held: HeldTariff = {
    id: 5,
    activityId: listed.activityId,
    code: listed.code,
    version: 1,
    validFrom: listed.validFrom,
    validTo: null,
    sha256: 'another',
    isUsed: true,
  }
  assert.throws(
    () => planImport([listed], [held]),
    (error) => error instanceof Refusal && error.code === 'TARIFF_USED',
  )
  const before = { ...held, validFrom: '2025-09-01' }
  assert.deepEqual(planImport([listed], [before]).closed, [{ id: 5, validTo: '2026-11-30' }])
  const same = { ...held, sha256: tariffSha256(listed) }
  assert.deepEqual(planImport([listed], [same]).unchanged, [listed])
})

test('a second list may not price the same units on the same days', async () => {
  const rival = `list: Rivale
valid_from: 2027-01-01
tariffs:
  - {code: unique, activity: cantine, units: [repas], label: Repas, price: 3}
`
  const count = async () => (await asWorker(db, listTariffs)).length
  const before = await count()
  await assert.rejects(
    asWorker(db, (tx) => bring(tx, rival)),
    (error) => error instanceof Refusal && error.code === 'TARIFFS_OVERLAP',
  )
  assert.equal(await count(), before)
})

test('the database itself refuses two brackets for one quotient', async () => {
  await assert.rejects(
    asWorker(db, (tx) =>
      sql`insert into tariff_line (tariff_id, line_no, qf_range, amount_cents)
          select id, 99, int4range(700, 710), 1 from tariff where code = 'repas-resident' and version = 1`.execute(
        tx,
      ),
    ),
    /tariff_line_tariff_id_variant_qf_range_excl/,
  )
})
