import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { PassThrough } from 'node:stream'
import { sql } from 'kysely'
import { acceptPapers, refusePapers } from '../../cli/decide-papers.ts'
import { reviewPapers } from '../../cli/documents-review.ts'
import { keysOf } from '../../cli/keyboard.ts'
import type { OfficerRole } from '../../src/officers/roles.ts'
import { asWorker } from '../../src/db/transactions.ts'
import { by, fillTown, idOfChild, idOfPerson } from '../households/town.ts'
import { testDatabase } from '../support/database.ts'
import { testKeys } from '../support/keys.ts'

const keys = testKeys()
const db = await testDatabase()
before(async () => {
  await fillTown(db, keys)
  const { householdId } = await idOfPerson(db, 'Claire')
  await asWorker(db, (tx) =>
    sql`
      with kind as (
        insert into evidence_kind (code, scope, label, validity, blocking)
        values ('RENT', 'FAMILY', 'Quittance de loyer', 'NONE', false) returning id)
      insert into evidence (kind_id, household_id, file_name, state, created_at)
      select id, ${householdId}, 'quittance-' || n || '.jpg', 'RECEIVED', ${by.now}::timestamptz + n * interval '1 minute'
      from kind, generate_series(1, 5) n`.execute(tx),
  )
})

/** What is pressed, and what was said and counted. */
async function review(pressed: string, role: OfficerRole = 'SCHOOL') {
  const input = new PassThrough()
  const said: string[] = []
  input.end(pressed)
  const officer = { osUser: 'sophie', name: 'Sophie', role }
  const counts = await reviewPapers(
    { db, keys, ...by, reason: null, officer },
    { keyboard: keysOf(input), say: (text) => void said.push(text), out: undefined },
  )
  return { counts, said: said.join('\n') }
}

async function states(): Promise<string[]> {
  const found = await asWorker(db, (tx) =>
    sql<{ state: string }>`
      select state || coalesce(': ' || refused_because, '') as state from evidence order by created_at`.execute(
      tx,
    ),
  )
  return found.rows.map((row) => row.state)
}

test('papers are decided one after the other; a wrong key asks again, an end in the middle keeps what is decided', async () => {
  const { counts, said } = await review('axr9r1sq')
  assert.deepEqual(counts, { accepted: 1, refused: 1, waiting: 3 })
  assert.match(said, /1\/5 {2}Quittance de loyer: .*MARTIN/)
  assert.match(said, /r1 Le document est illisible/)
  assert.equal(
    said.match(/a accept/g)?.length,
    4 + 2,
    'once a paper shown, and after each wrong key',
  )
  assert.deepEqual(await states(), [
    'ACCEPTED',
    'REFUSED: Le document est illisible ou coupé. Envoyez une photo nette, prise à plat.',
    'RECEIVED',
    'RECEIVED',
    'RECEIVED',
  ])
})

test('Ctrl-C ends it; the next time goes on with what still waits', async () => {
  assert.deepEqual((await review('a\u0003')).counts, { accepted: 1, refused: 0, waiting: 2 })
  assert.deepEqual((await review('aa')).counts, { accepted: 2, refused: 0, waiting: 0 })
  assert.deepEqual((await review('')).counts, { accepted: 0, refused: 0, waiting: 0 })
})

test('a page of the health record is shown to, and decided by, the role of health alone; others are told that it waits', async () => {
  const { id: childId } = await idOfChild(db, 'Noël')
  const { householdId } = await idOfPerson(db, 'Claire')
  await asWorker(db, (tx) =>
    sql`
      insert into evidence (kind_id, household_id, child_id, file_name, state, created_at)
      select id, ${householdId}, ${childId}, 'carnet.jpg', 'RECEIVED', ${by.now} from evidence_kind
      where code = 'VACCINATIONS'`.execute(tx),
  )
  const ofSchool = await review('a')
  assert.deepEqual(ofSchool.counts, { accepted: 0, refused: 0, waiting: 0 })
  assert.match(ofSchool.said, /1 more wait/)
  assert.doesNotMatch(ofSchool.said, /vaccination/)
  const found = await asWorker(db, (tx) =>
    sql<{ ref: string }>`select ref from evidence where file_name = 'carnet.jpg'`.execute(tx),
  )
  const refs = found.rows.map(({ ref }) => ref)
  const school = {
    db,
    ...by,
    officer: { osUser: 'sophie', name: 'Sophie', role: 'SCHOOL' },
  } as const
  const refused = { code: 'NOT_ALLOWED', message: /papers of health/ }
  await assert.rejects(acceptPapers(school, refs), refused)
  await assert.rejects(refusePapers(school, refs, 'La photo est floue.'), refused)
  const ofHealth = await review('a', 'HEALTH')
  assert.deepEqual(ofHealth.counts, { accepted: 1, refused: 0, waiting: 0 })
  assert.match(ofHealth.said, /Pages de vaccination/)
})
