/** A billing run in a process of its own, to be killed: `run-child.ts URL PERIOD FAMILIES_A_TRANSACTION`. */
import { runBilling } from '../../src/billing/run.ts'
import { connectDatabase } from '../../src/db/connect.ts'
import { testKeys } from '../support/keys.ts'

const [, , url = '', period = '', batchSize = ''] = process.argv
const db = await connectDatabase(url, { max: 4 })
const by = { now: new Date('2026-12-04T08:00:00Z'), actor: 'cron' }
process.send?.('begins')
await runBilling(db, testKeys(), { period, batchSize: Number(batchSize) }, by)
await db.close()
process.disconnect()
