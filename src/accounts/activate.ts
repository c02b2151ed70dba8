import { sql } from 'kysely'
import { record } from '../audit/record.ts'
import type { Tx } from '../db/connect.ts'
import { asGate } from '../db/transactions.ts'
import type { FormErrors } from '../kernel/forms.ts'
import { Refusal } from '../kernel/refusal.ts'
import type { Door, Visitor } from './door.ts'
import { ruleAtGate } from './family-words.ts'
import { hashSecret, verifySecret } from './hashing.ts'
import { typedCode } from './letter-code.ts'
import { typedLogin } from './logins.ts'
import { passwordFault } from './password-policy.ts'
import { orSignIn, secondClickMinutes } from './second-click.ts'
import { endSessions, openSession } from './sessions.ts'
import type { SignedIn } from './sign-in.ts'
import { personOf, tellHolder } from './tell-holder.ts'
import { codeTries, countTry, unlessSentAway } from './throttle.ts'

export interface Activation {
  readonly login: string
  /** From the letter: spaces, dashes and capitals do not matter. */
  readonly code: string
  readonly password: string
}

export type Activated =
  | ({ readonly ok: true } & SignedIn)
  | { readonly ok: false; readonly errors: FormErrors }

interface Letter {
  readonly codeId: number
  readonly accountId: number
  readonly login: string
  readonly codeHash: string
}

/**
 * Uses the code of a letter: chooses the password and signs in. Works for the first time and for a forgotten password
 * alike; every other session of the account ends. A password that the policy refuses comes back as `errors.password`
 * and leaves the code as it was. A second click signs in. Refuses with WRONG_CODE (unknown login, wrong, used or
 * expired code, ten wrong tries: the same answer in the same time) or TOO_MANY_TRIES.
 */
export function activate(
  door: Door,
  given: Activation,
  visitor: Visitor & { readonly now: Date },
): Promise<Activated> {
  const again = async () => ((await isJustUsed(door, given, visitor.now)) ? given : null)
  return orSignIn(activateOnce(door, given, visitor), door, again, visitor)
}

async function isJustUsed({ db, keys }: Door, given: Activation, now: Date): Promise<boolean> {
  const found = await asGate(db, (tx) =>
    sql<{ codeHash: string }>`
      select c.code_argon2 as "codeHash" from reset_code c join account a on a.id = c.account_id
      where a.login = ${typedLogin(given.login)} and c.kind = 'LETTER'
        and c.used_at > ${now}::timestamptz - make_interval(mins => ${secondClickMinutes})
      order by c.id desc limit 1`.execute(tx),
  )
  const hash = found.rows[0]?.codeHash
  return hash !== undefined && verifySecret(keys, hash, typedCode(given.code))
}

async function activateOnce(
  door: Door,
  given: Activation,
  visitor: Visitor & { readonly now: Date },
): Promise<Activated> {
  const login = typedLogin(given.login)
  const tries = codeTries(door, login, visitor.address)
  const letter = await countTry(tries, () => rightLetter(door, login, given.code, visitor.now))
  if (!letter) throw new Refusal('WRONG_CODE')
  await tries.giveBack()
  const fault = await asGate(door.db, (tx) => faultOf(tx, door, letter, given.password))
  if (fault) return { ok: false, errors: { password: fault } }
  const passwordHash = await hashSecret(door.keys, given.password)
  const token = await asGate(door.db, (tx) => useLetter(tx, letter, passwordHash, visitor))
  return { ok: true, token }
}

/** The letter of a login, when this is its code. What nobody looked at is none of the letter's ten tries. */
async function rightLetter(
  { db, keys }: Door,
  login: string,
  code: string,
  now: Date,
): Promise<Letter | undefined> {
  const letter = await asGate(db, (tx) => takeTry(tx, login, now))
  const look = verifySecret(keys, letter?.codeHash ?? null, typedCode(code))
  const isRight = await unlessSentAway(look, () => asGate(db, (tx) => giveTryBack(tx, letter)))
  return isRight ? letter : undefined
}

/** Counts the try before the code is looked at: ten at once are ten. */
async function takeTry(tx: Tx, login: string, now: Date): Promise<Letter | undefined> {
  const taken = await sql<Letter>`
    update reset_code c set tries_left = c.tries_left - 1
    from account a
    where a.id = c.account_id and a.login = ${login} and a.state <> 'CLOSED'
      and c.kind = 'LETTER' and c.used_at is null and c.expires_at > ${now} and c.tries_left > 0
    returning c.id as "codeId", a.id as "accountId", a.login, c.code_argon2 as "codeHash"`.execute(
    tx,
  )
  return taken.rows[0]
}

/** The code was right: its try is given back. Is the password good? */
async function faultOf(
  tx: Tx,
  { keys }: Door,
  letter: Letter,
  password: string,
): Promise<string | null> {
  await giveTryBack(tx, letter)
  const { policy, words } = await ruleAtGate(tx, keys, letter.accountId)
  return passwordFault(policy, password, { ...words, names: [...words.names, letter.login] })
}

async function giveTryBack(tx: Tx, letter: Letter | undefined): Promise<void> {
  await sql`
    update reset_code set tries_left = least(10, tries_left + 1)
    where id = ${letter?.codeId ?? null} and used_at is null`.execute(tx)
}

async function useLetter(
  tx: Tx,
  { codeId, accountId, login, codeHash }: Letter,
  passwordHash: string,
  { device, now }: Visitor & { readonly now: Date },
): Promise<string> {
  const used = await sql`
    update reset_code set used_at = ${now}
    where id = ${codeId} and code_argon2 = ${codeHash} and used_at is null`.execute(tx)
  if (!used.numAffectedRows) throw new Refusal('WRONG_CODE')
  await sql`
    update account set password_hash = ${passwordHash}, state = 'ACTIVE', must_change_password = false
    where id = ${accountId} and state <> 'CLOSED'`.execute(tx)
  await endSessions(tx, [accountId], now)
  const entry = {
    at: now,
    actorKind: 'PARENT',
    actor: login,
    subject: 'account',
    subjectId: accountId,
  } as const
  await record(tx, { ...entry, action: 'account.activate' })
  await tellHolder(tx, await personOf(tx, accountId), 'ACTIVATION', { now })
  return openSession(tx, { accountId, device, now })
}
