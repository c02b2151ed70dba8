import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { sql } from 'kysely'
import { actAs, asWorker } from '../../src/db/transactions.ts'
import { childrenOf } from '../../src/households/children.ts'
import { checkCustody } from '../../src/households/check-custody.ts'
import { setCustody } from '../../src/households/custody.ts'
import { linkChild } from '../../src/households/link-child.ts'
import { listFamilies } from '../../src/households/list-families.ts'
import { mergeFamilies } from '../../src/requests/merge-families.ts'
import { as, by, fillTown, idOfChild, idOfPerson } from '../households/town.ts'
import { createRegie, owe } from '../payments/payment-world.ts'
import { testDatabase } from '../support/database.ts'
import { testKeys } from '../support/keys.ts'

const keys = testKeys()
const db = await testDatabase()
before(() => fillTown(db, keys))
const today = '2026-11-02'

async function files() {
  const [awa, claire] = [await idOfPerson(db, 'Awa'), await idOfPerson(db, 'Claire')]
  return { awa, claire, merge: { fromId: awa.householdId, intoId: claire.householdId } }
}

test('parents who live apart are never made one family', async () => {
  const [marc, anne] = [await idOfPerson(db, 'Marc'), await idOfPerson(db, 'Anne')]
  const mixed = asWorker(db, (tx) =>
    mergeFamilies(tx, keys, { fromId: marc.householdId, intoId: anne.householdId }, by),
  )
  await assert.rejects(mixed, /WOULD_MIX_FAMILIES/)
})

test('a file that still owes is settled first, and nothing has moved', async () => {
  const { awa, merge } = await files()
  const regieId = await asWorker(db, (tx) => createRegie(tx, 'ENFANCE'))
  const failed = asWorker(db, async (tx) => {
    const family = { householdId: awa.householdId, personId: awa.personId, regieId }
    await owe(tx, family, 1_230, '2026-10-04')
    await mergeFamilies(tx, keys, merge, by)
  })
  await assert.rejects(failed, /CANNOT_MERGE/)
  assert.equal(
    await asWorker(db, async (tx) => (await childrenOf(tx, awa.householdId, today)).length),
    2,
  )
})

test('children, enrolments and days to come go on in the other file; the former one can still be read', async () => {
  const { awa, claire, merge } = await files()
  const child = await asWorker(db, async (tx) => (await childrenOf(tx, awa.householdId, today))[0])
  assert.ok(child)
  await asWorker(db, (tx) => bookLunch(tx, awa.householdId, child.id))
  await shareWithMarc(awa.householdId, child.id)
  for (const waits of whatWaits(awa, child.id)) {
    const undecided = asWorker(db, async (tx) => {
      await waits.execute(tx)
      await mergeFamilies(tx, keys, merge, by)
    })
    await assert.rejects(undecided, /CANNOT_MERGE/)
  }
  const moved = await asWorker(db, (tx) => mergeFamilies(tx, keys, merge, by))
  assert.deepEqual([moved.enrolments, moved.days], [1, 2])
  const kept = await asWorker(db, (tx) =>
    sql<{ household: number; state: string; from: string; to: string }>`
      select household_id as household, state, valid_from as from, valid_to as to from enrolment order by id`.execute(
      tx,
    ),
  )
  assert.deepEqual(kept.rows, [
    { household: awa.householdId, state: 'ACCEPTED', from: '2026-09-01', to: '2026-11-01' },
    { household: claire.householdId, state: 'ACCEPTED', from: today, to: '2027-07-03' },
  ])
  const patterns = await asWorker(db, (tx) =>
    sql`select household_id as household, valid_from as from, valid_to as to from weekly_pattern order by valid_from`.execute(
      tx,
    ),
  )
  assert.deepEqual(patterns.rows, [
    { household: awa.householdId, from: '2026-09-01', to: '2026-11-01' },
    { household: claire.householdId, from: today, to: '2027-07-03' },
  ])
  const family = await as(db, 'Claire', (tx) => childrenOf(tx, claire.householdId, today))
  assert.equal(family.length, 4)
  const listed = await asWorker(db, (tx) => listFamilies(tx, { day: today, name: 'diallo' }))
  const ids = listed.map(({ id }) => id)
  assert.ok(ids.includes(claire.householdId) && !ids.includes(awa.householdId))
  await asWorker(db, async (tx) => {
    await actAs(tx, awa.personId, null, today)
    const shown = await sql<{ id: number }>`select app.current_household() as id`.execute(tx)
    assert.equal(shown.rows[0]?.id, claire.householdId, 'the file that goes on is shown first')
    await actAs(tx, awa.personId, awa.householdId, today)
    const former = await sql<{ id: number }>`select app.current_household() as id`.execute(tx)
    assert.equal(former.rows[0]?.id, awa.householdId)
  })
  await assert.rejects(
    asWorker(db, (tx) => mergeFamilies(tx, keys, merge, by)),
    /CANNOT_MERGE/,
  )
})

test('a custody goes on with the file: its days, its exceptions, and the former one until the day before', async () => {
  const { awa, claire } = await files()
  const marc = await idOfPerson(db, 'Marc')
  const found = await asWorker(db, async (tx) => ({
    decisions: await sql`
      select first_household_id as first, second_household_id as second, even_week_household_id as even,
        valid_from as from, valid_to as to from custody order by valid_from`.execute(tx),
    days: await sql<{ household: number }>`
      select distinct household_id as household from custody_day where day >= ${today}::date order by 1`.execute(
      tx,
    ),
    exceptions: await sql`select household_id as household from custody_exception`.execute(tx),
    broken: (await checkCustody(tx, today)).filter((rule) => rule.broken > 0),
  }))
  const [former, kept, other] = [awa.householdId, claire.householdId, marc.householdId]
  assert.deepEqual(found.decisions.rows, [
    { first: former, second: other, even: former, from: '2026-10-05', to: '2026-11-01' },
    { first: kept, second: other, even: kept, from: today, to: null },
  ])
  assert.deepEqual(
    found.days.rows.map((one) => one.household),
    [kept, other].toSorted((a, b) => a - b),
  )
  assert.deepEqual(found.exceptions.rows, [{ household: kept }])
  assert.deepEqual(found.broken, [])
  const broken = await asWorker(db, async (tx) => {
    await sql`update custody_day set household_id = ${former}
              where day = (select max(day) from custody_day)`.execute(tx)
    await sql`update household set closed_on = ${today} where id = ${other}`.execute(tx)
    const rules = await checkCustody(tx, today)
    await sql`update custody_day set household_id = ${kept} where household_id = ${former}`.execute(
      tx,
    )
    await sql`update household set closed_on = null where id = ${other}`.execute(tx)
    return rules.map((rule) => rule.broken)
  })
  assert.deepEqual(broken, [1, 1])
})

test('a child is linked to a second household once, and never to a third', async () => {
  const { claire } = await files()
  const [zoe, ines, anne] = [
    await idOfChild(db, 'Zoé'),
    await idOfChild(db, 'Inès'),
    await idOfPerson(db, 'Anne'),
  ]
  const link = (childId: number, householdId: number) =>
    asWorker(db, (tx) =>
      linkChild(tx, { childId, householdId, relationship: 'STEP', access: 'DAILY' }, by),
    )
  assert.equal(await link(zoe.id, anne.householdId), true)
  assert.equal(await link(zoe.id, anne.householdId), false)
  await assert.rejects(link(ines.id, claire.householdId), /TWO_HOUSEHOLDS/)
  const seen = await as(db, 'Anne', (tx) => childrenOf(tx, anne.householdId, today))
  assert.deepEqual(seen.map(({ firstName }) => firstName).toSorted(), ['Inès', 'Zoé'])
  const health = await as(db, 'Anne', (tx) =>
    tx.selectFrom('health_record').select('child_id').where('child_id', '=', zoe.id).execute(),
  )
  assert.deepEqual(health, [], 'access DAILY shows no health')
})

test('the partner of a parent who is linked is no parent: no authority, no health', async () => {
  const { claire } = await files()
  const zoe = await idOfChild(db, 'Zoé')
  const marc = await idOfPerson(db, 'Marc')
  await asWorker(db, async (tx) => {
    await sql`delete from household_child where child_id = ${zoe.id} and household_id <> ${claire.householdId}`.execute(
      tx,
    )
    await sql`delete from guardianship where child_id = ${zoe.id} and relationship = 'STEP'`.execute(
      tx,
    )
    await sql`
      with luc as (
        insert into person (title, usual_name, first_name, match_key) values ('M', 'Petit', 'Luc', 'PETIT LUC') returning id
      )
      insert into household_adult (household_id, person_id, role, valid_from)
      select ${marc.householdId}, id, 'PARTNER', '2026-01-01' from luc`.execute(tx)
    const father = {
      childId: zoe.id,
      householdId: marc.householdId,
      relationship: 'FATHER',
    } as const
    await linkChild(tx, { ...father, access: 'FULL' }, by)
    const found = await sql<{ row: unknown }>`
      select jsonb_build_array(p.first_name, g.relationship, g.has_parental_authority, g.access) as row
      from guardianship g join person p on p.id = g.person_id
      where g.child_id = ${zoe.id} and p.first_name in ('Marc', 'Luc') order by p.first_name`.execute(
      tx,
    )
    assert.deepEqual(
      found.rows.map(({ row }) => row),
      [
        ['Luc', 'STEP', false, 'DAILY'],
        ['Marc', 'FATHER', true, 'FULL'],
      ],
    )
  })
})

/** The child lives one week with its family, the other with Marc; each books its own days. */
async function shareWithMarc(householdId: number, childId: number): Promise<void> {
  const marc = await idOfPerson(db, 'Marc')
  await asWorker(db, async (tx) => {
    await linkChild(
      tx,
      { childId, householdId: marc.householdId, relationship: 'FATHER', access: 'DAILY' },
      by,
    )
    await sql`update household_child set valid_from = '2026-09-01' where household_id = ${marc.householdId}`.execute(
      tx,
    )
    await setCustody(
      tx,
      {
        childId,
        billing: 'BY_CALENDAR',
        judgmentId: null,
        validFrom: '2026-10-05',
        rule: {
          firstHouseholdId: householdId,
          secondHouseholdId: marc.householdId,
          evenWeekHouseholdId: householdId,
          handoverWeekday: 5,
          handoverTime: '16:30',
          evenYearFirstHalfId: null,
          exceptions: [{ householdId, firstDay: '2026-12-01', lastDay: '2026-12-02' }],
        },
      },
      [],
      by,
    )
    await sql`
      insert into weekly_pattern (enrolment_id, household_id, child_id, activity_id, unit_id, weekday, parity,
                                  valid_from, valid_to, created_at)
      select e.id, e.household_id, e.child_id, e.activity_id, u.id, 4, 'ANY', e.valid_from, e.valid_to, ${by.now}
      from enrolment e join unit u on u.activity_id = e.activity_id`.execute(tx)
  })
}

/** What stands in the way of a merge, each on its own. */
function whatWaits(
  { householdId, personId }: { householdId: number; personId: number },
  childId: number,
) {
  return [
    sql`insert into change_request (household_id, person_id, subject, state, created_at)
        values (${householdId}, ${personId}, 'PERSON', 'PENDING', ${by.now})`,
    sql`with kind as (
          insert into evidence_kind (code, scope, label, validity, blocking)
          values ('RENT', 'FAMILY', 'Quittance', 'NONE', false) returning id)
        insert into evidence (kind_id, household_id, file_name, state, created_at)
        select id, ${householdId}, 'quittance.pdf', 'RECEIVED', ${by.now} from kind`,
    sql`insert into waiting_entry (household_id, child_id, group_id, unit_id, day)
        select ${householdId}, ${childId}, g.id, u.id, '2026-11-06' from activity_group g, unit u`,
    sql`insert into absence (household_id, child_id, first_day, last_day, kind, declared_by, declared_at, state)
        values (${householdId}, ${childId}, '2026-11-05', '2026-11-05', 'ILLNESS', 'test', ${by.now}, 'DECLARED')`,
  ]
}

type Tx = Parameters<Parameters<typeof asWorker>[1]>[0]

async function bookLunch(tx: Tx, householdId: number, childId: number): Promise<void> {
  const regieId = await createRegie(tx, 'CANTINE')
  await sql`
    with place as (insert into site (code, name) values ('TILLEULS', 'École des Tilleuls') returning id),
    canteen as (
      insert into activity (code, kind, name, regie_id, decision, capacity_mode, published_from)
      values ('CANTINE', 'CANTEEN', 'Cantine', ${regieId}, 'AUTOMATIC', 'NONE', '2026-06-01') returning id),
    period as (
      insert into activity_period (activity_id, label, first_day, last_day)
      select id, 'Année', '2026-09-01', '2027-07-03' from canteen returning id),
    meal as (
      insert into unit (activity_id, code, label, kind) select id, 'REPAS', 'Repas', 'MEAL' from canteen returning id)
    insert into activity_group (activity_id, site_id, code, name)
    select canteen.id, place.id, 'G', 'Tilleuls' from canteen, place, period, meal`.execute(tx)
  await sql`
    insert into enrolment (household_id, child_id, activity_id, group_id, period_id, valid_from, valid_to, state, decided_at)
    select ${householdId}, ${childId}, g.activity_id, g.id, p.id, p.first_day, p.last_day, 'ACCEPTED', '2026-09-01'
    from activity_group g join activity_period p on p.activity_id = g.activity_id`.execute(tx)
  await sql`
    insert into open_day (activity_id, day, kind)
    select id, day::date, 'SCHOOL' from activity, unnest(array['2026-11-05', '2026-11-06']::date[]) day`.execute(
    tx,
  )
  await sql`
    with receipt as (
      insert into booking_receipt (household_id, actor_kind, actor, channel)
      values (${householdId}, 'PARENT', 'awa.diallo', 'PORTAL') returning id)
    insert into booking (child_id, unit_id, day, household_id, group_id, state, receipt_id)
    select ${childId}, u.id, day, ${householdId}, g.id, 'BOOKED', receipt.id
    from receipt, unit u, activity_group g, unnest(array['2026-11-05', '2026-11-06']::date[]) day`.execute(
    tx,
  )
}
