import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { asWorker } from '../../src/db/transactions.ts'
import { bookForPeriod } from '../../src/enrolments/book-for-period.ts'
import { daySheetPaper, daySheetRows } from '../../src/enrolments/day-sheet-paper.ts'
import { daySheet } from '../../src/enrolments/day-sheet.ts'
import { setCareProtocol, setHealth } from '../../src/households/health.ts'
import { addPickup } from '../../src/households/pickups.ts'
import { csvText } from '../../src/kernel/csv.ts'
import { instantAt } from '../../src/kernel/day.ts'
import { openPdfRenderer } from '../../src/pdf.ts'
import { initialSettings } from '../../src/settings/settings.ts'
import { testDatabase } from '../support/database.ts'
import { testKeys } from '../support/keys.ts'
import { pdfText } from '../support/pdf-text.ts'
import { plantStory } from './story.ts'

const db = await testDatabase()
const keys = testKeys()
const { children, units, households, groups } = await plantStory(db)
const now = instantAt('2026-12-08', '07:30')
const day = '2026-12-08'

await asWorker(db, async (tx) => {
  const by = { now, actor: 'sophie' }
  await bookForPeriod(
    tx,
    [
      { childId: children.zoe, unitId: units.evening, day, householdId: households.martin },
      { childId: children.noel, unitId: units.morning, day, householdId: households.martin },
      { childId: children.noel, unitId: units.evening, day, householdId: households.martin },
    ],
    { now, actor: 'mairie', channel: 'CLI' },
  )
  await setCareProtocol(
    tx,
    keys,
    {
      childId: children.noel,
      validFrom: '2026-09-01',
      validTo: '2027-07-03',
      mealMode: 'BASKET',
      body: {
        type: 'FOOD',
        emergencyKit: 'Trousse dans la classe',
        conduct: 'Appeler le 15',
        doctor: null,
      },
    },
    by,
  )
  await setHealth(
    tx,
    keys,
    {
      childId: children.noel,
      health: { doctor: null, treatment: null, notes: null },
      allergies: [{ type: 'FOOD', label: '=Arachide', severity: null, conduct: null }],
    },
    by,
  )
  await addPickup(
    tx,
    {
      childId: children.zoe,
      householdId: households.martin,
      lastName: 'Lefèvre',
      firstName: 'Monique',
      relationship: 'grand-mère',
      phones: ['+33600000006'],
      canPickUp: true,
      emergencyContact: false,
      validFrom: '2026-09-01',
    },
    { ...by, actorKind: 'OFFICER' },
  )
  await sql`
    insert into attendance (child_id, day, unit_id, group_id, state, arrived, left_at, recorded_by)
    values (${children.zoe}, ${day}, ${units.evening}, ${groups.care}, 'PRESENT', '16:30', '16:45', 'test'),
           (${children.ines}, ${day}, ${units.evening}, ${groups.care}, 'PRESENT', '16:30', null, 'test')`.execute(
    tx,
  )
  await sql`update unit set to_time = '18:30', from_time = '16:30' where id = ${units.evening}`.execute(
    tx,
  )
})

const reader = { now, actorKind: 'OFFICER', actor: 'sophie', purpose: 'service du jour' } as const
const asked = { activityCode: 'garderie', day }

test('the day’s list has allergies and PAI, who may fetch, who left early and who came unbooked', async () => {
  const sheet = await asWorker(db, (tx) => daySheet(tx, asked, { keys, reader }))
  const [group] = sheet.groups
  assert.equal(sheet.groups.length, 1)
  assert.deepEqual(
    group?.children.map((child) => child.firstName),
    ['Inès', 'Noël', 'Zoé'],
    'by name',
  )
  const [ines, noel, zoe] = group?.children ?? []
  assert.deepEqual(
    ines?.units.map((unit) => [unit.isBooked, unit.presence]),
    [[false, 'PRESENT']],
  )
  assert.equal(noel?.units.length, 2)
  assert.equal(noel?.health?.careProtocol?.mealMode, 'BASKET')
  assert.deepEqual(
    noel?.health?.allergies.map((one) => one.label),
    ['=Arachide'],
  )
  assert.deepEqual(
    zoe?.fetchedBy.map((one) => one.name),
    ['Monique Lefèvre'],
  )
  assert.equal(zoe?.units[0]?.leftEarly, true)
})

test('each reading of a child’s health is in the audit trail with its reason; without health nothing is opened', async () => {
  const readings = () =>
    asWorker(db, async (tx) => {
      const rows = await sql<{ purpose: string }>`
        select purpose from audit_event where action = 'health.read'`.execute(tx)
      return rows.rows.map((row) => row.purpose)
    })
  assert.deepEqual(
    await readings(),
    Array.from({ length: 3 }, () => 'service du jour'),
  )
  const plain = await asWorker(db, (tx) => daySheet(tx, asked, null))
  assert.doesNotMatch(JSON.stringify(plain), /Arachide|BASKET|le 15/)
  assert.equal((await readings()).length, 3)
})

test('it is printed as a tagged PDF, and a spreadsheet runs nothing of it', async () => {
  const sheet = await asWorker(db, (tx) => daySheet(tx, asked, { keys, reader }))
  const renderer = openPdfRenderer()
  try {
    const pdf = await renderer.render('day-sheet', daySheetPaper(sheet, initialSettings(), day))
    assert.ok(pdf.includes('/MarkInfo'))
    const text = await pdfText(pdf)
    assert.match(text, /PAI, panier-repas fourni par la famille/)
    assert.match(text, /parti à 16.h.45/)
  } finally {
    renderer.close()
  }
  const csv = csvText([...daySheetRows(sheet), ['=1+1', 'a;b', '"x"']])
  assert.match(csv, /^\uFEFFsite;groupe;nom;prenom/)
  assert.match(csv, /'=1\+1;"a;b";"""x"""\r\n$/)
})

test('an activity that does not exist is refused', async () => {
  await assert.rejects(
    asWorker(db, (tx) => daySheet(tx, { activityCode: 'X', day }, null)),
    /NOT_FOUND/,
  )
})
