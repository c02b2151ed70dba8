import { setDatabaseAside } from '../src/db/set-aside.ts'
import { asVisitor, asWorker } from '../src/db/transactions.ts'
import { paths } from '../src/paths.ts'
import { setSetting } from '../src/settings/edit.ts'
import { readSettings } from '../src/settings/settings.ts'
import { demoShop } from '../src/payments/stand-in-banks/spplus/demo-shop.ts'
import type { CliBase } from './context.ts'
import { beingLoaded, demoState, isBeingLoaded, loadDemoApart } from './demo.ts'
import { exits, Failure } from './failures.ts'
import { migrateQueueOf, type House } from './house.ts'
import type { Running } from './running.ts'

interface Demo {
  readonly isThere: boolean
  /** The portal pays with the shop whose key everybody knows: its bank is the stand-in. Never with https. */
  readonly hasBank: boolean
}

/** Loads the demonstration commune into a database without any family, when the configuration asks for one. */
export async function loadDemoOnce(base: CliBase, house: House): Promise<Demo> {
  const isThere = base.config.demo && (await loadedOnce(base, house))
  const settings = await asVisitor(house.db, (tx) => readSettings(tx, house.keys))
  const hasBank = !base.config.isHttps && settings.payment.clent === demoShop.clent
  return { isThere, hasBank }
}

async function loadedOnce(base: CliBase, house: House): Promise<boolean> {
  const { state, isEmpty } = await demoState(house)
  if (state === 'RUNNING') throw brokenOff()
  if (state === 'NONE' && isEmpty) {
    base.output.note('Loading the demonstration commune, once…')
    await loadDemoApart(base)
  }
  return state === 'DONE' || isEmpty
}

/** A first start that was broken off: the half-loaded database is set aside, and everything begins again. */
export async function beginAgain(
  base: CliBase,
  house: House,
  open: () => Promise<House>,
): Promise<House> {
  const { place } = house
  if (!base.config.demo || (await demoState(house)).state !== 'RUNNING') return house
  if (await isBeingLoaded(house)) throw beingLoaded()
  if (!place.isEmbedded) return house
  await house.db.close()
  const aside = await setDatabaseAside(place.url, base.now)
  base.output.note(`The first start was broken off: its half-loaded database is kept as ${aside}`)
  await migrateQueueOf(place.url)
  const again = await open()
  place.leave()
  return again
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
