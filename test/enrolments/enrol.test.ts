import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { asWorker } from '../../src/db/transactions.ts'
import { decideEnrolments, listEnrolments } from '../../src/enrolments/decide.ts'
import { enrolMany } from '../../src/enrolments/enrol-many.ts'
import { enrol } from '../../src/enrolments/enrol.ts'
import { offersFor } from '../../src/enrolments/offers.ts'
import { instantAt } from '../../src/kernel/day.ts'
import { newToken } from '../../src/kernel/ids.ts'
import { Refusal } from '../../src/kernel/refusal.ts'
import { testDatabase } from '../support/database.ts'
import { openPortal, sentForm } from './portal.ts'
import { asFamily, plantStory } from './story.ts'

const db = await testDatabase()
const { children, activities } = await plantStory(db)
const now = instantAt('2026-12-08', '08:45')
const portal = openPortal(db, now)

async function refs() {
  const found = await asWorker(db, (tx) =>
    sql<{ kind: string; id: number; ref: string }>`
      select 'child' as kind, id, ref from child union all select 'activity', id, ref from activity`.execute(
      tx,
    ),
  )
  const refOf = (kind: string, id: number) =>
    found.rows.find((row) => row.kind === kind && row.id === id)?.ref ?? ''
  return {
    child: (id: number) => refOf('child', id),
    activity: (id: number) => refOf('activity', id),
  }
}
const ref = await refs()

function ask(login: string, childId: number, activityId: number, formKey = newToken()) {
  return asFamily(db, login, now, (tx, { householdId, personId, accountId }) =>
    enrol(
      tx,
      {
        householdId,
        childRef: ref.child(childId),
        activityRef: ref.activity(activityId),
        periodId: null,
        waits: false,
      },
      { now, actor: login, personId, accountId, formKey, answerTo: '/inscriptions?ok=deja' },
    ),
  )
}

function isRefusal(code: string, details: object = {}) {
  return (error: unknown) => {
    assert.ok(error instanceof Refusal, String(error))
    assert.equal(error.code, code)
    assert.deepEqual({ ...error.details, ...details }, error.details)
    return true
  }
}

test('Awa enrols Moussa in the canteen: accepted at once, to the end of the season', async () => {
  const answer = await ask('awa.diallo', children.moussa, activities.canteen)
  assert.deepEqual(answer, { repeatOf: null, state: 'ACCEPTED' })
  const rows = await asWorker(db, (tx) =>
    sql`select state, valid_from, valid_to from enrolment where child_id = ${children.moussa}`.execute(
      tx,
    ),
  )
  assert.deepEqual(rows.rows, [
    { state: 'ACCEPTED', valid_from: '2026-12-08', valid_to: '2027-07-02' },
  ])
})

test('the same child is not enrolled twice, the same form counts once', async () => {
  await assert.rejects(
    ask('awa.diallo', children.moussa, activities.canteen),
    isRefusal('ALREADY_ENROLLED', { child: 'Moussa' }),
  )
  const key = newToken()
  await ask('awa.diallo', children.moussa, activities.care, key)
  assert.equal(
    (await ask('awa.diallo', children.moussa, activities.care, key)).repeatOf,
    '/inscriptions?ok=deja',
  )
})

test('two forms at the same instant enrol once', async () => {
  const answers = await Promise.allSettled([
    ask('awa.diallo', children.moussa, activities.homework),
    ask('awa.diallo', children.moussa, activities.homework),
  ])
  assert.deepEqual(answers.map((one) => one.status).sort(), ['fulfilled', 'rejected'])
})

test('the homework club asks an officer, who accepts once or refuses with a reason', async () => {
  assert.equal((await ask('claire.martin', children.zoe, activities.homework)).state, 'REQUESTED')
  const filter = { states: ['REQUESTED'] as const, activityCode: 'etude', limit: 10 }
  const waiting = await asWorker(db, (tx) => listEnrolments(tx, filter))
  assert.deepEqual(waiting.map((one) => one.child).sort(), ['Moussa DIALLO', 'Zoé MARTIN'])
  const id = (name: string) => waiting.find((one) => one.child.startsWith(name))?.id ?? 0
  await asWorker(db, (tx) =>
    decideEnrolments(tx, [id('Zoé')], { refusedBecause: null, now, actor: 'ecole' }),
  )
  await asWorker(db, (tx) =>
    decideEnrolments(tx, [id('Moussa')], {
      refusedBecause: 'Le groupe est complet.',
      now,
      actor: 'ecole',
    }),
  )
  await assert.rejects(
    asWorker(db, (tx) =>
      decideEnrolments(tx, [id('Zoé')], { refusedBecause: null, now, actor: 'ecole' }),
    ),
    isRefusal('UNCHANGEABLE'),
  )
  const awa = await portal.signIn('awa.diallo')
  assert.match(
    await (await awa.get('/inscriptions')).text(),
    /Le groupe est complet\.<\/span><\/div> <span class="badge badge-bad">Demande refusée</,
  )
})

test('Noël in moyenne section is told why the homework club is not for him', async () => {
  const offers = await asFamily(db, 'claire.martin', now, (tx, { householdId }) =>
    offersFor(tx, householdId, now),
  )
  const noel = offers.find((one) => one.child.firstName === 'Noël')
  const verdict = noel?.offers.find((one) => one.activity.code === 'ETUDE')?.verdict
  assert.equal(verdict?.kind, 'NOT_ELIGIBLE')
  await assert.rejects(ask('claire.martin', children.noel, activities.homework), (error) => {
    isRefusal('NOT_ELIGIBLE')(error)
    assert.ok(error instanceof Refusal)
    assert.match(String(error.details['because']), /moyenne section/)
    return true
  })
})

test('another family’s child does not exist', async () => {
  await assert.rejects(ask('awa.diallo', children.zoe, activities.canteen), isRefusal('NOT_FOUND'))
  const awa = await portal.signIn('awa.diallo')
  const path = `/inscriptions/${ref.activity(activities.homework)}?enfant=${ref.child(children.noel)}`
  assert.equal((await awa.get(path)).status, 404)
})

test('the pages: a list with reasons, a page that explains, a form that enrols', async () => {
  await asWorker(db, (tx) =>
    sql`update enrolment set state = 'CANCELLED' where child_id = ${children.zoe} and activity_id = ${activities.canteen}`.execute(
      tx,
    ),
  )
  const claire = await portal.signIn('claire.martin')
  const list = await (await claire.get('/inscriptions')).text()
  assert.match(list, /Inscrire Zoé<span class="vh"> à Cantine, Année 2026-2027<\/span>/)
  const link =
    /href="(\/inscriptions\/[^"]+)"[^>]*>Inscrire Zoé/.exec(list)?.[1]?.replaceAll('&amp;', '&') ??
    ''
  const page = await (await claire.get(link)).text()
  assert.match(page, /<h1>Inscrire Zoé<\/h1>/)
  assert.match(page, /jusqu’à la veille à 10.h/)
  const action = `/inscriptions/${ref.activity(activities.canteen)}`
  const forNoel = sentForm(page, action)
  forNoel.set('enfant', ref.child(children.noel))
  forNoel.delete('periode')
  const refused = await claire.post(`/inscriptions/${ref.activity(activities.homework)}`, forNoel)
  assert.equal(refused.status, 409)
  assert.match(await refused.text(), /moyenne section/, 'the condition that is not met is named')
  const answer = await claire.post(action, sentForm(page, action))
  assert.equal(answer.status, 303)
  assert.match(
    await (await claire.get(answer.headers.get('Location') ?? '')).text(),
    /votre enfant est inscrit/,
  )
})

test('many children are enrolled at once by the same rule', async () => {
  const counted = await asWorker(db, async (tx) => {
    await sql`delete from enrolment where child_id in (${children.zoe}, ${children.noel})`.execute(
      tx,
    )
    const households = await sql<{ id: number }>`
      select household_id as id from household_child where child_id = ${children.zoe}`.execute(tx)
    const householdId = households.rows[0]?.id ?? 0
    const given = [children.zoe, children.noel].flatMap((childId) =>
      ['CANTINE', 'ETUDE', 'INCONNUE'].map((activityCode) => ({
        householdId,
        childId,
        activityCode,
      })),
    )
    const first = await enrolMany(tx, given, { from: '2026-09-01', now, actor: 'demo' })
    return [first, await enrolMany(tx, given, { from: '2026-09-01', now, actor: 'demo' })]
  })
  assert.deepEqual(
    counted,
    [3, 0],
    'Noël is not taken by the homework club; a second time adds nothing',
  )
})
