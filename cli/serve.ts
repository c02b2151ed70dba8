import { Command } from 'commander'
import { createLog } from '../src/log.ts'
import { clockFrom, withExample, type CliBase, type CliRun } from './context.ts'
import { openHouse } from './house.ts'
import { configWithPort } from './port.ts'
import { runUntilStopped, type Running } from './running.ts'
import { servePortal } from './start.ts'

/** `preau serve`: the portal without a worker; as many as wanted behind a proxy. */
export function serveCommand(run: CliRun): Command {
  const command = new Command('serve').description('the portal alone').action(() =>
    run.withConfig(async (base) => {
      await runUntilStopped(base, (running) => serve(base, running))
      return null
    }),
  )
  return withExample(command, 'DATABASE_URL=postgres://… preau serve')
}

async function serve(given: CliBase, running: Running): Promise<void> {
  const base = { ...given, config: await configWithPort(given.config) }
  const house = await openHouse(base)
  running.add(house.close)
  const log = createLog({ level: base.config.logLevel, process: 'web' })
  const port = await servePortal(base, house, { running, log, clock: clockFrom(base.now) })
  const { publicUrl: url } = base.config
  base.output.answer({
    summary: `The portal is served: ${url}`,
    data: { url, port, pid: process.pid },
  })
  await running.untilStopped()
}
