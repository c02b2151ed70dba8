import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { sql } from 'kysely'
import { actAs, asWorker } from '../../src/db/transactions.ts'
import type { Tx } from '../../src/db/connect.ts'
import { instantAt } from '../../src/kernel/day.ts'
import { Refusal } from '../../src/kernel/refusal.ts'
import { importFamilies } from '../../src/operations/imports/import-families.ts'
import { decideRequest } from '../../src/requests/decide.ts'
import { requestChange } from '../../src/requests/request-change.ts'
import type { Change, Target } from '../../src/requests/model.ts'
import { isTarget, targets } from '../../src/requests/targets.ts'
import { defaultRule } from '../../src/settings/field-defaults.ts'
import { setFieldRule } from '../../src/settings/field-policy.ts'
import { idOfChild, idOfPerson } from '../households/town.ts'
import { generic, onde } from '../imports/family-files.ts'
import { testDatabase } from '../support/database.ts'
import { testKeys } from '../support/keys.ts'

const now = instantAt('2026-11-24', '10:00')
const keys = testKeys()
const db = await testDatabase()
before(() =>
  asWorker(db, async (tx) => {
    await importFamilies(tx, keys, generic, { now, actor: 'mairie' })
    await importFamilies(tx, keys, onde, { now, actor: 'mairie' })
  }),
)

interface Who {
  readonly id: number
  readonly householdId: number
}

/** What one adult does on the portal, with the rights of the portal's role. */
function asAdult<T>(firstName: string, work: (tx: Tx, who: Who) => Promise<T>): Promise<T> {
  return idOfPerson(db, firstName).then((who) =>
    db.worker(async (tx) => {
      await actAs(tx, who.personId, who.householdId, '2026-11-24')
      await sql.raw(`set local role ${db.roles.web}`).execute(tx)
      return work(tx, { id: who.personId, householdId: who.householdId })
    }),
  )
}

function ask(firstName: string, changes: (who: Who) => Change[]) {
  return asAdult(firstName, (tx, who) =>
    requestChange(
      tx,
      keys,
      { householdId: who.householdId, personId: who.id, changes: changes(who) },
      { now, actor: firstName },
    ),
  )
}

async function pendingId(ref: string | null): Promise<number> {
  return asWorker(db, async (tx) => {
    const found = await sql<{
      id: number
    }>`select id from change_request where ref = ${ref}`.execute(tx)
    return found.rows[0]?.id ?? 0
  })
}

test('a phone is changed at once and logged, a name waits for an officer', async () => {
  const result = await ask('Claire', ({ id }) => [
    { target: 'PERSON', targetId: id, field: 'mobile', value: '+33611223344' },
    { target: 'PERSON', targetId: id, field: 'usualName', value: 'Martin-Dubois' },
    { target: 'PERSON', targetId: id, field: 'firstName', value: 'Claire' },
  ])
  assert.ok(result.applied && result.pending)
  const read = () =>
    asWorker(db, (tx) =>
      sql<{ mobile: string; name: string; family: string }>`
        select p.mobile, p.usual_name as name, h.name as family from person p
        join household_adult m on m.person_id = p.id join household h on h.id = m.household_id
        where p.first_name = 'Claire'`.execute(tx),
    )
  assert.deepEqual((await read()).rows, [
    { mobile: '+33611223344', name: 'MARTIN', family: 'MARTIN Claire et Jean-Loup' },
  ])
  const requestId = await pendingId(result.pending)
  const decided = await asWorker(db, (tx) =>
    decideRequest(tx, keys, { requestId, accept: 'all', because: null }, { now, actor: 'mairie' }),
  )
  assert.equal(decided.state, 'ACCEPTED')
  assert.deepEqual(
    decided.applied.map(({ field }) => field),
    ['usualName'],
  )
  assert.equal((await read()).rows[0]?.name, 'Martin-Dubois')
  assert.equal((await read()).rows[0]?.family, 'MARTIN-DUBOIS Claire et MARTIN Jean-Loup')
})

test('a value that changed meanwhile is a conflict: nothing is written for it, the rest is', async () => {
  const { pending } = await ask('Jean-Loup', ({ id }) => [
    { target: 'PERSON', targetId: id, field: 'birthName', value: 'Dupont' },
    { target: 'PERSON', targetId: id, field: 'title', value: 'MME' },
  ])
  await asWorker(db, (tx) =>
    sql`update person set birth_name = 'Durand' where first_name = 'Jean-Loup'`.execute(tx),
  )
  const requestId = await pendingId(pending)
  const decided = await asWorker(db, (tx) =>
    decideRequest(tx, keys, { requestId, accept: 'all', because: null }, { now, actor: 'mairie' }),
  )
  assert.equal(decided.state, 'PARTLY_ACCEPTED')
  assert.deepEqual(
    decided.conflicts.map(({ field }) => field),
    ['birthName'],
  )
  const { rows } = await asWorker(db, (tx) =>
    sql`select birth_name, title from person where first_name = 'Jean-Loup'`.execute(tx),
  )
  assert.deepEqual(rows, [{ birth_name: 'Durand', title: 'MME' }])
})

test('health goes through a request sealed with the child’s key', async () => {
  const { id: childId } = await idOfChild(db, 'Noël')
  const value = {
    type: 'FOOD',
    emergencyKit: 'Anapen',
    conduct: 'appeler le 15',
    doctor: 'Dr Faure',
    validFrom: '2026-12-01',
    validTo: '2027-07-03',
    mealMode: 'BASKET',
  } as const
  const { pending, applied } = await ask('Claire', () => [
    { target: 'CARE_PROTOCOL', targetId: childId, field: 'protocol', value },
  ])
  assert.equal(applied, null)
  const { rows } = await asWorker(db, (tx) =>
    sql<{
      row: string
    }>`select to_jsonb(i)::text as row from change_item i where target = 'CARE_PROTOCOL'`.execute(
      tx,
    ),
  )
  assert.ok(rows.length === 1 && !/Anapen|Faure|BASKET/.test(rows[0]?.row ?? ''))
  const requestId = await pendingId(pending)
  await asWorker(db, (tx) =>
    decideRequest(tx, keys, { requestId, accept: 'all', because: null }, { now, actor: 'mairie' }),
  )
  const stored = await asWorker(db, (tx) =>
    sql`select valid_from, meal_mode from care_protocol where valid_from = '2026-12-01'`.execute(
      tx,
    ),
  )
  assert.deepEqual(stored.rows, [{ valid_from: '2026-12-01', meal_mode: 'BASKET' }])
})

test('the commune decides what a family may change, and the law what no commune may leave to it', async () => {
  const by = { now, actor: 'mairie' }
  await asWorker(db, (tx) => setFieldRule(tx, { name: 'GUARDIAN.profession', access: 'SHOWN' }, by))
  const refused = ask('Claire', ({ id }) => [
    { target: 'PERSON', targetId: id, field: 'profession', value: 'boulangère' },
  ])
  await assert.rejects(refused, (error) => error instanceof Refusal && error.code === 'NOT_ALLOWED')
  const fixed = await asWorker(db, (tx) =>
    setFieldRule(tx, { name: 'CHILD.careProtocol', apply: 'DIRECT' }, by),
  )
  assert.equal(fixed.ok, false)
})

test('what is hidden or only shown is not changed, whatever a browser sends', async () => {
  const by = { now, actor: 'mairie' }
  const { id: zoe } = await idOfChild(db, 'Zoé')
  for (const [target, { policy }] of Object.entries(targets)) {
    for (const [field, name] of Object.entries(policy)) {
      assert.ok(isTarget(target))
      for (const access of ['SHOWN', 'HIDDEN'] as const) {
        const { ok } = await asWorker(db, (tx) => setFieldRule(tx, { name, access }, by))
        if (!ok) continue
        const sent = ask('Claire', ({ id, householdId }) => [
          { target, targetId: idOf(target, { id, householdId, zoe }), field, value: 'essai' },
        ])
        await assert.rejects(
          sent,
          (error) => error instanceof Refusal && error.code === 'NOT_ALLOWED',
          `${target} ${field} ${access}`,
        )
      }
      const { access } = defaultRule(name)
      await asWorker(db, (tx) => setFieldRule(tx, { name, access }, by))
    }
  }
})

function idOf(target: Target, of: { id: number; householdId: number; zoe: number }): number {
  if (target === 'PERSON') return of.id
  return /^(CHILD|CARE|LEAVE|SCHOOLING|HEALTH)/.test(target) ? of.zoe : of.householdId
}

test('one change of a field waits at a time', async () => {
  await ask('Claire', bornOn15March)
  await assert.rejects(
    ask('Claire', bornOn15March),
    (error) => error instanceof Refusal && error.code === 'CHANGE_PENDING',
  )
})

test('another family sees no request, and nobody accepts the own one', async () => {
  const seen = await asAdult('Marc', (tx) =>
    sql`select 1 from change_request union all select 1 from change_item`.execute(tx),
  )
  assert.equal(seen.rows.length, 0)
  const accept = asAdult('Claire', (tx) =>
    sql`update change_request set state = 'ACCEPTED', decided_at = now() where state = 'PENDING'`.execute(
      tx,
    ),
  )
  await assert.rejects(accept, /row-level security/)
  const other = asAdult('Marc', async (tx) => {
    const claire = await idOfPerson(db, 'Claire')
    return sql`update person set mobile = '+33600000000' where id = ${claire.personId} returning 1`.execute(
      tx,
    )
  })
  assert.equal((await other).rows.length, 0)
})

function bornOn15March({ id }: Who): Change[] {
  return [{ target: 'PERSON', targetId: id, field: 'birthDate', value: '1987-03-15' }]
}
