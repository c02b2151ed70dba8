import type pg from 'pg'

/** The database's own roles (security.md). Cluster-wide, hence named after the database they were made for. */
export interface Roles {
  readonly prefix: string
  readonly owner: string
  /** Parents' requests: row-level security by `app.enter`. */
  readonly web: string
  /** Before there is a session: sign-in, activation, reset. */
  readonly gate: string
  /** Jobs and command line: every row. */
  readonly worker: string
  /** BullMQ's PostgreSQL backend: owner of schema `queue` and of nothing else. */
  readonly queue: string
}

export function rolesNamed(prefix: string): Roles {
  return {
    prefix,
    owner: `${prefix}_owner`,
    web: `${prefix}_web`,
    gate: `${prefix}_gate`,
    worker: `${prefix}_worker`,
    queue: `${prefix}_queue`,
  }
}

/** What an administrator has to run when the login may not create roles. */
export function roleStatements(roles: Roles, login: string, database: string): string[] {
  const names = [roles.owner, roles.web, roles.gate, roles.worker, roles.queue]
  return [
    ...names.map((name) => `create role "${name}" nologin`),
    ...names.map((name) => `grant "${name}" to "${login}"`),
    `grant create on database "${database}" to "${login}", "${roles.owner}"`,
    `grant all on schema public to "${login}"`,
  ]
}

/** The roles that are missing in this server. */
export async function missingRoles(client: pg.ClientBase, roles: Roles): Promise<string[]> {
  const names = [roles.owner, roles.web, roles.gate, roles.worker, roles.queue]
  const found = await client.query<{ rolname: string }>(
    'select rolname from pg_roles where rolname = any ($1)',
    [names],
  )
  const there = new Set(found.rows.map((row) => row.rolname))
  return names.filter((name) => !there.has(name))
}
