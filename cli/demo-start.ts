import { existsSync } from 'node:fs'
import { asVisitor, asWorker } from '../src/db/transactions.ts'
import { demoShop } from '../src/payments/stand-in-banks/spplus/demo-shop.ts'
import { paths } from '../src/paths.ts'
import { setSetting } from '../src/settings/edit.ts'
import { readSettings } from '../src/settings/settings.ts'
import type { CliBase } from './context.ts'
import type { House } from './house.ts'
import type { Running } from './running.ts'

/**
 * Loads the demonstration commune into a database without any family, when the configuration asks for one. Says
 * whether the demonstration is there, and whether it pays with the shop of the stand-in bank.
 */
export async function loadDemoOnce(
  { config, output }: CliBase,
  { db, keys }: House,
  now: Date,
): Promise<{ isThere: boolean; hasBank: boolean }> {
  const nothing = { isThere: false, hasBank: false }
  if (!config.demo) return nothing
  const isEmpty = await asWorker(db, async (tx) => {
    const found = await tx.selectFrom('household').select('id').limit(1).execute()
    return found.length === 0
  })
  if (isEmpty) {
    const demo = await demoModule()
    if (!demo) return nothing
    output.note('Loading the demonstration commune, once…')
    await demo.loadDemo({ db, keys, now })
  }
  const settings = await asVisitor(db, (tx) => readSettings(tx, keys))
  const isThere = await asWorker(db, async (tx) => {
    const claire = tx.selectFrom('account').select('id').where('login', '=', 'claire.martin')
    return (await claire.execute()).length > 0
  })
  return { isThere, hasBank: settings.payment.clent === demoShop.clent }
}

interface DemoModule {
  readonly loadDemo: (parts: {
    db: House['db']
    keys: House['keys']
    now: Date
  }) => Promise<unknown>
}

async function demoModule(): Promise<DemoModule | null> {
  for (const name of ['load.ts', 'load.js']) {
    const file = new URL(`../src/demo/${name}`, import.meta.url)
    if (existsSync(file)) return (await import(file.href)) as DemoModule
  }
  return null
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
  const now = clock()
  await asWorker(db, (tx) =>
    setSetting(tx, keys, {
      key: 'payment.url',
      value: bank.pageUrl,
      now,
      actor: 'preau start',
      actorKind: 'SYSTEM',
    }),
  )
  return new URL('/banque', bank.pageUrl).href
}
