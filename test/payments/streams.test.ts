import { test } from 'node:test'
import { asWorker } from '../../src/db/transactions.ts'
import { testDatabase } from '../support/database.ts'
import { configureSpPlus, createRegie } from './payment-world.ts'
import { runStreams } from './streams.ts'

const db = await testDatabase()
/** The model is proven once; another version of PostgreSQL is asked streams that the first was not. */
const { seed, count } = process.env['TEST_DATABASE_URL']
  ? { seed: 1_001, count: 20 }
  : { seed: 1, count: 60 }

test('streams of repeated, reordered, late, forged and mismatching notifications end where the model ends', async (t) => {
  await configureSpPlus(db, 'http://localhost:1/paiement/init.do')
  const regieId = await asWorker(db, (tx) => createRegie(tx, 'ENFANCE'))
  const sent = await runStreams(db, { regieId, seed, count })
  t.diagnostic(`${count} streams, ${sent} notifications, seed ${seed}`)
})
