import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { before, test } from 'node:test'
import type { Database } from '../src/db/connect.ts'
import { schemaTypes } from '../src/db/schema-types.ts'
import { additions } from './households/walls.ts'
import { testDatabase } from './support/database.ts'

let db: Database
before(async () => {
  db = await testDatabase()
})

/** Tables without a person's data that stand outside row-level security. */
const outside = ['schema_migration', 'throttle']
/** Tables with a household that the portal's role does not see at all. */
const staffOnly = ['outbox', 'audit_event', 'draft', 'quarantine']
const appendOnly = [
  'allocation',
  'audit_event',
  'audit_seal',
  'certificate',
  'charge',
  'charge_day',
  'consent',
  'credit_note',
  'ledger_transfer',
  'payment_reversal',
  'price_reason',
  'setting_history',
]

async function rows<T extends object>(text: string, values: unknown[] = []): Promise<T[]> {
  return (await db.pool.query<T>(text, values)).rows
}

test('row-level security is on and forced on every table, and staff see every row', async () => {
  const open = await rows<{ name: string }>(
    `select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = 'public' and c.relkind = 'r' and c.relname <> all ($1)
       and not (c.relrowsecurity and c.relforcerowsecurity
         and exists (select 1 from pg_policy p where p.polrelid = c.oid and p.polname = 'staff'))`,
    [outside],
  )
  assert.deepEqual(open, [])
})

test('every table with a household is closed to other households', async () => {
  const unguarded = await rows<{ name: string }>(
    `select c.relname as name
     from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'household_id' and not a.attisdropped
     join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = 'public' and c.relkind = 'r' and c.relname <> all ($1)
       and has_table_privilege($2, c.oid, 'select')
       and not exists (
         select 1 from pg_policy p
         where p.polrelid = c.oid and p.polcmd = 'r'
           and (pg_get_expr(p.polqual, p.polrelid) like '%current_household%'
             or pg_get_expr(p.polqual, p.polrelid) like '%current_child%'
             or pg_get_expr(p.polqual, p.polrelid) like '%current_account%'))`,
    [staffOnly, db.roles.web],
  )
  assert.deepEqual(unguarded, [])
})

/** What a visitor may read too, and how many places are left. */
const everybodys = [
  'activities_version',
  'activity',
  'activity_evidence',
  'activity_group',
  'activity_period',
  'capacity_day',
  'capacity_enrolment',
  'consent_text',
  'deadline_rule',
  'evidence_kind',
  'field_policy',
  'open_day',
  'open_day_unit',
  'price_reason',
  'public_holiday',
  'regie',
  'school',
  'school_class',
  'school_holiday',
  'setting', // what is secret in them is sealed
  'site',
  'tariff',
  'tariff_line',
  'unit',
]

test('what the portal reads of a table depends on who is signed in, but for what everybody may read', async () => {
  const open = await rows<{ name: string }>(
    `select distinct c.relname::text as name
     from pg_class c join pg_policy p on p.polrelid = c.oid and p.polcmd in ('r', '*') and p.polpermissive
     where c.relnamespace = 'public'::regnamespace and has_table_privilege($1, c.oid, 'select')
       and ($1::regrole = any (p.polroles) or 0 = any (p.polroles))
       and pg_get_expr(p.polqual, p.polrelid) !~* 'current_|from '
     order by 1`,
    [db.roles.web],
  )
  assert.deepEqual(
    open.map(({ name }) => name),
    everybodys,
  )
})

test('the portal adds to tables of test/households/walls.ts alone, and changes no row into another’s', async () => {
  const added = await rows<{ name: string }>(
    `select c.relname::text as name from pg_class c
     where c.relnamespace = 'public'::regnamespace and has_any_column_privilege($1, c.oid, 'insert') order by 1`,
    [db.roles.web],
  )
  const written = ['audit_event', 'outbox', ...Object.keys(additions)].sort()
  assert.deepEqual(
    added.map(({ name }) => name),
    written,
  )
  const keys = await rows<{ name: string }>(
    `select c.relname || '.' || a.attname as name
     from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
     where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
       and has_column_privilege($1, c.oid, a.attnum, 'update')
       and (a.attname ~ '^(id|ref|kind_id|thread_id|child_id|household_id|account_id|person_id|added_by_household_id)$'
         or a.attname ~ '^(priority|offered_at|expires_at|id_checked_on|amount_cents)$')
     order by 1`,
    [db.roles.web],
  )
  // a day that the other household gave up; the household that an adult of two looks at
  assert.deepEqual(
    keys.map(({ name }) => name),
    ['booking.household_id', 'session.household_id'],
  )
})

test('the functions that see more than the portal may are these', async () => {
  const definers = await rows<{ name: string }>(
    `select proname::text as name from pg_proc
     where pronamespace = 'app'::regnamespace and prosecdef and prorettype <> 'trigger'::regtype
       and has_function_privilege($1, oid, 'execute') order by 1`,
    [db.roles.web],
  )
  assert.deepEqual(
    definers.map(({ name }) => name),
    [
      'attempt_ref',
      'attempt_state',
      'blob_key',
      'enrolment_places_left',
      'enter',
      'enter_feed',
      'hold_days',
      'is_forbidden_pickup',
      'is_other_week',
      'keep_photo_source',
      'notify',
      'own_households',
      'places_left',
      'quotient_turn',
      'set_child_photo',
      'store_notification',
      'use_form_key',
      'waiting_rank',
    ],
  )
})

test('nobody but the owner may change or delete in an append-only table, and a trigger refuses the owner', async () => {
  for (const table of appendOnly) {
    const [found] = await rows<{ worker: boolean; web: boolean; trigger: boolean }>(
      `select has_table_privilege($1, $3, 'update, delete') as worker, has_table_privilege($2, $3, 'update, delete') as web,
         exists (select 1 from pg_trigger where tgrelid = $3::regclass and tgname = 'keep') as trigger`,
      [db.roles.worker, db.roles.web, table],
    )
    assert.deepEqual(found, { worker: false, web: false, trigger: true }, table)
  }
})

test('what bills and payments are made of is deleted by no role that works', async () => {
  const made = `quotient, ledger_account, payment_attempt, provider_notification, provider_transaction, quarantine, payment,
    invoice, open_item, booking, booking_receipt, attendance, absence, billing_run, number_counter, transfer_kind, mandate`
  const deletable = await rows<{ name: string }>(
    `select name from unnest($1::text[]) as name, unnest($2::text[]) as role
     where has_table_privilege(role, name, 'delete')`,
    [made.split(/,\s*/), [db.roles.web, db.roles.gate, db.roles.worker]],
  )
  assert.deepEqual(deletable, [])
})

test('an invoice and what it leaves to settle stay what they are, even for the owner', async () => {
  const statements = [
    ['delete from open_item', 'DELETE on open_item'],
    ['truncate open_item cascade', 'TRUNCATE on open_item'],
    ['update open_item set id = id', 'UPDATE on open_item'],
    ['update open_item set household_id = household_id', 'UPDATE on open_item'],
    ['truncate invoice cascade', 'TRUNCATE on invoice'],
  ] as const
  for (const [statement, refused] of statements) {
    await assert.rejects(asOwner(statement), { message: `append_only: ${refused}` })
  }
})

async function asOwner(statement: string): Promise<void> {
  const client = await db.pool.connect()
  try {
    await client.query(`begin; set local role "${db.roles.owner}"`)
    await client.query(statement)
  } finally {
    await client.query('rollback')
    client.release()
  }
}

test('each table names the module that owns it', async () => {
  const tables = await rows<{ name: string; comment: string | null }>(
    `select c.relname as name, obj_description(c.oid) as comment
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = 'public' and c.relkind = 'r' and c.relname <> 'schema_migration'`,
  )
  const homeless = tables.filter(({ comment }) => {
    const owner = /^(\w+): /.exec(comment ?? '')?.[1]
    return !owner || !existsSync(new URL(`../src/${owner}`, import.meta.url))
  })
  assert.deepEqual(homeless, [])
})

test('no foreign key of the money tables cascades', async () => {
  const cascading = await rows<{ name: string }>(
    `select conrelid::regclass::text || '.' || conname as name from pg_constraint
     where contype = 'f' and confdeltype <> 'a'
       and conrelid::regclass::text = any (array['invoice', 'charge', 'charge_day', 'ledger_transfer', 'open_item',
         'allocation', 'payment', 'payment_reversal', 'credit_note', 'ledger_account'])`,
  )
  assert.deepEqual(cascading, [])
})

test('the generated types are those of the migrations', async () => {
  const written = readFileSync(new URL('../src/db/schema.ts', import.meta.url), 'utf8')
  assert.equal(await schemaTypes(db.url), written, 'run `npm run db:types`')
})
