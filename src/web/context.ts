import type { Context } from 'hono'
import type { Logger } from 'pino'
import type { CommuneView } from '../../templates/chrome.ts'
import type { Config } from '../config.ts'
import type { Database } from '../db/connect.ts'
import type { Keys } from '../db/keys.ts'
import type { Settings } from '../settings/settings.ts'

/** What the web process is made of. `clock` is read once a request. */
export interface AppDeps {
  readonly config: Config
  readonly db: Database
  readonly keys: Keys
  readonly clock: () => Date
  readonly log: Logger
  /** The commune's settings, read again every few seconds. */
  readonly settings: () => Promise<Settings>
  /** What is not ready, in English, for /readyz: besides the database, which is asked there. */
  readonly notReady?: () => Promise<readonly string[]>
}

export interface WebEnv {
  Variables: {
    deps: AppDeps
    now: Date
    requestId: string
    commune: CommuneView
    settings: Settings
  }
}

export type WebContext = Context<WebEnv>
