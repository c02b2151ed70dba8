import { Hono } from 'hono'
import { asVisitor } from '../db/transactions.ts'
import { paths } from '../paths.ts'
import type { AppDeps, WebEnv } from './context.ts'
import type { Metrics } from './metrics.ts'

/** For machines: is the process alive, can it serve, what has it done. No page, no session, any host name. */
export function healthRoutes(deps: AppDeps, metrics: Metrics): Hono<WebEnv> {
  return new Hono<WebEnv>()
    .get(paths.alive, (c) => c.text('alive\n'))
    .get(paths.ready, async (c) => {
      const missing = await notReady(deps)
      return missing.length === 0 ? c.text('ready\n') : c.text(`${missing.join('\n')}\n`, 503)
    })
    .get(paths.metrics, (c) =>
      c.text(metrics.text(), 200, { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8' }),
    )
}

async function notReady(deps: AppDeps): Promise<readonly string[]> {
  const database = asVisitor(deps.db, (tx) =>
    tx.selectFrom('setting').select('key').limit(1).execute(),
  ).then(
    () => [],
    () => ['database: no answer'],
  )
  const others = deps.notReady?.().catch(() => ['queue: no answer']) ?? []
  return (await Promise.all([database, others])).flat()
}
