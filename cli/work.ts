import { Command } from 'commander'
import { startWorker } from '../jobs/worker.ts'
import { createLog } from '../src/log.ts'
import { clockFrom, withExample, type CliBase, type CliRun } from './context.ts'
import { openHouse } from './house.ts'
import { runUntilStopped, type Running } from './running.ts'

/** `preau work`: a worker without the portal; as many as wanted. */
export function workCommand(run: CliRun): Command {
  const command = new Command('work').description('the worker alone').action(() =>
    run.withConfig(async (base) => {
      await runUntilStopped(base, (running) => work(base, running))
      return null
    }),
  )
  return withExample(command, 'REDIS_URL=redis://localhost preau work')
}

async function work(base: CliBase, running: Running): Promise<void> {
  const { config, output } = base
  const { db, keys, close } = await openHouse(base)
  running.add(close)
  const log = createLog({ level: config.logLevel, process: 'worker' })
  const worker = await startWorker({ config, db, keys, log, clock: clockFrom(base.now) })
  running.add(worker.close)
  const { backend } = worker.queue
  output.answer({
    summary: `The worker works; its queue is in ${backend}`,
    data: { backend, pid: process.pid },
  })
  await running.untilStopped()
}
