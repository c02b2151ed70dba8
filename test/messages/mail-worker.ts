/** A worker that sends mails until it is killed: `mail-worker.ts URL DATA_DIR SMTP_URL [REDIS_URL]`. */
import { startWorker } from '../../jobs/worker.ts'
import { readConfig } from '../../src/config.ts'
import { connectDatabase } from '../../src/db/connect.ts'
import { createLog } from '../../src/log.ts'
import { testKeys } from '../support/keys.ts'

const [url = '', dataDir = '', smtpUrl = '', redisUrl = ''] = process.argv.slice(2)
await startWorker({
  config: readConfig({ PREAU_DATA_DIR: dataDir, SMTP_URL: smtpUrl, REDIS_URL: redisUrl }),
  db: await connectDatabase(url),
  keys: testKeys(),
  log: createLog({ level: 'silent', process: 'test' }),
  clock: () => new Date(),
  lockMs: 1_000,
})
process.send?.('works')
