import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { beginAgain } from '../../cli/demo-start.ts'
import { openHouse } from '../../cli/house.ts'
import { createOutput } from '../../cli/output.ts'
import { readConfig } from '../../src/config.ts'
import { createKeysFile } from '../../src/db/keys.ts'
import { withLock } from '../../src/db/locks.ts'
import { beginRun } from '../../src/db/run-keys.ts'
import { asWorker } from '../../src/db/transactions.ts'
import { createLog } from '../../src/log.ts'
import { testDatabaseUrl } from '../support/database.ts'
import { runHere } from './run-here.ts'
import { newDataDir } from './run-preau.ts'

const { url, drop } = await testDatabaseUrl()
const env = { DATABASE_URL: url, PREAU_DATA_DIR: newDataDir(), PREAU_DEMO: '1' }
const config = readConfig(env)
createKeysFile(config.keysFile)
const base = {
  config,
  output: createOutput(true),
  log: createLog({ level: 'silent', process: 'test' }),
  now: new Date(),
  npmPid: null,
  reason: null,
  confirm: () => Promise.resolve(),
}
const house = await openHouse(base)
after(() => house.close().then(drop))
const nobody = () => Promise.reject(new Error('nothing is begun again'))

test('a second start while the demonstration is being loaded leaves its database alone and says to wait', async () => {
  await asWorker(house.db, (tx) => beginRun(tx, 'demo', 'load', base.now))
  await withLock(house.db, 'preau.demo.load', async () => {
    await assert.rejects(beginAgain(base, house, nobody), { code: 'DEMO_LOADING', exit: 6 })
    assert.equal((await runHere(['demo', 'load'], env)).exit, 6)
  })
  assert.equal(
    await beginAgain(base, house, nobody),
    house,
    'one that was broken off is no other’s',
  )
})
