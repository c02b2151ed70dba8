import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { readSelection } from '../../cli/message-selection.ts'
import { asWorker } from '../../src/db/transactions.ts'
import { selectedFamilies } from '../../src/messages/selection.ts'
import { openTown } from '../web/town.ts'

const town = await openTown()

/** Zoé Martin and Inès eat at the canteen of Les Tilleuls; Inès is booked on the 10th by her mother. */
await asWorker(town.db, async (tx) => {
  await sql`
    insert into enrolment (household_id, child_id, activity_id, group_id, valid_from, state, decided_at, decided_by)
    select hc.household_id, c.id, a.id, g.id, '2026-09-01', 'ACCEPTED', '2026-08-20', 'test'
    from child c join household_child hc on hc.child_id = c.id
    join activity a on a.code = 'CANTINE' join activity_group g on g.activity_id = a.id
    where c.first_name in ('Zoé', 'Inès')`.execute(tx)
  await sql`
    with receipt as (
      insert into booking_receipt (household_id, actor_kind, actor, channel)
      select id, 'OFFICER', 'test', 'IMPORT' from household where name like 'BERNARD%' returning id)
    insert into booking (child_id, day, unit_id, household_id, group_id, state, receipt_id)
    select e.child_id, '2026-12-10', u.id, e.household_id, e.group_id, 'BOOKED', r.id
    from enrolment e join unit u on u.activity_id = e.activity_id join household h on h.id = e.household_id
    cross join receipt r where h.name like 'BERNARD%'`.execute(tx)
})

async function chosen(...to: string[]): Promise<string[]> {
  const families = await asWorker(town.db, (tx) =>
    selectedFamilies(tx, readSelection(to), '2026-12-08'),
  )
  return families.map(({ name, children }) => `${name.split(' ')[0]}: ${children.join(', ')}`)
}

const martin = 'MARTIN: Zoé'
const leroy = 'LEROY: Inès'
const bernard = 'BERNARD: Inès'

test('families are chosen by class, activity, site, day, debt, missing papers and number', async () => {
  assert.equal((await chosen('all')).length, 4)
  assert.deepEqual(await chosen('class:ce1'), [martin])
  assert.deepEqual(await chosen('activity:cantine'), [bernard, leroy, martin])
  assert.deepEqual(await chosen('site:tilleuls'), [bernard, leroy, martin])
  assert.deepEqual(await chosen('site:AILLEURS'), [])
  assert.deepEqual(await chosen('present:2026-12-10'), [bernard], 'the day is her mother’s')
  assert.deepEqual(await chosen('present:2026-12-10', 'site:AILLEURS'), [])
  assert.equal((await chosen('unpaid:143,84')).length, 4)
  assert.deepEqual(await chosen('unpaid:143,85'), [], 'more than that')
  assert.equal((await chosen('missing-papers')).length, 4)
  assert.equal((await chosen('family:1,3')).length, 2)
})

test('codes are found as catalogues write them, in whatever case they are typed', async () => {
  await asWorker(town.db, async (tx) => {
    await sql`update activity set code = 'cantine' where code = 'CANTINE'`.execute(tx)
    await sql`update site set code = 'tilleuls' where code = 'TILLEULS'`.execute(tx)
  })
  for (const to of ['activity:cantine', 'activity:Cantine', 'site:tilleuls', 'site:TILLEULS'])
    assert.deepEqual(await chosen(to), [bernard, leroy, martin], to)
  assert.deepEqual(await chosen('present:2026-12-10', 'activity:cantine'), [bernard])
})

test('several selections narrow each other; inside one, one value is enough', async () => {
  assert.deepEqual(await chosen('activity:CANTINE', 'class:CE1'), [martin])
  assert.deepEqual(await chosen('class:CE1,CE2', 'unpaid:10'), [bernard, leroy, martin])
  assert.deepEqual(await chosen('class:CE1', 'family:999'), [])
})

test('whoever left a household or an activity is not written to', async () => {
  await asWorker(town.db, async (tx) => {
    await sql`update household_adult set valid_to = '2026-12-07' from person p
      where p.id = person_id and p.first_name = 'Jean-Loup'`.execute(tx)
    await sql`update enrolment set valid_to = '2026-12-07' from household h
      where h.id = household_id and h.name like 'LEROY%'`.execute(tx)
  })
  const families = await asWorker(town.db, (tx) =>
    selectedFamilies(tx, readSelection(['activity:CANTINE']), '2026-12-08'),
  )
  assert.deepEqual(
    families.map(({ name, personIds }) => [name.split(' ')[0], personIds.length]),
    [
      ['BERNARD', 1],
      ['MARTIN', 1],
    ],
  )
})
