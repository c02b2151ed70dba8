import { sql } from 'kysely'
import { record } from '../audit/record.ts'
import { asGate } from '../db/transactions.ts'
import { Refusal } from '../kernel/refusal.ts'
import type { Door, Visitor } from './door.ts'
import { hashSecret, isOutdated, verifySecret } from './hashing.ts'
import { createLine, type Line } from './line.ts'
import { typedLogin } from './logins.ts'
import { openSession } from './sessions.ts'
import { countTry, passwordTries } from './throttle.ts'
import { createWaitingRoom, type Place } from './waiting-room.ts'

/** What a right password opens. */
export interface SignedIn {
  /** For the session's cookie, never stored. */
  readonly token: string
}

interface Holder {
  readonly accountId: number
  readonly login: string
  readonly passwordHash: string | null
}

interface Given {
  readonly login: string
  readonly password: string
}

/**
 * The morning on which enrolments open: 2,500 parents within a minute wait here in order of arrival, without a
 * connection to the database, and without a try being counted; the pool stays free for those who are inside. A place
 * takes a kilobyte: nobody but a flood is sent away.
 */
export const frontDoor: Line = createLine({ atOnce: 6, waitingAtMost: 20_000 })

/** Who waits longer than a page takes has a place here, and an answer for ten minutes. */
const room = createWaitingRoom<SignedIn>({ line: frontDoor, keptMs: 10 * 60_000 })

/**
 * Signs in with login and password, in order of arrival. Refuses with WRONG_PASSWORD (unknown login, wrong password,
 * closed account: the same answer in the same time), TOO_MANY_TRIES, or BUSY when too many wait.
 */
export function signIn(
  door: Door,
  given: Given,
  visitor: Visitor & { readonly now: Date },
): Promise<SignedIn> {
  return frontDoor.join(() => signInNow(door, given, visitor)).done
}

/** The same for a browser, which may go and come back for its answer: the visit keeps its place meanwhile. */
export function waitToSignIn(
  door: Door,
  given: Given,
  visitor: Visitor & { readonly now: Date; readonly visit: string },
): Place<SignedIn> {
  return room.arrive(visitor.visit, () => signInNow(door, given, visitor))
}

/** The place of a visit that waits to sign in; null when it has none (any more). */
export function placeAtTheDoor(visit: string): Place<SignedIn> | null {
  return room.find(visit)
}

async function signInNow(
  door: Door,
  given: Given,
  { address, device, now }: Visitor & { readonly now: Date },
): Promise<SignedIn> {
  const login = typedLogin(given.login)
  const tries = passwordTries(door, login, address)
  const { holder, isRight } = await countTry(tries, async () => {
    const found = await findHolder(door, login)
    const right = await verifySecret(door.keys, found?.passwordHash ?? null, given.password)
    return { holder: found, isRight: right }
  })
  if (!holder || !isRight) {
    await noteWrongTry(door, holder, now)
    throw new Refusal('WRONG_PASSWORD')
  }
  await tries.giveBack()
  const fresh = await rehashed(door, holder, given.password)
  return asGate(door.db, async (tx) => {
    if (fresh) {
      await sql`
        update account set password_hash = ${fresh}
        where id = ${holder.accountId} and password_hash = ${holder.passwordHash}`.execute(tx)
    }
    const token = await openSession(tx, { accountId: holder.accountId, device, now })
    await record(tx, {
      at: now,
      actorKind: 'PARENT',
      actor: holder.login,
      action: 'session.open',
      subject: 'account',
      subjectId: holder.accountId,
    })
    return { token }
  })
}

async function findHolder({ db }: Door, login: string): Promise<Holder | undefined> {
  return asGate(db, async (tx) => {
    const found = await sql<Holder>`
      select id as "accountId", login, password_hash as "passwordHash"
      from account where login = ${login} and state = 'ACTIVE'`.execute(tx)
    return found.rows[0]
  })
}

/** What was typed is not kept: a password lands in the field of the login often enough. */
async function noteWrongTry({ db }: Door, holder: Holder | undefined, now: Date): Promise<void> {
  await asGate(db, (tx) =>
    record(tx, {
      at: now,
      actorKind: 'ANONYMOUS',
      actor: 'visitor',
      action: 'session.refuse',
      subject: 'account',
      subjectId: holder?.accountId ?? null,
    }),
  )
}

async function rehashed(door: Door, holder: Holder, password: string): Promise<string | null> {
  return holder.passwordHash && isOutdated(holder.passwordHash)
    ? hashSecret(door.keys, password)
    : null
}
