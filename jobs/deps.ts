import type { Logger } from 'pino'
import type { Config } from '../src/config.ts'
import type { Database } from '../src/db/connect.ts'
import type { Keys } from '../src/db/keys.ts'
import type { Mailer } from '../src/mail.ts'
import type { PdfRenderer } from '../src/pdf.ts'
import type { JobQueue } from '../src/queue.ts'

/** What a job may use. */
export interface JobDeps {
  readonly config: Config
  readonly db: Database
  readonly keys: Keys
  readonly pdf: PdfRenderer
  readonly mailer: Mailer
  readonly queue: JobQueue
  readonly clock: () => Date
  readonly log: Logger
}
