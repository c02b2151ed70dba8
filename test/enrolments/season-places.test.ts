import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { asWorker } from '../../src/db/transactions.ts'
import { takeOffer } from '../../src/enrolments/answer-offer.ts'
import { decideEnrolments } from '../../src/enrolments/decide.ts'
import { enrolMany } from '../../src/enrolments/enrol-many.ts'
import { enrol } from '../../src/enrolments/enrol.ts'
import { enrolmentRequestsOf, withdrawRequest } from '../../src/enrolments/requests.ts'
import { saveActivityPapers } from '../../src/households/activity-papers.ts'
import { newToken } from '../../src/kernel/ids.ts'
import { Refusal } from '../../src/kernel/refusal.ts'
import { testDatabase } from '../support/database.ts'
import { asFamily, plantStory } from './story.ts'
import { answerAs, by, firstOf, later, morning, moveLists, refsOf, refuses } from './waiting.ts'

const db = await testDatabase()
const { children, activities, households } = await plantStory(db)
const refOf = await refsOf(db)

/** The homework club, with one place for the season and an automatic decision. */
await asWorker(db, async (tx) => {
  await sql`update activity set capacity_mode = 'ENROLMENT', decision = 'AUTOMATIC' where id = ${activities.homework}`.execute(
    tx,
  )
  await sql`
    insert into capacity_enrolment (group_id, period_id, places)
    select g.id, p.id, 1 from activity_group g join activity_period p using (activity_id)
    where activity_id = ${activities.homework}`.execute(tx)
})

function enrolIn(login: string, childId: number, { waits = false, now = morning } = {}) {
  return asFamily(db, login, now, (tx, parent) =>
    enrol(
      tx,
      {
        householdId: parent.householdId,
        childRef: refOf('child', childId),
        activityRef: refOf('activity', activities.homework),
        periodId: null,
        waits,
      },
      {
        now,
        actor: login,
        personId: parent.personId,
        accountId: parent.accountId,
        formKey: newToken(),
        answerTo: '/',
      },
    ),
  )
}

test('the last place of a season goes once; the others may wait, and the next is offered it', async () => {
  const answers = await Promise.allSettled([
    enrolIn('claire.martin', children.zoe),
    enrolIn('awa.diallo', children.moussa),
    enrolIn('marc.leroy', children.ines),
  ])
  assert.equal(answers.filter((one) => one.status === 'fulfilled').length, 1)
  for (const one of answers)
    if (one.status === 'rejected') assert.ok(refuses('GROUP_FULL')(one.reason), String(one.reason))
  const logins = ['claire.martin', 'awa.diallo', 'marc.leroy']
  const kids = [children.zoe, children.moussa, children.ines]
  const winner = answers.findIndex((one) => one.status === 'fulfilled')
  const next = logins.findIndex((_, index) => index !== winner)
  const nextLogin = logins[next] ?? ''
  const waiting = await enrolIn(nextLogin, kids[next] ?? 0, { waits: true })
  assert.equal(waiting.state, 'WAITING')
  assert.equal((await firstOf(db, nextLogin, morning)).period, 'Année 2026-2027')

  // an officer cannot accept more than there are places
  const id = await asWorker(db, (tx) =>
    sql<{ id: number; ref: string }>`select id, ref from enrolment where state = 'WAITING'`.execute(
      tx,
    ),
  )
  const enrolmentId = id.rows[0]?.id ?? 0
  const decision = { refusedBecause: null, now: later(1), actor: 'ecole' }
  await assert.rejects(
    asWorker(db, (tx) => decideEnrolments(tx, [enrolmentId], decision)),
    refuses('GROUP_FULL'),
  )
  await asWorker(db, (tx) =>
    sql`update enrolment set state = 'CANCELLED' where activity_id = ${activities.homework} and state = 'ACCEPTED'`.execute(
      tx,
    ),
  )
  const moved = await moveLists(db, later(1))
  assert.equal(moved.offered.length, 1)
  const { ref } = await firstOf(db, nextLogin, later(2))
  await answerAs(db, takeOffer, { login: nextLogin, ref, now: later(2) })
  const state = await asWorker(db, (tx) =>
    sql`select e.state, c.taken, c.held, c.waiting from enrolment e join capacity_enrolment c using (group_id, period_id)
        where e.id = ${enrolmentId}`.execute(tx),
  )
  assert.deepEqual(state.rows, [{ state: 'ACCEPTED', taken: 1, held: 0, waiting: 0 }])
})

test('a request is withdrawn by its own family, and leaves the list with it', async () => {
  const found = await asWorker(db, (tx) =>
    sql<{ login: string }>`
      select a.login from enrolment e join household_adult ha using (household_id) join person p on p.id = ha.person_id
      join account a on a.id = p.account_id
      where e.activity_id = ${activities.homework} and e.state = 'ACCEPTED'`.execute(tx),
  )
  const kids = { 'claire.martin': children.zoe, 'awa.diallo': children.moussa }
  const login = found.rows[0]?.login === 'claire.martin' ? 'awa.diallo' : 'claire.martin'
  await enrolIn(login, kids[login], { waits: true, now: later(3) })
  const ref = await asFamily(db, login, later(3), async (tx, parent) => {
    const [request] = await enrolmentRequestsOf(tx, parent.householdId)
    assert.equal(request?.state, 'WAITING')
    return request?.ref ?? ''
  })
  const withdraw = (who: string) =>
    asFamily(db, who, later(4), (tx, parent) =>
      withdrawRequest(tx, parent.householdId, ref, by(parent, later(4))),
    )
  await assert.rejects(withdraw('anne.bernard'), refuses('NOT_FOUND'))
  await withdraw(login)
  await assert.rejects(withdraw(login), refuses('UNCHANGEABLE'))
  const left = await asWorker(db, (tx) =>
    sql<{ waiting: number }>`select waiting from capacity_enrolment`.execute(tx),
  )
  assert.equal(left.rows[0]?.waiting, 0)
})

test('a paper that the activity requires stands in the way until it is given', async () => {
  const papers = [{ activity: 'ETUDE', kind: 'INSURANCE', isBlocking: true }]
  await asWorker(db, (tx) => saveActivityPapers(tx, ['ETUDE'], papers))
  await assert.rejects(enrolIn('marc.leroy', children.ines, { waits: true }), (error) => {
    assert.ok(error instanceof Refusal)
    assert.match(String(error.details['because']), /Inès\u00A0: Assurance de responsabilité civile/)
    return true
  })
  await assert.rejects(
    asWorker(db, (tx) =>
      saveActivityPapers(tx, ['ETUDE'], [{ activity: 'ETUDE', kind: 'NOTHING', isBlocking: true }]),
    ),
    refuses('NOT_FOUND'),
  )
  await asWorker(db, (tx) => saveActivityPapers(tx, ['ETUDE'], []))
  assert.equal((await enrolIn('marc.leroy', children.ines, { waits: true })).state, 'WAITING')
})

test('an offer that outlives its season can no longer be taken', async () => {
  const { id } = await asWorker(db, async (tx) => {
    await sql`update capacity_enrolment set places = taken + 1 where held + waiting > 0`.execute(tx)
    const moved = await sql<{ id: number }>`
      select w.id from waiting_entry w where w.state = 'WAITING' and w.child_id = ${children.ines}`.execute(
      tx,
    )
    return { id: moved.rows[0]?.id ?? 0 }
  })
  const lastEvening = new Date('2027-07-02T20:00:00Z')
  const offered = await moveLists(db, lastEvening)
  assert.deepEqual(
    offered.offered.map((one) => one.id),
    [id],
  )
  const ref = offered.offered[0]?.ref ?? ''
  await assert.rejects(
    answerAs(db, takeOffer, { login: 'marc.leroy', ref, now: new Date('2027-07-04T08:00:00Z') }),
    refuses('OFFER_OVER'),
  )
})

test('many children enrolled at once share the last places of a season in the order they are given', async () => {
  await asWorker(db, (tx) =>
    sql`
      with season as (
        insert into activity_period (activity_id, label, first_day, last_day)
        values (${activities.homework}, 'Année 2027-2028', '2027-09-01', '2028-07-07') returning id)
      insert into capacity_enrolment (group_id, period_id, places)
      select g.id, season.id, 1 from activity_group g, season where g.activity_id = ${activities.homework}`.execute(
      tx,
    ),
  )
  const given = [
    { householdId: households.diallo, childId: children.moussa, activityCode: 'ETUDE' },
    { householdId: households.martin, childId: children.zoe, activityCode: 'ETUDE' },
  ]
  const enrolled = await asWorker(db, async (tx) => {
    const count = await enrolMany(tx, given, { from: '2027-09-01', now: morning, actor: 'demo' })
    const found = await sql<{ childId: number }>`
      select child_id as "childId" from enrolment where valid_from = '2027-09-01'`.execute(tx)
    return { count, children: found.rows.map((one) => one.childId) }
  })
  assert.deepEqual(enrolled, { count: 1, children: [children.moussa] })
})
