/** A worker that takes a job and never comes back: the test kills it. */
import { join } from 'node:path'
import { startWorker } from '../../jobs/worker.ts'
import { readConfig } from '../../src/config.ts'
import { connectDatabase } from '../../src/db/connect.ts'
import { loadKeys } from '../../src/db/keys.ts'
import { createLog } from '../../src/log.ts'

const [url = '', dataDir = '', redisUrl = ''] = process.argv.slice(2)
const never = () => {
  process.send?.('taken')
  return new Promise<void>(() => {})
}
await startWorker({
  config: readConfig({ PREAU_DATA_DIR: dataDir, REDIS_URL: redisUrl }),
  db: await connectDatabase(url),
  keys: loadKeys(join(dataDir, 'keys.json')),
  log: createLog({ level: 'silent', process: 'test' }),
  clock: () => new Date(),
  handlers: {
    'certificate.render': never,
    'mandate.paper': never,
    'receipt.render': never,
    'invoice.render': never,
    'mail.send': never,
    'mailing.send': never,
    'notification.decide': never,
    'rules.render': never,
  },
  lockMs: 1_000,
})
