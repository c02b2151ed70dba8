import assert from 'node:assert/strict'
import { beforeEach, describe, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import { headLine, readHeadLines, type ChainHead } from '../../src/audit/chain.ts'
import { auditLog } from '../../src/audit/log.ts'
import { recordAll, type AuditEntry } from '../../src/audit/record.ts'
import { sealAudit } from '../../src/audit/seal.ts'
import { verifyAudit } from '../../src/audit/verify.ts'
import { asVisitor, asWorker } from '../../src/db/transactions.ts'
import { testDatabase } from '../support/database.ts'
import { testKeys } from '../support/keys.ts'

const db = await testDatabase()
const keys = testKeys()
const now = new Date('2026-11-02T08:00:00Z')
let notes = ''

const reading: AuditEntry = {
  at: now,
  actorKind: 'OFFICER',
  actor: 'sophie',
  action: 'health.read',
  subject: 'child',
  subjectId: 2,
  householdId: null,
  purpose: 'sheet of the day',
}

/** What a superuser can do: the triggers that keep the trail are out of the way. */
async function asSuperuser(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: db.url })
  await client.connect()
  await client.query(`set role "${db.roles.owner}"`)
  await client.query(
    'alter table audit_event disable trigger user; alter table audit_seal disable trigger user',
  )
  await client.query(
    'alter table audit_event no force row level security; alter table audit_seal no force row level security',
  )
  const { rowCount } = await client.query(statement)
  assert.ok(rowCount, 'the superuser changed something')
  await client.end()
}

const seal = () => asWorker(db, (tx) => sealAudit(tx, keys, now))
/** Open transactions of any database of the server hold a seal back: the tests beside this one have some. */
async function sealSomething(): Promise<readonly ChainHead[]> {
  for (let tries = 0; tries < 200; tries += 1) {
    const heads = await seal()
    if (heads.length > 0) return heads
    await wait(50)
  }
  return []
}

const verify = () => asWorker(db, (tx) => verifyAudit(tx, keys, readHeadLines(notes)))

async function someDays(count: number): Promise<void> {
  for (let day = 0; day < count; day += 1) {
    await asWorker(db, (tx) =>
      recordAll(tx, [reading, { ...reading, purpose: 'it’s « tricky, »' }]),
    )
    for (const head of await sealSomething()) notes += `${headLine(head)}\n`
  }
}

describe('after three sealed days of two rows', () => {
  /** Each story begins with an empty trail and three sealed days of two rows. */
  beforeEach(async () => {
    await asSuperuser('with a as (delete from audit_event), b as (delete from audit_seal) select 1')
    notes = ''
    await someDays(3)
  })

  test('an honest trail is found honest, and rows since the last seal are counted apart', async () => {
    await asVisitor(db, (tx) => recordAll(tx, [{ ...reading, actorKind: 'ANONYMOUS' }]))
    const report = await verify()
    assert.deepEqual(report, { ok: true, seals: 3, sealedEvents: 6, unsealedEvents: 1, faults: [] })
    assert.equal((await sealSomething()).length, 1)
    assert.equal((await seal()).length, 0)
    assert.equal((await verify()).unsealedEvents, 0)
  })

  test('a row that was changed is found', async () => {
    await asSuperuser(
      `update audit_event set purpose = 'curiosity' where id = (select min(id) + 2 from audit_event)`,
    )
    const { faults } = await verify()
    assert.deepEqual(
      faults.map((fault) => fault.kind),
      ['BROKEN_SEAL'],
    )
  })

  test('an instant moved by a microsecond is found', async () => {
    await asSuperuser(
      `update audit_event set at = at + interval '1 microsecond' where id = (select min(id) from audit_event)`,
    )
    assert.equal((await verify()).ok, false)
  })

  test('a row that was cut out, or slipped in, is found', async () => {
    await asSuperuser('delete from audit_event where id = (select min(id) from audit_event)')
    assert.equal((await verify()).ok, false)
  })

  test('a row slipped in under an old seal is found', async () => {
    await asSuperuser(
      `insert into audit_event (transaction_id, at, actor_kind, actor, action, subject)
     select min(transaction_id), now(), 'SYSTEM', 'x', 'x', 'x' from audit_event`,
    )
    assert.equal((await verify()).ok, false)
  })

  test('the end of the trail cut off together with its seals is found by what was noted outside', async () => {
    await asSuperuser(
      `with cut as (delete from audit_seal where id = (select max(id) from audit_seal)),
     previous as (select last_event_id from audit_seal order by id desc offset 1 limit 1)
     delete from audit_event where id > (select last_event_id from previous)`,
    )
    const { faults, sealedEvents } = await verify()
    assert.equal(sealedEvents, 4)
    assert.deepEqual(
      faults.map((fault) => fault.kind),
      ['LOST_HEAD'],
    )
    notes = ''
    assert.equal((await verify()).ok, true, 'only the note outside tells')
  })

  test('a trail rewritten and sealed again without the key is found', async () => {
    await asSuperuser(
      'with a as (delete from audit_seal) update audit_event set actor = $$nobody$$',
    )
    const forged = { ...testKeys(), auditKeyId: keys.auditKeyId }
    while ((await asWorker(db, (tx) => sealAudit(tx, forged, now))).length === 0) await wait(50)
    const { faults } = await verify()
    assert.ok(faults.some((fault) => fault.kind === 'BROKEN_SEAL'))
  })

  test('a row of a transaction that is still open waits for its own seal', async () => {
    const slow = new pg.Client({ connectionString: db.url })
    await slow.connect()
    await slow.query(`begin; set local role "${db.roles.worker}"`)
    await slow.query(
      `insert into audit_event (at, actor_kind, actor, action, subject) values (now(), 'SYSTEM', 'slow', 'x', 'x')`,
    )
    await asWorker(db, (tx) => recordAll(tx, [reading]))
    assert.equal((await seal()).length, 0)
    await slow.query('commit')
    await slow.end()
    assert.equal((await sealSomething()).length, 1)
    assert.deepEqual(await verify().then((report) => [report.ok, report.sealedEvents]), [true, 8])
  })

  test('the portal may add to the trail but not read or change it', async () => {
    await assert.rejects(
      asVisitor(db, (tx) => tx.selectFrom('audit_event').selectAll().execute()),
      /permission denied/,
    )
    await assert.rejects(
      asWorker(db, (tx) => tx.updateTable('audit_event').set({ actor: 'nobody' }).execute()),
      /permission denied/,
    )
  })

  test('the log is filtered by who, what and since when', async () => {
    await asWorker(db, (tx) => recordAll(tx, [{ ...reading, actor: 'marie', action: 'bank.read' }]))
    const lines = await asWorker(db, (tx) => auditLog(tx, { action: 'health', limit: 3 }))
    assert.equal(lines.length, 3)
    assert.ok(lines.every((line) => line.action === 'health.read'))
    assert.equal(
      (await asWorker(db, (tx) => auditLog(tx, { actor: 'marie', limit: 10 }))).length,
      1,
    )
    assert.equal(
      (await asWorker(db, (tx) => auditLog(tx, { since: new Date('2027-01-01'), limit: 10 })))
        .length,
      0,
    )
  })
})
