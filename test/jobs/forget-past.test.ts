import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { sql } from 'kysely'
import { forgetPast } from '../../jobs/forget-past.ts'
import type { Tx } from '../../src/db/connect.ts'
import { asWorker } from '../../src/db/transactions.ts'
import { watchVaccinations } from '../../src/households/child/vaccination-watch.ts'
import { firstKeptDay } from '../../src/kernel/kept.ts'
import { openTown, tuesday } from '../web/town.ts'

const town = await openTown()
const { db } = town

/** Of each a row that was over a day too early to be kept, and one that was over on the first day that is. */
async function plant(tx: Tx): Promise<void> {
  await sql`
    create temporary table chosen on commit drop as
    select m.household_id as h, m.person_id as p, k.child_id as c, g.id as g, a.id as a, u.id as u
    from household_adult m join household_child k using (household_id),
      activity a join activity_group g on g.activity_id = a.id join unit u on u.activity_id = a.id limit 1`.execute(
    tx,
  )
  await sql`
    create temporary table ends on commit drop as
    select '2025-08-31'::date as day, '2024-12-07'::date as two_years, 0 as n
    union all select '2025-09-01', '2024-12-08', 1`.execute(tx)
  for (const statement of planted) await statement.execute(tx)
}

const planted = [
  sql`insert into annual_confirmation (household_id, sheet, school_year, person_id, confirmed_at)
    select h, 'FAMILY', 2024 + n, p, day from chosen, ends`,
  sql`insert into insurance (child_id, insurer, valid_from, valid_to) select c, 'x', '2024-09-01', day from chosen, ends`,
  sql`insert into exclusion_period (child_id, first_day, last_day, body_enc, decided_by)
    select c, day, day, 'x', 'x' from chosen, ends`,
  sql`insert into care_protocol (child_id, valid_from, valid_to, meal_mode, body_enc, validated_by)
    select c, day, day, 'NONE', 'x', 'x' from chosen, ends`,
  sql`insert into authorised_pickup (child_id, last_name, first_name, phones, can_pick_up, emergency_contact, valid_from,
      valid_to)
    select c, 'x', 'x', '{x}', true, false, '2024-01-01', day from chosen, ends`,
  sql`with decided as (
      insert into custody (child_id, mode, billing, first_household_id, decided_by, decided_at, valid_from)
      select c, 'MOTHER', 'BY_BOOKER', h, 'x', now(), '2024-01-01' from chosen returning *)
    insert into custody_day (child_id, day, household_id, custody_id)
    select child_id, day, first_household_id, id from decided, ends`,
  sql`insert into tax_record (household_id, tax_year, body_enc, consent_to_use)
    select h, 2022 + n, 'x', true from chosen, ends`,
  sql`insert into bank_account (household_id, holder_enc, iban_enc, iban_hash, iban_last4, valid_from, valid_to)
    select h, 'x', 'x', 'x', '0113', '2025-11-07'::date + n, '2025-11-07'::date + n from chosen, ends`,
  sql`with enrolled as (
      insert into enrolment (household_id, child_id, activity_id, group_id, valid_from, valid_to, state, requested_at, decided_at)
      select h, c, a, g, '2024-09-01', '2025-12-31', 'ACCEPTED', now(), now() from chosen returning *)
    insert into weekly_pattern (enrolment_id, household_id, child_id, activity_id, unit_id, weekday, parity, valid_from,
      valid_to, created_at)
    select e.id, household_id, child_id, activity_id, u, 1, 'ANY', day, day, now() from enrolled e, chosen, ends`,
  sql`insert into waiting_entry (household_id, child_id, group_id, unit_id, day, entered_at, state, closed_at)
    select h, c, g, u, day, day, 'EXPIRED', day from chosen, ends`,
  sql`insert into waiting_entry (household_id, child_id, group_id, unit_id, day, entered_at)
    select h, c, g, u, '2025-06-01', '2025-06-01' from chosen`,
  sql`with file as (
      insert into blob (sha256, size_bytes, media_type)
      select sha256('certificate'), 1 + n, 'application/pdf' from ends returning id, size_bytes - 1 as n)
    insert into absence (household_id, child_id, first_day, last_day, kind, declared_at, declared_by, state,
      certificate_blob_id, certificate_at)
    select h, c, day, day, 'ILLNESS', day, 'x', 'DECLARED', file.id, day from chosen, ends join file using (n)`,
  sql`insert into change_request (household_id, person_id, subject, state, created_at, decided_at)
    select h, p, 'PERSON', 'ACCEPTED', day, day from chosen, ends`,
  sql`insert into change_request (household_id, person_id, subject, state, created_at)
    select h, p, 'PERSON', 'PENDING', '2024-01-01' from chosen`,
  sql`with opened as (
      insert into thread (audience, household_id, service, subject, state, last_message_at)
      select 'FAMILY', h, 'MAIRIE', 'x', 'CLOSED', two_years from chosen, ends returning id, last_message_at),
    said as (
      insert into message (thread_id, author_officer, body, sent_at)
      select id, 'x', 'x', last_message_at from opened returning id, thread_id),
    file as (
      insert into blob (sha256, size_bytes, media_type) values (sha256('attached'), 1, 'application/pdf') returning id),
    attached as (
      insert into message_attachment (message_id, blob_id, file_name)
      select min(said.id), file.id, 'x.pdf' from said, file group by file.id),
    mailed as (
      insert into mailing (selection, service, subject, body, run_key, signature, actor, created_at, finished_at)
      select '{}', 'MAIRIE', 'x', 'x', 'x' || n, 'x', 'x', two_years, two_years from ends returning id, finished_at)
    insert into mailing_recipient (mailing_id, person_id, household_id, thread_id)
    select mailed.id, p, h, opened.id from mailed join opened on last_message_at = finished_at, chosen`,
  sql`insert into capacity_day (group_id, unit_id, day, places) select g, u, two_years, 1 from chosen, ends`,
  sql`with brought as (
      insert into import_batch (format, file_sha256, applied_at, actor, counts)
      select 'generic', sha256(convert_to(n::text, 'UTF8')), two_years, 'x', '{}' from ends returning id)
    insert into import_key (source, kind, key, entity_id, batch_id) select 'generic', 'adult', id::text, 1, id from brought`,
  sql`with gone as (
      insert into child (last_name, first_name, match_key, sex, birth_date, updated_at)
      select 'PARTI', n::text, 'x', 'F', '2015-01-01', day from ends returning id),
    member as (
      insert into household_child (household_id, child_id, valid_from) select h, gone.id, '2024-01-01' from chosen, gone),
    sheet as (insert into health_record (child_id, body_enc, updated_at) select id, 'x', '2024-01-01' from gone),
    known as (insert into allergy (child_id, body_enc) select id, 'x' from gone),
    given as (insert into vaccination (child_id, body_enc) select id, 'x' from gone)
    insert into vaccination_state (child_id, complete, computed_on) select id, true, '2025-01-01' from gone`,
]

/** What is kept with the accounts, ten years. */
const accounts = [
  'enrolment',
  'booking',
  'attendance',
  'absence',
  'quotient',
  'invoice',
  'charge',
  'payment',
  'ledger_transfer',
  'open_item',
  'household_address',
  'mandate',
  'consent',
] as const

async function counted(tables: readonly string[]): Promise<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const table of tables) {
    const found = await asWorker(db, (tx) =>
      sql<{ n: number }>`select count(*)::int as n from ${sql.table(table)}`.execute(tx),
    )
    counts[table] = found.rows[0]?.n ?? 0
  }
  return counts
}

before(() => asWorker(db, plant))

test('a school year is kept until the end of the next', () => {
  assert.equal(firstKeptDay('2027-08-31'), '2025-09-01')
  assert.equal(firstKeptDay('2027-09-01'), '2026-09-01')
  assert.equal(firstKeptDay('2027-01-01'), '2025-09-01')
})

test('what is over is forgotten, and not a day more; what bills were made of stays', async () => {
  const kept = await counted(accounts)
  const forgotten = await asWorker(db, (tx) => forgetPast(tx, tuesday, 'test'))
  const each = Object.keys(forgotten).map((table) => [table, 1])
  assert.deepEqual(forgotten, Object.fromEntries(each))
  assert.deepEqual(await counted(accounts), kept)
  const left = await asWorker(db, (tx) =>
    sql<Record<string, number>>`
      select (select count(*)::int from blob where sha256 in (sha256('certificate'), sha256('attached'))) as files,
        (select count(*)::int from import_key where source = 'generic' and kind = 'adult') as keys,
        (select count(*)::int from waiting_entry where state = 'WAITING') as waiting,
        (select count(*)::int from change_request where state = 'PENDING') as asked,
        (select count(*)::int from audit_event where action = 'retention.forget') as trail`.execute(
      tx,
    ),
  )
  assert.deepEqual(left.rows, [{ files: 1, keys: 2, waiting: 1, asked: 1, trail: each.length }])
  const again = await asWorker(db, (tx) => forgetPast(tx, tuesday, 'test'))
  assert.ok(Object.values(again).every((rows) => rows === 0))
})

test('of a child who has left no vaccine is missed', async () => {
  await asWorker(db, (tx) =>
    watchVaccinations(tx, town.deps.keys, { insee: '45146', now: tuesday }),
  )
  const found = await asWorker(db, (tx) =>
    sql<{ name: string }>`
      select c.first_name as name from vaccination_state v join child c on c.id = v.child_id
      where c.last_name = 'PARTI'`.execute(tx),
  )
  assert.deepEqual(found.rows, [{ name: '1' }])
})
