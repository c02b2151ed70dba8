import { sql } from 'kysely'
import type { Database } from '../../src/db/connect.ts'
import { asWorker } from '../../src/db/transactions.ts'
import { newToken, sha256 } from '../../src/kernel/ids.ts'

/** Somebody is signed in from an instant on, for an hour. Returns what the cookie `session` holds. */
export async function openSession(db: Database, login: string, now: Date): Promise<string> {
  const token = newToken()
  await asWorker(db, (tx) =>
    sql`insert into session (account_id, token_sha256, created_at, last_seen_at, expires_at)
        select id, ${sha256(token)}, ${now}, ${now}, ${now}::timestamptz + interval '1 hour'
        from account where login = ${login}`.execute(tx),
  )
  return token
}
