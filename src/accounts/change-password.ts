import { sql } from 'kysely'
import { record } from '../audit/record.ts'
import type { Tx } from '../db/connect.ts'
import { asParent, type Parent } from '../db/transactions.ts'
import type { FormErrors } from '../kernel/forms.ts'
import { newToken, sha256 } from '../kernel/ids.ts'
import { tellHolder } from './tell-holder.ts'
import type { Door } from './door.ts'
import { ruleOfParent, type PasswordRule } from './family-words.ts'
import { hashSecret, verifySecret } from './hashing.ts'
import { passwordFault } from './password-policy.ts'
import { countTry, passwordTries } from './throttle.ts'

export type PasswordChange =
  /** The session goes on under a new token, for its cookie. */
  | { readonly ok: true; readonly token: string }
  /** `current` or `next`, one French sentence each. */
  | { readonly ok: false; readonly errors: FormErrors }

interface Before {
  readonly parent: Parent
  readonly hash: string | null
  readonly rule: PasswordRule
}

/**
 * A signed-in parent changes the password: every other session ends, this one gets a new token. Wrong tries of the
 * current password count like those of the sign-in page. Undefined when nobody is signed in under this token; may
 * refuse with TOO_MANY_TRIES.
 */
export async function changePassword(
  door: Door,
  tokenSha256: Buffer,
  change: { readonly current: string; readonly next: string },
  { address, now }: { readonly address: string; readonly now: Date },
): Promise<PasswordChange | undefined> {
  const before = await asParent(door.db, tokenSha256, now, (tx, parent) =>
    readBefore(tx, door, parent),
  )
  if (!before) return undefined
  const tries = passwordTries(door, before.parent.login, address)
  const look = () => verifySecret(door.keys, before.hash, change.current)
  if (!(await countTry(tries, look))) {
    return { ok: false, errors: { current: 'Ce n’est pas votre mot de passe actuel.' } }
  }
  await tries.giveBack()
  const fault = faultOf(before, change)
  if (fault) return { ok: false, errors: { next: fault } }
  const hash = await hashSecret(door.keys, change.next)
  const token = await asParent(door.db, tokenSha256, now, (tx, parent) =>
    replace(tx, parent, hash, now),
  )
  return token === undefined ? undefined : { ok: true, token }
}

async function readBefore(tx: Tx, { keys }: Door, parent: Parent): Promise<Before> {
  const account = await tx
    .selectFrom('account')
    .select('password_hash')
    .where('id', '=', parent.accountId)
    .executeTakeFirst()
  return { parent, hash: account?.password_hash ?? null, rule: await ruleOfParent(tx, keys) }
}

function faultOf(
  { parent, rule }: Before,
  { current, next }: { current: string; next: string },
): string | null {
  if (next === current) return 'Choisissez un autre mot de passe que l’actuel.'
  return passwordFault(rule.policy, next, {
    ...rule.words,
    names: [...rule.words.names, parent.login],
  })
}

async function replace(
  tx: Tx,
  { accountId, personId, sessionId, login }: Parent,
  hash: string,
  now: Date,
): Promise<string> {
  const token = newToken()
  await sql`
    with changed as (
      update account set password_hash = ${hash}, must_change_password = false where id = ${accountId})
    update session
    set ended_at = case when id = ${sessionId} then null else ${now}::timestamptz end,
        token_sha256 = case when id = ${sessionId} then ${sha256(token)} else token_sha256 end,
        stepped_up_at = case when id = ${sessionId} then ${now}::timestamptz else stepped_up_at end
    where account_id = ${accountId} and ended_at is null`.execute(tx)
  await record(tx, {
    at: now,
    actorKind: 'PARENT',
    actor: login,
    action: 'account.password',
    subject: 'account',
    subjectId: accountId,
  })
  await tellHolder(tx, personId, 'PASSWORD', { now })
  return token
}
