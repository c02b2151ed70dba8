import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { runBilling } from '../../src/billing/run.ts'
import { openPdfRenderer } from '../../src/pdf.ts'
import { testDatabase } from '../support/database.ts'
import { testKeys } from '../support/keys.ts'
import { invoiceIdOf, renderAndKeep, textOf } from './render.ts'
import { lunchDays, plantDays, plantFamilies, plantTown } from './town.ts'

const db = await testDatabase()
const keys = testKeys()
const pdf = openPdfRenderer()
after(() => pdf.close())
await plantTown(db, 'fay-aux-loges')
const families = await plantFamilies(db, [
  {
    fileNumber: 1,
    name: 'Petit',
    firstName: 'Jeanne',
    insee: '45142',
    quotient: 835,
    children: [{ firstName: 'Paul', birthDate: '2018-01-10' }],
  },
])
const family = families.get(1) ?? { id: 0, children: [] }
const [paul = 0] = family.children
await plantDays(
  db,
  lunchDays.map((day) => ({ householdId: family.id, childId: paul, unit: 'repas', day })),
)

test('worked example 2: 17 meals at 0,36 % of 835, rounded before they are counted, are 51,17 €', async () => {
  const by = { now: new Date('2026-12-04T08:00:00Z'), actor: 'regisseur' }
  const [report] = await runBilling(db, keys, { period: '2026-11' }, by)
  assert.deepEqual(report?.parked, [])
  assert.equal(report?.totalCents, 5_117) // 17 × 3.01; 51.10 would be rounded last
  const text = await textOf(await renderAndKeep(db, keys, pdf, await invoiceIdOf(db, family.id)))
  for (const words of ['51,17 €', '3,01 €', '17']) assert.ok(text.includes(words), text)
})
