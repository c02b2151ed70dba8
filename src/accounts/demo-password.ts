import { sql } from 'kysely'
import { recordAll } from '../audit/record.ts'
import type { Tx } from '../db/connect.ts'
import type { Keys } from '../db/keys.ts'
import { hashSecret } from './hashing.ts'
import { daysBefore } from '../kernel/day.ts'

/**
 * Opens accounts of the demonstration with a password that everybody knows. Nothing else calls it: on a real portal
 * nobody but the parent chooses a password. Accounts that were activated keep theirs. Returns how many were opened.
 */
export async function giveDemoPassword(
  tx: Tx,
  keys: Keys,
  given: { readonly logins: readonly string[]; readonly password: string },
  now: Date,
): Promise<number> {
  const hashes = await Promise.all(given.logins.map(() => hashSecret(keys, given.password)))
  const lastVisit = daysBefore(now, 4)
  const opened = await sql<{ id: number }>`
    update account set password_hash = made.hash, state = 'ACTIVE', must_change_password = false, last_login_at = ${lastVisit}::timestamptz
    from unnest(${given.logins}::text[], ${hashes}::text[]) as made(login, hash)
    where account.login = made.login and account.state = 'PENDING'
    returning account.id`.execute(tx)
  await recordAll(
    tx,
    opened.rows.map(({ id }) => {
      const what = { action: 'account.activate', subject: 'account', subjectId: id } as const
      return { at: now, actorKind: 'SYSTEM', actor: 'demo', ...what } as const
    }),
  )
  return opened.rows.length
}
