import { hash, verify } from '@node-rs/argon2'
import { randomBytes } from 'node:crypto'
import { availableParallelism } from 'node:os'
import type { Keys } from '../db/keys.ts'
import { createLine } from './line.ts'

/** argon2id, m = 19 456 KiB, t = 2, p = 1 (security.md). The package's default algorithm is argon2id. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const
const currentForm = /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/

/** Longer texts are no password of ours: they are not hashed. */
const longest = 1_024

/**
 * Each hash takes 19 MB and a core for tens of milliseconds: four at once at most, and one core less than there are, so
 * that those who are inside are served while a rush is at the door. The rest waits in line, and a flood is sent away.
 */
export const hashingLine = createLine({
  atOnce: Math.min(4, Math.max(1, availableParallelism() - 1)),
  waitingAtMost: 400,
})

/** The hash of a password or of a letter's code, with the pepper that stays outside the database. */
export function hashSecret(keys: Keys, secret: string): Promise<string> {
  return hashingLine.join(() => hash(secret.normalize('NFC'), { ...cost, secret: keys.pepper }))
    .done
}

/**
 * Is this the secret behind the hash? Without a hash (unknown login, no password yet) it takes the same time and
 * answers no.
 */
export function verifySecret(keys: Keys, stored: string | null, secret: string): Promise<boolean> {
  const usable = stored !== null && secret.length <= longest
  const turn = hashingLine.join(async () => {
    const right = await verify(
      usable ? stored : await nobodysHash(keys),
      secret.slice(0, longest).normalize('NFC'),
      {
        secret: keys.pepper,
      },
    )
    return usable && right
  })
  return turn.done
}

/** Was it made with other parameters than today's? Then it is made again at the next sign-in. */
export function isOutdated(stored: string): boolean {
  return !currentForm.test(stored)
}

const nobodys = new WeakMap<Keys, Promise<string>>()

function nobodysHash(keys: Keys): Promise<string> {
  const known = nobodys.get(keys)
  if (known) return known
  const made = hash(randomBytes(32), { ...cost, secret: keys.pepper })
  nobodys.set(keys, made)
  return made
}
