import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { asWorker } from '../../src/db/transactions.ts'
import { openTown } from './town.ts'
import { signedIn, type Visitor } from './visitor.ts'

const town = await openTown()
const marc = await signedIn(town, 'marc.leroy')
const anne = await signedIn(town, 'anne.bernard')
const marcsPerson = sql`(select id from person where first_name = 'Marc')`
const change = (statement: ReturnType<typeof sql>) =>
  asWorker(town.db, (tx) => statement.execute(tx))
const isIn = async (who: Visitor) => (await who.get('/compte')).status === 200

test('what takes no right away signs nobody out', async () => {
  await change(
    sql`update guardianship set relationship = 'GUARDIAN' where person_id = ${marcsPerson}`,
  )
  await change(sql`update household_adult set role = 'PARTNER' where person_id = ${marcsPerson}`)
  assert.ok(await isIn(marc))
})

test('who loses a right is signed out in the same transaction, and the other parent is not', async () => {
  const withdrawals = [
    sql`update guardianship set access = 'DAILY' where person_id = ${marcsPerson}`,
    sql`update guardianship set access = 'NONE' where person_id = ${marcsPerson}`,
    sql`update guardianship set valid_to = '2026-12-07' where person_id = ${marcsPerson}`,
    sql`update household_adult set valid_to = '2027-12-31' where person_id = ${marcsPerson}`,
    sql`delete from guardianship where person_id = ${marcsPerson}`,
  ]
  for (const withdrawal of withdrawals) {
    const here = await signedIn(town, 'marc.leroy')
    assert.ok(await isIn(here))
    await change(withdrawal)
    assert.ok(!(await isIn(here)))
    assert.ok(await isIn(anne))
  }
})

test('a withdrawal that is rolled back leaves the session', async () => {
  const here = await signedIn(town, 'marc.leroy')
  const undone = asWorker(town.db, async (tx) => {
    await sql`update household_adult set valid_to = '2027-01-31' where person_id = ${marcsPerson}`.execute(
      tx,
    )
    throw new Error('undone')
  })
  await assert.rejects(undone, /undone/)
  assert.ok(await isIn(here))
})
