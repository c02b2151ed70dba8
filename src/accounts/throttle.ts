import { CompiledQuery, sql } from 'kysely'
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible'
import type { Database, Tx } from '../db/connect.ts'
import { lookupHash, type Keys } from '../db/keys.ts'
import { asGate } from '../db/transactions.ts'
import { Refusal } from '../kernel/refusal.ts'
import type { Door } from './door.ts'

/**
 * Wrong tries, counted before each verification and given back after a right one, so that any number of tries at once
 * makes five verifications of an account. A parent who has signed in from an address has five of his or her own there:
 * a stranger who tries the account elsewhere never locks the parent out. Everything ends after a quarter of an hour.
 */
export interface Tries {
  /** Counts one try, or throws TOO_MANY_TRIES with the seconds to wait. */
  readonly take: () => Promise<void>
  /** The try was right: nothing is counted, and the address is known from now on. */
  readonly giveBack: () => Promise<void>
  /** The try was not looked at: it is not counted, and says nothing about the address. */
  readonly undo: () => Promise<void>
}

/** Counts a try before it is looked at. What the line of hashes sends away was not looked at, and is not counted. */
export async function countTry<T>(tries: Tries, look: () => Promise<T>): Promise<T> {
  await tries.take()
  return unlessSentAway(look(), tries.undo)
}

/** Takes back what had been counted for a look that the line of hashes sends away (BUSY). */
export function unlessSentAway<T>(look: Promise<T>, undo: () => Promise<void>): Promise<T> {
  return look.catch(async (reason: unknown) => {
    if (reason instanceof Refusal && reason.code === 'BUSY') await undo()
    throw reason
  })
}

const quarterOfAnHour = 15 * 60
const halfAYear = 180 * 24 * 3_600

/** Tries of a password on one account, known or not, from one address. */
export function passwordTries({ db, keys }: Door, login: string, address: string): Tries {
  const { account, addresses, known } = limitersOf(db)
  const from = hashed(keys, 'address', networkOf(address))
  const who = hashed(keys, 'login', login)
  const pair = `${who}.${from}`
  let counted = who
  return {
    take: async () => {
      const isKnown = (await known.get(pair)) !== null
      counted = isKnown ? pair : who
      if (!isKnown) await consume(addresses, from)
      await consume(account, counted)
    },
    giveBack: async () => {
      await account.delete(counted)
      if (counted === who) await addresses.reward(from)
      await known.set(pair, 1, halfAYear)
    },
    undo: async () => {
      await account.reward(counted)
      if (counted === who) await addresses.reward(from)
    },
  }
}

/** Tries of a letter's code from one address; how many a letter takes is counted in the letter. */
export function codeTries({ db, keys }: Door, login: string, address: string): Tries {
  const { addresses, account, known } = limitersOf(db)
  const from = hashed(keys, 'address', networkOf(address))
  const who = hashed(keys, 'login', login)
  return {
    take: () => consume(addresses, from),
    giveBack: async () => {
      await addresses.reward(from)
      await account.delete(who)
      await known.set(`${who}.${from}`, 1, halfAYear)
    },
    undo: async () => {
      await addresses.reward(from)
    },
  }
}

/** Forgets the wrong tries of accounts: `preau accounts unlock`. */
export async function forgetTries(tx: Tx, keys: Keys, logins: readonly string[]): Promise<number> {
  const patterns = logins.map((login) => `${prefixes.account}:${hashed(keys, 'login', login)}%`)
  const gone = await sql`delete from throttle where key like any(${patterns}::text[])`.execute(tx)
  return Number(gone.numAffectedRows ?? 0)
}

/** Rows whose time is over: for the nightly sweep. */
export async function sweepThrottle(tx: Tx, now: Date): Promise<void> {
  await sql`delete from throttle where expire < ${now.getTime()}`.execute(tx)
}

/** A network rather than an address: IPv6 households have 2^64 of them. */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (mapped) return mapped
  if (!address.includes(':')) return address
  const [head = '', tail] = address.split('::')
  const front = head.split(':').filter(Boolean)
  const back = tail?.split(':').filter(Boolean) ?? []
  const zeros = Array.from({ length: Math.max(0, 8 - front.length - back.length) }, () => '0')
  return [...front, ...(tail === undefined ? [] : zeros), ...back].slice(0, 4).join(':')
}

const prefixes = { account: 'try', addresses: 'from', known: 'home' } as const

interface Limiters {
  readonly account: RateLimiterPostgres
  readonly addresses: RateLimiterPostgres
  /** Marks addresses from which an account has signed in. Counts nothing. */
  readonly known: RateLimiterPostgres
}

const open = new WeakMap<Database, Limiters>()

function limitersOf(db: Database): Limiters {
  const there = open.get(db)
  if (there) return there
  const made = {
    account: limiter(db, prefixes.account, 5),
    addresses: limiter(db, prefixes.addresses, 100),
    known: limiter(db, prefixes.known, 1),
  }
  open.set(db, made)
  return made
}

function limiter(db: Database, keyPrefix: string, points: number): RateLimiterPostgres {
  return new RateLimiterPostgres({
    storeClient: gateClient(db),
    storeType: 'client',
    tableName: 'throttle',
    tableCreated: true,
    clearExpiredByTimeout: false,
    keyPrefix,
    points,
    duration: quarterOfAnHour,
  })
}

/** The limiter's own statements, each in a transaction of the gate: a count stays when the try is rolled back. */
function gateClient(db: Database) {
  return {
    query: async ({ text, values }: { text: string; values: unknown[] }) => {
      const { rows } = await asGate(db, (tx) => tx.executeQuery(CompiledQuery.raw(text, values)))
      return { rows, rowCount: rows.length }
    },
  }
}

async function consume(limit: RateLimiterPostgres, key: string): Promise<void> {
  const refused = await limit.consume(key).then(
    () => null,
    (reason: unknown) => reason,
  )
  if (refused === null) return
  if (!(refused instanceof RateLimiterRes)) throw refused
  throw new Refusal('TOO_MANY_TRIES', { seconds: Math.ceil(refused.msBeforeNext / 1000) })
}

function hashed(keys: Keys, kind: string, value: string): string {
  return lookupHash(keys, kind, value).toString('hex').slice(0, 32)
}
