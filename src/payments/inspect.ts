import type { Tx } from '../db/connect.ts'
import type { Keys } from '../db/keys.ts'
import { readSettings } from '../settings/settings.ts'
import { asDecided, readAttempt } from './attempts.ts'
import { decide } from './decide.ts'
import type { Inspection } from './vectors.ts'
import { contractOf } from './providers/registry.ts'

/** What the portal would do about a notification, with today's settings and attempts. Writes nothing. */
export async function inspectNotification(tx: Tx, keys: Keys, raw: string): Promise<Inspection> {
  const { provider, shop } = contractOf(await readSettings(tx, keys))
  const reading = provider.readNotification(raw, shop)
  const message = reading.authentic ? reading.message : null
  const attempt = message && (await readAttempt(tx, provider.name, message))
  const decision = decide(reading, attempt && message && asDecided(attempt, message))
  return {
    answer: provider.acknowledgement,
    signature_valid: reading.authentic || reading.sealIsRight,
    action: decision.action,
    ...(decision.why === undefined ? {} : { why: decision.why }),
  }
}
