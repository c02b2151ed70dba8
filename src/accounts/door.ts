import type { Database } from '../db/connect.ts'
import type { Keys } from '../db/keys.ts'

/**
 * What signing in needs: hashing a password takes tens of milliseconds, and no transaction is held open meanwhile,
 * so these functions open their own.
 */
export interface Door {
  readonly db: Database
  readonly keys: Keys
}

/** Who knocks. */
export interface Visitor {
  /** IP address, as the proxy tells it. */
  readonly address: string
  /** In words, for « mes appareils »: `Firefox sur Android`. */
  readonly device: string
}
