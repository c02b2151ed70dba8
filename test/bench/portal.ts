/**
 * The portal as a process of its own for the pages bench, started with its parts as JSON. Beside the application it
 * serves the floors: the bytes of a page that was shown to it once, after one query; under /plancher/NAME to a signed-in
 * adult, in the same set-up as a page (session, transaction, role), under /nu/NAME to anybody, without any of it.
 */
import { createServer } from 'node:http'
import { pathToFileURL } from 'node:url'
import { join } from 'node:path'
import { getRequestListener } from '@hono/node-server'
import { sql } from 'kysely'
import type * as Config from '../../src/config.ts'
import type * as Connect from '../../src/db/connect.ts'
import type { Database } from '../../src/db/connect.ts'
import type * as Keys from '../../src/db/keys.ts'
import type * as Transactions from '../../src/db/transactions.ts'
import type * as Log from '../../src/log.ts'
import type * as Settings from '../../src/settings/settings.ts'
import type * as Web from '../../src/web/app.tsx'
import type * as Guard from '../../src/web/guard.ts'

export interface PortalParts {
  readonly root: string
  readonly databaseUrl: string
  readonly keysFile: string
  /** The clock stands still. */
  readonly now: string
  readonly port: number
}

const parts = JSON.parse(process.argv[2] ?? '{}') as PortalParts
const house = await loadHouse(parts.root)
const db = await house.connectDatabase(parts.databaseUrl, { max: 10, patience: 'page' })
const portal = house.createApp({
  config: house.readConfig({ PUBLIC_URL: `http://127.0.0.1:${parts.port}` }),
  db,
  keys: house.loadKeys(parts.keysFile),
  clock: () => new Date(parts.now),
  log: house.createLog({ level: 'info', process: 'portal' }),
  settings: keptSettings(),
})
addFloor(db)

const server = createServer(
  { keepAliveTimeout: 65_000 },
  getRequestListener((request) => portal.fetch(request)),
)
server.listen(parts.port, '127.0.0.1', () => process.send?.('listening'))
process.on('disconnect', () => process.exit(0))
process.on('message', () => process.exit(0))

/** What `npm start` runs: the compiled program, or the sources when they cannot be compiled now. */
async function loadHouse(root: string) {
  const { compiledMain } = (await import(pathToFileURL(join(root, 'cli', 'compiled.js')).href)) as {
    compiledMain: (root: string, noun: string) => string | null
  }
  const isCompiled = compiledMain(root, 'start') !== null
  if (!isCompiled) (await import('tsx/esm/api')).register()
  const load = (path: string): Promise<unknown> =>
    import(
      pathToFileURL(isCompiled ? join(root, 'dist', path.replace(/tsx?$/, 'js')) : join(root, path))
        .href
    )
  const [web, guard, config, connect, keys, log, settings, transactions] = await Promise.all(
    [
      'src/web/app.tsx',
      'src/web/guard.ts',
      'src/config.ts',
      'src/db/connect.ts',
      'src/db/keys.ts',
      'src/log.ts',
      'src/settings/settings.ts',
      'src/db/transactions.ts',
    ].map(load),
  )
  return {
    ...(web as typeof Web),
    ...(guard as typeof Guard),
    ...(config as typeof Config),
    ...(connect as typeof Connect),
    ...(keys as typeof Keys),
    ...(log as typeof Log),
    ...(settings as typeof Settings),
    ...(transactions as typeof Transactions),
  }
}

function keptSettings() {
  const keys = house.loadKeys(parts.keysFile)
  const kept = house.asVisitor(db, (tx) => house.readSettings(tx, keys))
  return () => kept
}

/**
 * Handlers of the same application, with what stands around every answer (host, headers, log): one query by key, then
 * a constant. `?page=` once, to see what the constant is.
 */
function addFloor({ pool }: Database): void {
  const shown = new Map<string, string>()
  portal.get('/plancher/:name', async (c, next) => {
    const name = c.req.param('name')
    const page = c.req.query('page')
    if (page !== undefined) {
      const headers = { Cookie: c.req.header('Cookie') ?? '', Host: c.req.header('Host') ?? '' }
      const answer = await portal.request(`http://127.0.0.1:${parts.port}${page}`, { headers })
      if (answer.status !== 200) return c.text('', 500)
      shown.set(name, await answer.text())
    }
    return next()
  })
  portal.get(
    '/plancher/:name',
    house.signedIn(async (c, { tx }) => {
      await sql`select id, name from bench_row where id = ${anyId()}`.execute(tx)
      const constant = shown.get(c.req.param('name') ?? '')
      return constant === undefined ? c.notFound() : c.html(constant)
    }),
  )
  portal.get('/nu/:name', async (c) => {
    const text = 'select id, name from bench_row where id = $1'
    await pool.query({ name: 'plancher', text, values: [anyId()] })
    const constant = shown.get(c.req.param('name'))
    return constant === undefined ? c.notFound() : c.html(constant)
  })
}

function anyId(): number {
  return 1 + Math.floor(Math.random() * 1_000)
}
