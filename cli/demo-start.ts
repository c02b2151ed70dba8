import { beginRun, endRun, runState, type RunState } from '../src/db/run-keys.ts'
import { setDatabaseAside } from '../src/db/set-aside.ts'
import { asVisitor, asWorker } from '../src/db/transactions.ts'
import { paths } from '../src/paths.ts'
import { setSetting } from '../src/settings/edit.ts'
import { readSettings } from '../src/settings/settings.ts'
import { demoShop } from '../src/payments/stand-in-banks/spplus/demo-shop.ts'
import type { CliBase } from './context.ts'
import { exits, Failure } from './failures.ts'
import { migrateQueueOf, type House } from './house.ts'
import type { Running } from './running.ts'

interface Demo {
  readonly isThere: boolean
  /** It pays with the shop of the stand-in bank. */
  readonly hasBank: boolean
}

/** Loads the demonstration commune into a database without any family, when the configuration asks for one. */
export async function loadDemoOnce(base: CliBase, house: House, now: Date): Promise<Demo> {
  const { db, keys } = house
  if (!base.config.demo) return { isThere: false, hasBank: false }
  const { state, isEmpty } = await howItStands(house)
  if (state === 'RUNNING') throw brokenOff()
  if (state === 'NONE' && isEmpty) await load(base, house, now)
  const settings = await asVisitor(db, (tx) => readSettings(tx, keys))
  const isThere = state === 'DONE' || isEmpty
  return { isThere, hasBank: isThere && settings.payment.clent === demoShop.clent }
}

/** A first start that was broken off: the half-loaded database is set aside, and everything begins again. */
export async function beginAgain(
  base: CliBase,
  house: House,
  open: () => Promise<House>,
): Promise<House> {
  const { place } = house
  if (!base.config.demo || !place.isEmbedded) return house
  if ((await howItStands(house)).state !== 'RUNNING') return house
  await house.db.close()
  const aside = await setDatabaseAside(place.url, base.now)
  base.output.note(`The first start was broken off: its half-loaded database is kept as ${aside}`)
  await migrateQueueOf(place.url)
  const again = await open()
  place.leave()
  return again
}

function howItStands({ db }: House): Promise<{ state: RunState; isEmpty: boolean }> {
  return asWorker(db, async (tx) => {
    const households = await tx.selectFrom('household').select('id').limit(1).execute()
    return { state: await runState(tx, 'demo', 'load'), isEmpty: households.length === 0 }
  })
}

async function load({ output }: CliBase, { db, keys }: House, now: Date): Promise<void> {
  const { loadDemo } = await import('../src/demo/load.ts')
  output.note('Loading the demonstration commune, once…')
  await asWorker(db, (tx) => beginRun(tx, 'demo', 'load', now))
  await loadDemo({ db, keys, now })
  await asWorker(db, (tx) => endRun(tx, 'demo', 'load', now))
}

function brokenOff(): Failure {
  const message = 'The demonstration was broken off while it was being loaded'
  const hint = 'start with an empty database, or with PREAU_DEMO=0'
  return new Failure(exits.configuration, 'DEMO_BROKEN_OFF', message, { hint })
}

/** The stand-in bank for the demonstration's shop, whose key everybody knows; never for a real one. */
export async function startDemoBank(
  { config }: CliBase,
  { db, keys }: House,
  { running, clock }: { readonly running: Running; readonly clock: () => Date },
): Promise<string> {
  const { startStandInBank } = await import('../src/payments/stand-in-banks/spplus/bank.ts')
  const notifyUrl = `http://127.0.0.1:${config.port}${paths.bankNotification('spplus')}`
  const options = { ...demoShop, notifyUrl, clock }
  const bank = await startStandInBank({ ...options, port: config.port + 1 }).catch(() =>
    startStandInBank({ ...options, port: 0 }),
  )
  running.add(bank.close)
  const change = { key: 'payment.url', value: bank.pageUrl, now: clock(), actor: 'preau start' }
  await asWorker(db, (tx) => setSetting(tx, keys, { ...change, actorKind: 'SYSTEM' }))
  return new URL('/banque', bank.pageUrl).href
}
