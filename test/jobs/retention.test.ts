import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql, type RawBuilder } from 'kysely'
import { recurring } from '../../jobs/recurring.ts'
import { asWorker } from '../../src/db/transactions.ts'
import { readConfig } from '../../src/config.ts'
import { createLog } from '../../src/log.ts'
import { openTown, tuesday } from '../web/town.ts'

const town = await openTown()
const { db } = town
const nobody = () => Promise.reject(new Error('nobody asks for it'))
const deps = {
  config: readConfig({}),
  db,
  keys: town.deps.keys,
  pdf: { render: nobody, close: () => {} },
  mailer: { send: nobody, close: () => {} },
  queue: {
    backend: 'PostgreSQL',
    ring: nobody,
    schedule: nobody,
    runNow: nobody,
    counts: nobody,
    canary: nobody,
    work: nobody,
    close: nobody,
  },
  clock: () => tuesday,
  log: createLog({ level: 'silent', process: 'test' }),
} as const

interface Kept {
  readonly table: string
  /** How long, as data-model.md says. */
  readonly days: number
  /** A row that was over at an instant. */
  readonly row: (at: RawBuilder<Date>) => RawBuilder<unknown>
}

const account = sql`(select min(id) from account)`
const person = sql`(select min(id) from person)`
const key = sql`sha256(convert_to(random()::text, 'UTF8'))`

const kept: Readonly<Record<string, Kept>> = {
  'forget-sessions': {
    table: 'session',
    days: 30,
    row: (at) => sql`
      insert into session (account_id, token_sha256, created_at, last_seen_at, expires_at)
      values (${account}, ${key}, ${at} - interval '12 hours', ${at}, ${at})`,
  },
  'forget-notices': {
    table: 'notice',
    days: 365,
    row: (at) => sql`
      with told as (
        insert into notice (person_id, kind, dedupe_key, link, created_at)
        values (${person}, 'MESSAGE', random()::text, '/', ${at}) returning id)
      insert into mail_delivery (outbox_id, notice_id, person_id, message_id, kind, state, sent_at, created_at)
      select id, id, ${person}, id::text, 'MESSAGE', 'SENT', ${at}, ${at} from told`,
  },
  'forget-notifications': {
    table: 'provider_notification',
    days: 400,
    row: (at) => sql`
      insert into provider_notification (provider, sha256, raw, received_at, last_at, verdict, processed_at)
      values ('SPPLUS', ${key}, 'x', ${at}, ${at}, 'NO_CHANGE', ${at})`,
  },
  'forget-form-keys': {
    table: 'form_key',
    days: 2,
    row: (at) => sql`insert into form_key (key_hash, used_at) values (${key}, ${at})`,
  },
  'forget-outbox': {
    table: 'outbox',
    days: 30,
    row: (at) =>
      sql`insert into outbox (topic, payload, done_at) values ('mail.send', '{}', ${at})`,
  },
}

const daysAgo = (days: number) =>
  sql<Date>`(${tuesday}::timestamptz - make_interval(days => ${days}))`

for (const [name, { table, days, row }] of Object.entries(kept)) {
  test(`${name}: ${days} days of ${table} are kept, and not a day more`, async () => {
    const count = async () => {
      const found = await asWorker(db, (tx) =>
        sql<{ count: number }>`select count(*)::int as count from ${sql.table(table)}`.execute(tx),
      )
      return found.rows[0]?.count ?? 0
    }
    const before = await count()
    await asWorker(db, async (tx) => {
      await row(daysAgo(days + 1)).execute(tx)
      await row(daysAgo(days - 1)).execute(tx)
    })
    const job = recurring.find((one) => one.name === name)
    assert.equal(await job?.run(deps, tuesday), 1)
    assert.equal(await count(), before + 1)
  })
}

test('a letter’s code that was over a month ago is forgotten, and what the bank said is kept while an officer decides', async () => {
  await asWorker(db, async (tx) => {
    await sql`
      insert into reset_code (account_id, kind, code_argon2, expires_at, created_by)
      values (${account}, 'LETTER', 'x', ${tuesday}::timestamptz - interval '31 days', 'sophie')`.execute(
      tx,
    )
    await sql`
      with said as (
        insert into provider_notification (provider, sha256, raw, received_at, last_at, verdict, processed_at)
        values ('SPPLUS', ${key}, 'x', '2024-01-01', '2024-01-01', 'QUARANTINE', '2024-01-01') returning id)
      insert into quarantine (notification_id, reason) select id, 'AMOUNT' from said`.execute(tx)
  })
  for (const name of ['forget-sessions', 'forget-notifications'])
    assert.equal(await recurring.find((one) => one.name === name)?.run(deps, tuesday), 0)
  const left = await asWorker(db, (tx) =>
    sql<{ codes: number; aside: number }>`
      select (select count(*)::int from reset_code where code_argon2 = 'x') as codes,
             (select count(*)::int from provider_notification where verdict = 'QUARANTINE') as aside`.execute(
      tx,
    ),
  )
  assert.deepEqual(left.rows, [{ codes: 0, aside: 1 }])
})
