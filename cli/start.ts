import { Command } from 'commander'
import { connectDatabase } from '../src/db/connect.ts'
import { asVisitor } from '../src/db/transactions.ts'
import { createLog } from '../src/log.ts'
import { keptFor } from '../src/settings/kept.ts'
import { readSettings } from '../src/settings/settings.ts'
import { bannerText } from './banner.ts'
import { clockFrom, withExample, type CliBase, type CliRun } from './context.ts'
import { beginAgain, loadDemoOnce, startDemoBank } from './demo-start.ts'
import { openHouse, type House } from './house.ts'
import { configWithPort, portIsTaken } from './port.ts'
import { runUntilStopped, type Running } from './running.ts'

/** `preau start`: everything in one process; with the embedded database nothing has to be prepared. */
export function startCommand(run: CliRun): Command {
  const command = new Command('start')
    .description('portal, worker and, for the demonstration, the stand-in bank in one process')
    .action(() =>
      run.withConfig(async (base) => {
        await runUntilStopped(base, (running) => startAll(base, running))
        return null
      }),
    )
  return withExample(command, 'PORT=8080 preau start')
}

async function startAll(given: CliBase, running: Running): Promise<void> {
  const base = { ...given, config: await configWithPort(given.config) }
  const clock = clockFrom(base.now)
  const open = () => openHouse(base, { migrates: true })
  const house = await beginAgain(base, await open(), open)
  running.add(house.close)
  const demo = await loadDemoOnce(base, house)
  const log = createLog({ level: quietFor(base), process: 'portal' })
  const { startWorker } = await import('../jobs/worker.ts')
  const worker = await startWorker({
    config: base.config,
    db: house.db,
    keys: house.keys,
    log,
    clock,
  })
  running.add(worker.close)
  const bankUrl = demo.hasBank ? await startDemoBank(base, house, { running, clock }) : null
  const queueAnswers = () =>
    worker.queue.counts().then(
      () => [],
      () => ['queue: no answer'],
    )
  const port = await servePortal(base, house, { running, clock, log, notReady: queueAnswers })
  const url = base.config.publicUrl
  const data = { url, port, bankUrl, isDemo: demo.isThere, pid: process.pid }
  base.output.answer({
    summary: '',
    data,
    text: bannerText({ ...data, dataDir: base.config.dataDir, isEmbedded: house.place.isEmbedded }),
  })
  await running.untilStopped()
}

/** Somebody looks at this terminal: faults alone, unless more was asked for. */
function quietFor({ config, output }: CliBase): string {
  return output.isTerminal && config.logLevel === 'info' ? 'warn' : config.logLevel
}

interface PortalParts {
  readonly running: Running
  readonly clock: () => Date
  readonly log: ReturnType<typeof createLog>
  readonly notReady?: () => Promise<readonly string[]>
}

/** The web process: pages have a pool of their own, with the short patience of pages. */
export async function servePortal(
  base: CliBase,
  house: House,
  parts: PortalParts,
): Promise<number> {
  const { running, notReady, ...rest } = parts
  const { config } = base
  const db = await connectDatabase(house.place.url, { max: 10, patience: 'page' })
  running.add(db.close)
  const settings = keptFor(3_000, () => asVisitor(db, (tx) => readSettings(tx, house.keys)))
  const deps = {
    ...rest,
    config,
    db,
    keys: house.keys,
    settings,
    ...(notReady ? { notReady } : {}),
  }
  const { startWeb } = await import('../src/server.ts')
  const web = await startWeb(deps, config).catch(portIsTaken(config))
  running.add(web.stop)
  return web.port
}
