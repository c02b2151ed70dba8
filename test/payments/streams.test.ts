import { test } from 'node:test'
import { asWorker } from '../../src/db/transactions.ts'
import { testDatabase } from '../support/database.ts'
import { configureSpPlus, createRegie } from './payment-world.ts'
import { runStreams } from './streams.ts'

const db = await testDatabase()

test('streams of repeated, reordered, late, forged and mismatching notifications end where the model ends', async (t) => {
  await configureSpPlus(db, 'http://localhost:1/paiement/init.do')
  const regieId = await asWorker(db, (tx) => createRegie(tx, 'ENFANCE'))
  const count = 160
  const sent = await runStreams(db, { regieId, seed: 1, count })
  t.diagnostic(`${count} streams, ${sent} notifications, seed 1`)
})
