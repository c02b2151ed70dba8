import { sql, type RawBuilder } from 'kysely'
import type { Database, Tx } from '../../src/db/connect.ts'
import { actAs, asWorker } from '../../src/db/transactions.ts'

const today = '2026-12-08'

/** A family's ids: what a row belongs to, by the names of its columns. */
export type Family = Readonly<Record<string, number>>

interface Write {
  /** What a parent's form writes beside, so far as the database looks at it. */
  readonly given?: Readonly<Record<string, string | number | boolean>>
  /** Whose each of these is decides. */
  readonly keys: readonly string[]
}

/** What parents add, table by table. A table that is not here is not added to. */
export const additions: Readonly<Record<string, Write>> = {
  absence: { given: { state: 'DECLARED' }, keys: ['household_id', 'child_id'] },
  allergy: { keys: ['child_id'] },
  annual_confirmation: {
    given: { sheet: 'DAILY' },
    keys: ['household_id', 'child_id', 'person_id'],
  },
  authorised_pickup: { keys: ['child_id', 'added_by_household_id'] },
  benefit_record: { keys: ['household_id'] },
  blob: { keys: ['data_key_id'] },
  blob_content: { keys: ['blob_id'] },
  booking: { given: { state: 'CANCELLED' }, keys: ['household_id', 'child_id'] },
  booking_receipt: {
    given: { actor_kind: 'PARENT', channel: 'PORTAL' },
    keys: ['household_id', 'person_id'],
  },
  change_item: { given: { state: 'PENDING' }, keys: ['household_id'] },
  change_proof: { keys: ['request_id', 'evidence_id'] },
  change_request: { given: { state: 'PENDING' }, keys: ['household_id', 'person_id'] },
  consent: { keys: ['household_id', 'child_id', 'person_id'] },
  data_key: { given: { subject: 'CHILD' }, keys: ['subject_id'] },
  enrolment: { given: { state: 'REQUESTED' }, keys: ['household_id', 'child_id'] },
  evidence: {
    given: { state: 'RECEIVED', private_to_household: false, kind_id: 5 },
    keys: ['household_id', 'child_id', 'blob_id'],
  },
  health_record: { keys: ['child_id'] },
  ical_feed: { keys: ['household_id', 'person_id'] },
  insurance: { keys: ['child_id'] },
  mandate: { given: { state: 'DRAFT' }, keys: ['household_id', 'bank_account_id'] },
  message: { keys: ['author_person_id', 'thread_id'] },
  message_attachment: { keys: ['message_id', 'blob_id'] },
  notice_preference: { keys: ['person_id'] },
  payment_attempt: { given: { state: 'CREATED' }, keys: ['household_id', 'person_id'] },
  thread: { given: { audience: 'CHILD' }, keys: ['household_id', 'child_id', 'person_id'] },
  thread_reader: { keys: ['person_id'] },
  vaccination: { keys: ['child_id'] },
  vaccination_state: { keys: ['child_id'] },
  waiting_entry: {
    given: { state: 'WAITING', priority: 0 },
    keys: ['household_id', 'child_id'],
  },
  weekly_pattern: { keys: ['household_id'] },
}

/** What no family adds to its own rows: an officer, a bank or a clock decides it. */
export const notTheirs: Readonly<
  Record<string, readonly Readonly<Record<string, string | number | boolean>>[]>
> = {
  absence: [{ state: 'EXCUSED' }],
  booking_receipt: [{ actor_kind: 'OFFICER' }, { channel: 'CLI' }],
  change_item: [{ state: 'REFUSED' }],
  change_request: [{ state: 'ACCEPTED' }],
  enrolment: [{ state: 'ACCEPTED' }, { state: 'REFUSED' }],
  evidence: [{ state: 'ACCEPTED' }, { private_to_household: true }],
  mandate: [{ state: 'ACTIVE' }],
  payment_attempt: [{ state: 'PAID' }],
  waiting_entry: [{ state: 'OFFERED' }, { priority: 1 }],
}

/** Adds a row in the parent's name, undone at once: the database's word for the refusal, null when it stands. */
export function tryToAdd(
  db: Database,
  parent: Family,
  table: string,
  row: Readonly<Record<string, unknown>>,
): Promise<string | null> {
  const columns = sql.join(Object.keys(row).map((name) => sql.ref(name)))
  const added = asPortal(db, parent, async (tx) => {
    await sql`insert into ${sql.table(table)} (${columns}) values (${sql.join(Object.values(row))})`.execute(
      tx,
    )
    throw new Undone()
  })
  return added.catch((error: unknown) =>
    error instanceof Undone ? null : String(Reflect.get(Object(error), 'code')),
  )
}

/** A table whose rows belong to somebody, and what the portal's role may change in it. */
export interface OwnedTable {
  readonly name: string
  /** Of household_id, child_id, person_id and account_id those that it has. */
  readonly owners: readonly string[]
  readonly readable: boolean
  readonly deletable: boolean
  readonly changeable: string | null
}

export async function ownedTables(db: Database): Promise<readonly OwnedTable[]> {
  const found = await asWorker(db, (tx) =>
    sql<OwnedTable>`
      select c.relname as name, owned.owners, has_table_privilege(${db.roles.web}, c.oid, 'select') as readable,
        has_table_privilege(${db.roles.web}, c.oid, 'delete') as deletable,
        (select min(attname) from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
          and has_column_privilege(${db.roles.web}, c.oid, a.attnum, 'update')) as changeable
      from pg_class c
      cross join lateral (
        select coalesce(array_agg(attname::text), '{}') as owners from pg_attribute
        where attrelid = c.oid and attname = any(${Object.keys(isOwn)})
      ) owned
      where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' 
        and (owned.owners <> '{}' or c.relname = any(${Object.keys(isOneself)}))
      order by c.relname`.execute(tx),
  )
  return found.rows
}

const isOwn: Readonly<Record<string, RawBuilder<unknown>>> = {
  household_id: sql`household_id = app.current_household()`,
  child_id: sql`child_id = any(app.current_children())`,
  person_id: sql`person_id = any(app.current_adults())`,
  account_id: sql`account_id = app.current_account()`,
}

/** Those that are owners themselves. */
const isOneself: Readonly<Record<string, RawBuilder<unknown>>> = {
  household: sql`id = app.current_household()`,
  child: sql`id = any(app.current_children())`,
  person: sql`id = any(app.current_adults())`,
  account: sql`id = app.current_account()`,
}

/** A row none of whose owners is the parent's. */
function isForeign({ name, owners }: OwnedTable) {
  if (isOneself[name]) return sql`coalesce(not ${isOneself[name]}, true)`
  const named = sql.join(owners.map((owner) => sql.ref(owner)))
  const own = sql.join(
    owners.map((owner) => sql`coalesce(${isOwn[owner]}, false)`),
    sql` or `,
  )
  return sql`num_nonnulls(${named}) > 0 and not (${own})`
}

/** Whether there is one at all, as staff see it. */
export async function hasForeignRows(
  db: Database,
  parent: Family,
  table: OwnedTable,
): Promise<boolean> {
  const found = await asWorker(db, async (tx) => {
    await actAs(tx, parent['person_id'] ?? 0, parent['household_id'] ?? 0, today)
    return sql`select from ${sql.table(table.name)} where ${isForeign(table)} limit 1`.execute(tx)
  })
  return found.rows.length > 0
}

/** What the portal's role can do to such rows in the parent's name: nothing is right. */
export async function reached(
  db: Database,
  parent: Family,
  table: OwnedTable,
): Promise<readonly string[]> {
  if (!table.readable) return []
  const name = sql.table(table.name)
  const column = sql.ref(table.changeable ?? '')
  const ways = {
    select: sql`select 1 from ${name} where ${isForeign(table)}`,
    ...(table.changeable === null
      ? {}
      : {
          update: sql`update ${name} set ${column} = ${column} where ${isForeign(table)} returning 1`,
        }),
    ...(table.deletable
      ? { delete: sql`delete from ${name} where ${isForeign(table)} returning 1` }
      : {}),
  }
  return asPortal(db, parent, async (tx) => {
    const done: string[] = []
    for (const [way, statement] of Object.entries(ways))
      if ((await statement.execute(tx)).rows.length > 0) done.push(way)
    return done
  })
}

class Undone extends Error {}

/** In the portal's role, as this family's adult. */
export function asPortal<T>(
  db: Database,
  parent: Family,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  return asWorker(db, async (tx) => {
    await actAs(tx, parent['person_id'] ?? 0, parent['household_id'] ?? 0, today)
    await sql`select set_config('role', ${db.roles.web}, true)`.execute(tx)
    return work(tx)
  })
}

/** A family of the demonstration by its login, with a row of each kind that others point to. */
export async function familyOf(tx: Tx, login: string): Promise<Family> {
  const found = await sql<Record<string, number>>`
    with whose as (
      select p.id as person_id, m.household_id, g.child_id
      from account a join person p on p.account_id = a.id
      join household_adult m on m.person_id = p.id and m.valid_to is null
      join guardianship g on g.person_id = p.id and g.access = 'FULL'
      where a.login = ${login}
      order by g.child_id limit 1
    ), family_key as (
      insert into data_key (subject, subject_id, version, master_key_id, wrapped)
      select 'FAMILY', household_id, 99, 'x', 'x' from whose returning id
    ), file as (
      insert into blob (sha256, size_bytes, media_type, data_key_id)
      select sha256('x'), 1, 'application/pdf', id from family_key returning id
    ), paper as (
      insert into evidence (kind_id, household_id, blob_id, file_name, state, created_at)
      select 1, household_id, file.id, 'x', 'RECEIVED', now() from whose, file returning id
    ), asked as (
      insert into change_request (household_id, person_id, subject, state, created_at)
      select household_id, person_id, 'HOUSEHOLD', 'PENDING', now() from whose returning id
    ), thread as (
      insert into thread (audience, household_id, service, subject, state, last_message_at)
      select 'FAMILY', household_id, 'MAIRIE', 'x', 'OPEN', now() from whose returning id
    ), said as (
      insert into message (thread_id, author_person_id, body, sent_at)
      select thread.id, person_id, 'x', now() from whose, thread returning id
    ), bank as (
      insert into bank_account (household_id, holder_enc, iban_enc, iban_hash, iban_last4, valid_from)
      select household_id, 'x', 'x', 'x', '0113', '2026-12-01' from whose
      where not exists (select from bank_account b where b.household_id = whose.household_id and b.valid_to is null)
      returning id
    )
    select whose.*, household_id as added_by_household_id, child_id as subject_id, person_id as author_person_id,
      family_key.id as data_key_id, file.id as blob_id, paper.id as evidence_id, asked.id as request_id,
      thread.id as thread_id, said.id as message_id,
      coalesce((select id from bank),
        (select b.id from bank_account b where b.household_id = whose.household_id and b.valid_to is null)) as bank_account_id
    from whose, family_key, file, paper, asked, thread, said`.execute(tx)
  const [family] = found.rows
  if (!family) throw new Error(`${login} has no family`)
  return family
}
