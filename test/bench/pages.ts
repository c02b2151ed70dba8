import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import type { Tx } from '../../src/db/connect.ts'
import { asWorker } from '../../src/db/transactions.ts'
import { newToken, sha256 } from '../../src/kernel/ids.ts'
import { paths } from '../../src/paths.ts'
import { bookMonth } from './billed-town.ts'
import { notMeasured, ratioAtLeast, type Figure } from './figures.ts'
import { freePort } from './house.ts'
import type { LoadAnswer, LoadOrder } from './load.ts'
import type { PortalParts } from './portal.ts'
import type { Town } from './town.ts'

/** Tuesday 8 December 2026: November is billed, December booked. */
const now = new Date('2026-12-08T08:00:00Z')
const visitors = 200
const connections = 16
const rounds = 12
const roundMs = 700
const enough = ratioAtLeast(0.25)

interface Visitor {
  readonly cookie: string
  readonly invoiceRef: string
}

interface Page {
  readonly name: string
  readonly path: (visitor: Visitor) => string
}

const pages: readonly Page[] = [
  { name: 'home', path: () => paths.home },
  { name: 'calendar', path: () => paths.calendarMonth('2026-12') },
  { name: 'invoice', path: ({ invoiceRef }) => paths.invoice(invoiceRef) },
  { name: 'statement', path: () => paths.statement },
]

/**
 * Signed-in pages a second, in turn with a handler that makes one query and answers the same bytes in the same set-up:
 * session, transaction, role. What share they are of a handler without any of it is told beside.
 */
export async function pagesBench(town: Town): Promise<Figure[]> {
  await town.billed()
  const db = await town.database()
  const signedIn = await asWorker(db, (tx) => plantVisitors(tx))
  await db.pool.query(
    `create table bench_row as select id, 'row ' || id as name from generate_series(1, 1000) id`,
  )
  await db.pool.query('create unique index on bench_row (id)')
  await db.pool.query(`grant select on bench_row to "${db.roles.web}"`)
  const port = await freePort()
  const { root, keysFile } = town
  const parts = { root, databaseUrl: db.url, keysFile, now: now.toJSON(), port }
  const portal = await startPortal(parts, join(town.folder, 'portal.log'))
  const load = fork(fileOf('load.ts'), { execArgv: [] })
  const figures: Figure[] = []
  try {
    for (const page of pages) figures.push(await measure(page, signedIn, { load, port }))
  } finally {
    load.kill()
    portal.send('stop')
    await once(portal, 'exit')
  }
  return figures
}

/** Sessions of parents whose family has an invoice, and their children's December. */
async function plantVisitors(tx: Tx): Promise<Visitor[]> {
  const found = await sql<{ accountId: number; householdId: number; ref: string }>`
    select distinct on (i.household_id) p.account_id as "accountId", i.household_id as "householdId", i.ref
    from invoice i
    join household_adult ha on ha.household_id = i.household_id and ha.role = 'PRIMARY'
    join person p on p.id = ha.person_id and p.account_id is not null
    where i.published_at is not null
    order by i.household_id limit ${visitors}`.execute(tx)
  const planted = found.rows.map((row) => ({ ...row, token: newToken() }))
  const accountIds = planted.map((one) => one.accountId)
  await sql`
    update account set state = 'ACTIVE', must_change_password = false, password_hash = 'none'
    where id = any(${accountIds}::bigint[])`.execute(tx)
  await sql`
    insert into session (account_id, token_sha256, created_at, last_seen_at, expires_at)
    select account_id, token, ${now}, ${now}, ${now}::timestamptz + interval '8 hours'
    from unnest(${accountIds}::bigint[], ${planted.map(({ token }) => sha256(token))}::bytea[])
      as planted(account_id, token)`.execute(tx)
  const householdIds = planted.map((one) => one.householdId)
  await bookMonth(tx, '2026-12', { days: 40, isAttended: false, householdIds })
  return planted.map(({ token, ref }) => ({ cookie: `session=${token}`, invoiceRef: ref }))
}

/** Its log goes to a file, as a service's does. */
export async function startPortal(parts: PortalParts, logFile: string): Promise<ChildProcess> {
  const folder = process.env['BENCH_PROFILE']
  const execArgv = folder ? ['--cpu-prof', `--cpu-prof-dir=${folder}`] : []
  const portal = fork(fileOf('portal.ts'), [JSON.stringify(parts)], {
    execArgv,
    stdio: ['ignore', 'inherit', openSync(logFile, 'w'), 'ipc'],
  })
  const exit = once(portal, 'exit').then(() => {
    throw new Error(`the portal ended:\n${readFileSync(logFile, 'utf8').slice(0, 2_000)}`)
  })
  await Promise.race([once(portal, 'message'), exit])
  exit.catch(() => {})
  return portal
}

function fileOf(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url))
}

interface Place {
  readonly load: ChildProcess
  readonly port: number
}

/** Page and floor in turns, so that what else this machine does falls on both. */
async function measure(
  page: Page,
  signedIn: readonly Visitor[],
  { load, port }: Place,
): Promise<Figure> {
  const name = `page ${page.name}`
  const floorPath = `/plancher/${page.name}`
  const first = signedIn[0] ?? { cookie: '', invoiceRef: '' }
  const shown = await fetch(
    `http://127.0.0.1:${port}${floorPath}?page=${encodeURIComponent(page.path(first))}`,
    { headers: { cookie: first.cookie } },
  )
  const bytes = (await shown.arrayBuffer()).byteLength
  if (!shown.ok) return notMeasured(name, 'pages/s', enough, 'the page is not there')
  const ask = (requests: LoadOrder['requests'], milliseconds: number) =>
    order(load, { port, connections, milliseconds, requests })
  const onPage = signedIn.map((one) => ({ path: page.path(one), cookie: one.cookie }))
  const onFloor = signedIn.map(({ cookie }) => ({ path: floorPath, cookie }))
  const onBare = [{ path: `/nu/${page.name}`, cookie: '' }]
  await ask(onPage, 6_000)
  await ask(onFloor, 1_000)
  await ask(onBare, 500)
  const answered: LoadAnswer[] = []
  const floored: LoadAnswer[] = []
  const bared: LoadAnswer[] = []
  for (let round = 0; round < rounds; round += 1) {
    answered.push(await ask(onPage, roundMs))
    floored.push(await ask(onFloor, roundMs))
    bared.push(await ask(onBare, roundMs / 2))
  }
  const fault = [...answered, ...floored, ...bared].find((one) => one.fault)?.fault
  if (fault) return notMeasured(name, 'pages/s', enough, fault)
  const share = (100 * rate(answered)) / rate(bared)
  const median = Math.max(...answered.map((one) => one.medianMs))
  return {
    name,
    value: rate(answered),
    unit: 'pages/s',
    floor: rate(floored),
    limit: enough,
    note: `${Math.round(bytes / 1000)} kB, ${connections} connections, half within ${median.toFixed(1)} ms; ${share.toFixed(1)} % of a handler without session and transaction`,
  }
}

function rate(measured: readonly LoadAnswer[]): number {
  const answers = measured.reduce((sum, one) => sum + one.answers, 0)
  return (answers * 1000) / measured.reduce((sum, one) => sum + one.milliseconds, 0)
}

async function order(load: ChildProcess, given: LoadOrder): Promise<LoadAnswer> {
  const answer = once(load, 'message')
  load.send(given)
  const [found] = (await answer) as [LoadAnswer]
  return found
}
