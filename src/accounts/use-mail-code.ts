import { sql } from 'kysely'
import { record } from '../audit/record.ts'
import type { Tx } from '../db/connect.ts'
import { asGate } from '../db/transactions.ts'
import type { FormErrors } from '../kernel/forms.ts'
import { sha256 } from '../kernel/ids.ts'
import { Refusal } from '../kernel/refusal.ts'
import type { Door, Visitor } from './door.ts'
import { ruleAtGate } from './family-words.ts'
import { hashSecret } from './hashing.ts'
import { passwordFault } from './password-policy.ts'
import { orSignIn, secondClickMinutes } from './second-click.ts'
import { endSessions, openSession } from './sessions.ts'
import type { SignedIn } from './sign-in.ts'
import { personOf, tellHolder } from './tell-holder.ts'
import { codeTries } from './throttle.ts'

interface MailCode {
  readonly id: number
  readonly accountId: number
  readonly login: string
  readonly email: string | null
  readonly newEmail: string | null
}

export type Reset =
  | ({ readonly ok: true } & SignedIn)
  | { readonly ok: false; readonly errors: FormErrors }

/**
 * Chooses a password with the link of a mail, once, within half an hour; every session ends and a new one begins. A
 * password that the policy refuses leaves the link as it was. A second click signs in. Refuses with WRONG_CODE or
 * TOO_MANY_TRIES.
 */
export function resetByMail(
  door: Door,
  given: { readonly token: string; readonly password: string },
  visitor: Visitor & { readonly now: Date },
): Promise<Reset> {
  const again = async () => {
    const login = await asGate(door.db, (tx) => loginOfUsed(tx, given.token, visitor.now))
    return login === null ? null : { login, password: given.password }
  }
  return orSignIn(resetOnce(door, given, visitor), door, again, visitor)
}

async function resetOnce(
  door: Door,
  given: { readonly token: string; readonly password: string },
  visitor: Visitor & { readonly now: Date },
): Promise<Reset> {
  const tries = codeTries(door, '', visitor.address)
  await tries.take()
  const code = await asGate(door.db, (tx) => findCode(tx, 'MAIL', given.token, visitor.now))
  if (!code) throw new Refusal('WRONG_CODE')
  const { accountId, login } = code
  const rule = await asGate(door.db, (tx) => ruleAtGate(tx, door.keys, accountId))
  const words = { ...rule.words, names: [...rule.words.names, login] }
  const fault = passwordFault(rule.policy, given.password, words)
  if (fault) return { ok: false, errors: { password: fault } }
  const hash = await hashSecret(door.keys, given.password)
  const token = await asGate(door.db, async (tx) => {
    await useCode(tx, code, 'account.reset', visitor.now)
    await sql`
      update account set password_hash = ${hash}, must_change_password = false
      where id = ${accountId} and state = 'ACTIVE'`.execute(tx)
    await endSessions(tx, [accountId], visitor.now)
    await tellHolder(tx, await personOf(tx, accountId), 'RESET', { now: visitor.now })
    return openSession(tx, { accountId, device: visitor.device, now: visitor.now })
  })
  return { ok: true, token }
}

/** Of a link that was just used. */
async function loginOfUsed(tx: Tx, token: string, now: Date): Promise<string | null> {
  const found = await sql<{ login: string }>`
    select a.login from reset_code c join account a on a.id = c.account_id and a.state = 'ACTIVE'
    where c.token_sha256 = ${sha256(token)} and c.kind = 'MAIL'
      and c.used_at > ${now}::timestamptz - make_interval(mins => ${secondClickMinutes})`.execute(
    tx,
  )
  return found.rows[0]?.login ?? null
}

/**
 * Confirms a new address with the link that was sent there, once; the old address is told. A second click finds it
 * confirmed. Refuses with WRONG_CODE. In a transaction of the gate.
 */
export async function confirmEmail(tx: Tx, token: string, now: Date): Promise<void> {
  try {
    await confirmOnce(tx, token, now)
  } catch (error) {
    if (!(error instanceof Refusal) || !(await isConfirmed(tx, token, now))) throw error
  }
}

async function isConfirmed(tx: Tx, token: string, now: Date): Promise<boolean> {
  const found = await sql`
    select from reset_code c join account a on a.id = c.account_id and a.state = 'ACTIVE'
    where c.token_sha256 = ${sha256(token)} and c.kind = 'EMAIL_CHANGE'
      and c.used_at > ${now}::timestamptz - make_interval(mins => ${secondClickMinutes})
      and a.email = c.new_email`.execute(tx)
  return found.rows.length > 0
}

async function confirmOnce(tx: Tx, token: string, now: Date): Promise<void> {
  const code = await findCode(tx, 'EMAIL_CHANGE', token, now)
  if (!code) throw new Refusal('WRONG_CODE')
  const { accountId, email, newEmail } = code
  await useCode(tx, code, 'account.email', now)
  const told = email === null ? { now } : { now, address: email }
  await tellHolder(tx, await personOf(tx, accountId), 'EMAIL', told)
  await sql`
    update account set email = ${newEmail}, email_confirmed_at = ${now} where id = ${accountId}`.execute(
    tx,
  )
}

async function findCode(
  tx: Tx,
  kind: 'MAIL' | 'EMAIL_CHANGE',
  token: string,
  now: Date,
): Promise<MailCode | undefined> {
  const found = await sql<MailCode>`
    select c.id, a.id as "accountId", a.login, a.email, c.new_email as "newEmail"
    from reset_code c join account a on a.id = c.account_id and a.state = 'ACTIVE'
    where c.token_sha256 = ${sha256(token)} and c.kind = ${kind} and c.used_at is null
      and c.expires_at > ${now}`.execute(tx)
  return found.rows[0]
}

/** Two at once use a link once. */
async function useCode(
  tx: Tx,
  { id, accountId, login }: MailCode,
  action: 'account.reset' | 'account.email',
  now: Date,
): Promise<void> {
  const used = await sql`
    update reset_code set used_at = ${now} where id = ${id} and used_at is null`.execute(tx)
  if (!used.numAffectedRows) throw new Refusal('WRONG_CODE')
  const who = { at: now, actorKind: 'PARENT', actor: login } as const
  await record(tx, { ...who, action, subject: 'account', subjectId: accountId })
}
