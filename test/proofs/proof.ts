/**
 * `npm run proof -- NAME [COUNT] [SEED]`: the heavy proofs whose short form is in `npm test`. Prints seed, count and
 * result; ends with 1 when something does not hold.
 */
import { spawnSync } from 'node:child_process'
import { runStreams } from '../payments/streams.ts'
import { configureSpPlus, createRegie } from '../payments/payment-world.ts'
import { asWorker } from '../../src/db/transactions.ts'
import { proveForms } from '../web/every-form.ts'
import { testDatabase } from '../support/database.ts'

type Proof = (count: number, seed: number) => Promise<string>

const proofs: Readonly<Record<string, { readonly count: number; readonly prove: Proof }>> = {
  /** Notification streams, duplicated, reordered, late, forged, against a model of the account. */
  notifications: {
    count: 10_000,
    prove: async (count, seed) => {
      const db = await testDatabase()
      await configureSpPlus(db, 'http://localhost:1/paiement/init.do')
      const regieId = await asWorker(db, (tx) => createRegie(tx, 'proof'))
      const sent = await runStreams(db, { regieId, seed, count })
      return `${count} streams, ${sent} notifications: the model and the ledger agree`
    },
  },
  /** A mailing whose worker is killed three times, counted by a real mail server. */
  mailing: {
    count: 2_000,
    prove: async (count) => {
      const args = [
        '--import',
        'tsx',
        '--test',
        '--test-timeout=3600000',
        'test/messages/mailing.test.ts',
      ]
      const env = { ...process.env, FAMILIES: String(count) }
      const { status } = spawnSync(process.execPath, args, { stdio: 'inherit', env })
      if (status !== 0) throw new Error('somebody was left out, or told twice')
      return `${count} families: each has the message once`
    },
  },
  /** Generated bodies for every form of the route table; a tenth as many questions for every other address. */
  bodies: { count: 10_000, prove: (count, seed) => proveForms({ count, seed }) },
  /** A billing run killed at so many moments and run again. */
  kills: {
    count: 1_000,
    prove: async (count) => {
      const args = [
        '--import',
        'tsx',
        '--test',
        '--test-timeout=3600000',
        'test/billing/killed.test.ts',
      ]
      const env = { ...process.env, KILLS: String(count) }
      const { status } = spawnSync(process.execPath, args, { stdio: 'inherit', env })
      if (status !== 0) throw new Error('a killed run did not end as an undisturbed one')
      return `${count} kills: each month was billed once and completely`
    },
  },
}

const [name = '', count, seed = '1'] = process.argv.slice(2)
const chosen = proofs[name]
if (!chosen) {
  console.error(`npm run proof -- ${Object.keys(proofs).join('|')} [COUNT] [SEED]`)
  process.exit(2)
}
const times = Number(count ?? chosen.count)
console.log(`${name}: count ${times}, seed ${seed}`)
console.log(await chosen.prove(times, Number(seed)))
