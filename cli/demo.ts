import { Command } from 'commander'
import { spawn } from 'node:child_process'
import { beginRun, endRun, runState, type RunState } from '../src/db/run-keys.ts'
import { setDatabaseAside } from '../src/db/set-aside.ts'
import { withLock } from '../src/db/locks.ts'
import { asWorker } from '../src/db/transactions.ts'
import { dayOf } from '../src/kernel/day.ts'
import { withExample, type CliBase, type CliRun } from './context.ts'
import { exits, Failure } from './failures.ts'
import { migrateQueueOf, openHouse, type House } from './house.ts'
import type { Answer } from './output.ts'

/** `preau demo load|reset`. Whoever has the database and the key file may: there are no officers yet. */
export function demoCommand(run: CliRun): Command {
  const command = new Command('demo').description('the demonstration commune')
  const families = ['--families <count>', 'how many families', '40'] as const
  withExample(
    command
      .command('load')
      .description('fills an empty database with a believable commune and its history')
      .option(...families)
      .action((options: { families: string }) =>
        run.withConfig((base) => load(base, countOf(options.families))),
      ),
    'preau demo load --families 10000',
  )
  withExample(
    command
      .command('reset')
      .description('keeps the embedded database under another name and loads a new demonstration')
      .option(...families)
      .action((options: { families: string }) =>
        run.withConfig((base) => reset(base, countOf(options.families))),
      ),
    'preau demo reset --yes',
  )
  return command
}

/** How the demonstration stands in a database, and whether there is any family. */
export function demoState({ db }: House): Promise<{ state: RunState; isEmpty: boolean }> {
  return asWorker(db, async (tx) => {
    const households = await tx.selectFrom('household').select('id').limit(1).execute()
    return { state: await runState(tx, 'demo', 'load'), isEmpty: households.length === 0 }
  })
}

/** Loads it in a process of its own, which takes its memory with it. */
export async function loadDemoApart({ now }: CliBase): Promise<void> {
  const args = [process.argv[1] ?? '', 'demo', 'load', '--as-of', dayOf(now)]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] })
  const stop = () => void child.kill()
  process.once('exit', stop)
  const code = await new Promise<number | null>((resolve) => child.once('exit', resolve))
  process.off('exit', stop)
  if (code === 0) return
  if (code === exits.locked) throw beingLoaded()
  throw new Failure(exits.bug, 'DEMO_FAILED', 'The demonstration could not be loaded', {
    hint: 'preau demo reset, or PREAU_DEMO=0 npm start',
  })
}

const loading = 'preau.demo.load'

/** A load that was begun is either broken off, or another process is at it now. */
export async function isBeingLoaded({ db }: House): Promise<boolean> {
  return !(await withLock(db, loading, () => Promise.resolve(true)))
}

export function beingLoaded(): Failure {
  const message = 'Another process is loading the demonstration commune'
  return new Failure(exits.locked, 'DEMO_LOADING', message, { hint: 'npm start, in a minute' })
}

async function load(base: CliBase, families: number): Promise<Answer> {
  const house = await openHouse(base)
  try {
    const done = await withLock(house.db, loading, () => loadNow(base, house, families))
    if (!done) throw beingLoaded()
    return done
  } finally {
    await house.close()
  }
}

async function loadNow(base: CliBase, house: House, families: number): Promise<Answer> {
  const { isEmpty } = await demoState(house)
  if (!isEmpty)
    throw new Failure(exits.refused, 'NOT_EMPTY', 'There are families in this database', {
      hint: 'preau demo reset',
    })
  const { db, keys } = house
  const { loadDemo } = await import('../src/demo/load.ts')
  await asWorker(db, (tx) => beginRun(tx, 'demo', 'load', base.now))
  await loadDemo({ db, keys, now: base.now, families })
  await asWorker(db, (tx) => endRun(tx, 'demo', 'load', base.now))
  return { summary: 'The demonstration commune is there', data: { families } }
}

async function reset(base: CliBase, families: number): Promise<Answer> {
  const house = await openHouse(base)
  try {
    if (!house.place.isEmbedded) {
      throw new Failure(exits.refused, 'NOT_EMBEDDED', 'Only the embedded database can be reset', {
        hint: 'preau db status',
      })
    }
    await base.confirm('Every family, invoice and payment of this database is set aside. Go on?')
    await house.db.close()
    base.output.note(
      `What was there is kept as database ${await setDatabaseAside(house.place.url, base.now)}`,
    )
    await migrateQueueOf(house.place.url)
  } finally {
    house.place.leave()
  }
  return load(base, families)
}

function countOf(text: string): number {
  const count = Number(text)
  if (Number.isInteger(count) && count >= 1 && count <= 100_000) return count
  throw new Failure(exits.usage, 'BAD_COUNT', `--families ${text} is no number of families`, {
    hint: '--families 40',
  })
}
