import { sql } from 'kysely'
import { rowsHash } from '../audit/hashes.ts'
import { record } from '../audit/record.ts'
import type { Tx } from '../db/connect.ts'
import type { OfficerRole } from './roles.ts'

/** Somebody of the town hall, known by the user of the machine. */
export interface Officer {
  readonly osUser: string
  readonly name: string
  readonly role: OfficerRole
}

export interface ListedOfficer extends Officer {
  readonly addedAt: Date
  readonly addedBy: string
  readonly endedAt: Date | null
}

/** The officer who works under this OS user today. */
export async function findOfficer(tx: Tx, osUser: string): Promise<Officer | undefined> {
  const found = await sql<Officer>`
    select os_user as "osUser", name, role from officer where os_user = ${osUser} and ended_at is null`.execute(
    tx,
  )
  return found.rows[0]
}

/** False on a portal that nobody administers yet: whoever owns its data is the first administrator. */
export async function hasOfficers(tx: Tx): Promise<boolean> {
  const found = await sql`select 1 from officer where ended_at is null limit 1`.execute(tx)
  return found.rows.length > 0
}

/** Adds an officer or changes the role of one. Returns false when nothing changed. */
export async function addOfficer(
  tx: Tx,
  officer: Officer,
  { now, actor }: { readonly now: Date; readonly actor: string },
): Promise<boolean> {
  const { osUser, name, role } = officer
  const own = { column: 'os_user', value: osUser } as const
  const beforeHash = await rowsHash(tx, 'officer', own)
  const changed = await sql<{ id: number }>`
    insert into officer (os_user, name, role, added_at, added_by)
    values (${osUser}, ${name}, ${role}, ${now}, ${actor})
    on conflict (os_user) do update
      set name = excluded.name, role = excluded.role, added_at = excluded.added_at, added_by = excluded.added_by,
          ended_at = null
      where (officer.name, officer.role) is distinct from (excluded.name, excluded.role)
        or officer.ended_at is not null
    returning id`.execute(tx)
  const [row] = changed.rows
  if (!row) return false
  const subject = `officer:${osUser}:${role}`
  await record(tx, {
    at: now,
    actorKind: 'OFFICER',
    actor,
    action: 'officer.add',
    subject,
    subjectId: row.id,
    beforeHash,
    afterHash: await rowsHash(tx, 'officer', own),
  })
  return true
}

/** Withdraws an officer; what he or she did stays under that name. Returns false when there was none. */
export async function endOfficer(
  tx: Tx,
  osUser: string,
  { now, actor }: { readonly now: Date; readonly actor: string },
): Promise<boolean> {
  const own = { column: 'os_user', value: osUser } as const
  const beforeHash = await rowsHash(tx, 'officer', own)
  const ended = await sql<{ id: number }>`
    update officer set ended_at = ${now} where os_user = ${osUser} and ended_at is null returning id`.execute(
    tx,
  )
  const [row] = ended.rows
  if (!row) return false
  await record(tx, {
    at: now,
    actorKind: 'OFFICER',
    actor,
    action: 'officer.end',
    subject: `officer:${osUser}`,
    subjectId: row.id,
    beforeHash,
    afterHash: await rowsHash(tx, 'officer', own),
  })
  return true
}

/** Everybody, those who left last. */
export async function listOfficers(tx: Tx): Promise<ListedOfficer[]> {
  const found = await sql<ListedOfficer>`
    select os_user as "osUser", name, role, added_at as "addedAt", added_by as "addedBy", ended_at as "endedAt"
    from officer order by ended_at is not null, os_user`.execute(tx)
  return found.rows
}
