import { sql } from 'kysely'
import { record, type AuditEntry } from '../audit/record.ts'
import type { Tx } from '../db/connect.ts'
import { asParent, type Parent } from '../db/transactions.ts'
import { newToken, sha256 } from '../kernel/ids.ts'
import { Refusal } from '../kernel/refusal.ts'
import type { Door } from './door.ts'
import { verifySecret } from './hashing.ts'
import { countTry, passwordTries } from './throttle.ts'

/** How long a typed password opens health, bank and the like; signing in types it too. */
const minutes = 15

/** Was the password typed lately in this session? */
export function isSteppedUp({ steppedUpAt }: Pick<Parent, 'steppedUpAt'>, now: Date): boolean {
  return steppedUpAt !== null && now.getTime() - steppedUpAt.getTime() < minutes * 60_000
}

/**
 * A signed-in parent types the password again: the session goes on under a new token, for its cookie. Undefined when
 * nobody is signed in under the old one. Wrong tries count like those of the sign-in page; refuses with WRONG_PASSWORD
 * or TOO_MANY_TRIES.
 */
export async function stepUp(
  door: Door,
  tokenSha256: Buffer,
  password: string,
  { address, now }: { readonly address: string; readonly now: Date },
): Promise<{ readonly token: string } | undefined> {
  const before = await asParent(door.db, tokenSha256, now, readHash)
  if (!before) return undefined
  const tries = passwordTries(door, before.parent.login, address)
  const isRight = await countTry(tries, () => verifySecret(door.keys, before.hash, password))
  if (isRight) await tries.giveBack()
  const token = await asParent(door.db, tokenSha256, now, (tx, parent) =>
    isRight ? renew(tx, parent, now) : noteWrongTry(tx, parent, now),
  )
  if (token === null) throw new Refusal('WRONG_PASSWORD')
  return token === undefined ? undefined : { token }
}

async function readHash(tx: Tx, parent: Parent): Promise<{ parent: Parent; hash: string | null }> {
  const account = await tx
    .selectFrom('account')
    .select('password_hash')
    .where('id', '=', parent.accountId)
    .executeTakeFirst()
  return { parent, hash: account?.password_hash ?? null }
}

async function renew(tx: Tx, parent: Parent, now: Date): Promise<string> {
  const token = newToken()
  await sql`
    update session set token_sha256 = ${sha256(token)}, stepped_up_at = ${now}
    where id = ${parent.sessionId}`.execute(tx)
  await record(tx, { ...entry(parent, now), action: 'session.step-up' })
  return token
}

async function noteWrongTry(tx: Tx, parent: Parent, now: Date): Promise<null> {
  await record(tx, { ...entry(parent, now), action: 'session.refuse' })
  return null
}

function entry({ accountId, login }: Parent, now: Date): Omit<AuditEntry, 'action'> {
  return { at: now, actorKind: 'PARENT', actor: login, subject: 'account', subjectId: accountId }
}
