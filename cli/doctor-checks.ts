import { readdirSync, statfsSync, statSync } from 'node:fs'
import { houseFolder } from '../src/kernel/house-folder.ts'
import { lettersData } from '../src/accounts/letter-page.ts'
import { countByTopic } from '../src/db/outbox-rows.ts'
import { lastFailures, lastRuns } from '../jobs/run-recurring.ts'
import { asVisitor, asWorker } from '../src/db/transactions.ts'
import { migrationStatus } from '../src/db/migrator.ts'
import { greetMailServer } from '../src/mail.ts'
import { paths } from '../src/paths.ts'
import { openPdfRenderer } from '../src/pdf.ts'
import { contractOf } from '../src/payments/providers/registry.ts'
import { openQueue } from '../src/queue.ts'
import { unsetIdentity } from '../src/settings/identity.ts'
import { initialSettings, readSettings } from '../src/settings/settings.ts'
import type { CliBase } from './context.ts'
import { exits, reportOf } from './failures.ts'
import type { House } from './house.ts'

export interface Check {
  readonly name: string
  readonly state: 'ok' | 'warning' | 'failed'
  readonly found: string
  /** A command, or a setting to change. */
  readonly hint?: string
  /** A server is away: cron may try again. */
  readonly isAway?: boolean
}

type Finding = Omit<Check, 'name'>

/** What does not need the database: Node, disk, key file, fonts. */
export async function placeChecks(base: CliBase): Promise<Check[]> {
  const { config } = base
  return [
    await check('node', () => nodeVersion()),
    await check('disk', () => freeSpace(config.dataDir)),
    await check('keys', () => keyFile(config.keysFile, config.databaseUrl === null)),
    await check('pdf', () => document(base)),
  ]
}

export async function databaseChecks(base: CliBase, house: House): Promise<Check[]> {
  return [
    await check('database', () => databaseServer(house)),
    await check('migrations', () => migrations(house)),
    await check('clock', () => clock(house)),
    await check('queue', () => queue(base, house)),
    await check('side effects', () => sideEffects(house)),
    await check('recurring', () => recurringRuns(house, base.now)),
    await check('commune', () => commune(base, house)),
    await check('payment', () => payment(base, house)),
    await check('mail', () => mail(base)),
  ]
}

/** A check that throws has failed. */
async function check(name: string, look: () => Finding | Promise<Finding>): Promise<Check> {
  try {
    return { name, ...(await look()) }
  } catch (error) {
    const { message, hint, exit } = reportOf(error)
    return {
      name,
      state: 'failed',
      found: message,
      isAway: exit === exits.temporary,
      ...(hint ? { hint } : {}),
    }
  }
}

function nodeVersion(): Finding {
  const version = process.versions.node
  if (Number(version.split('.')[0]) >= 24) return { state: 'ok', found: version }
  return {
    state: 'warning',
    found: `${version}, which is out of support`,
    hint: 'npm start installs Node 24',
  }
}

function freeSpace(dataDir: string): Finding {
  const existing = statSync(dataDir, { throwIfNoEntry: false }) ? dataDir : '.'
  const { bavail, bsize } = statfsSync(existing)
  const gigabytes = (bavail * bsize) / 1e9
  const found = `${gigabytes.toFixed(1)} GB free`
  if (gigabytes < 0.5) return { state: 'failed', found, hint: `df -h ${existing}` }
  return gigabytes < 5
    ? { state: 'warning', found, hint: `df -h ${existing}` }
    : { state: 'ok', found }
}

function keyFile(file: string, isEmbedded: boolean): Finding {
  const stat = statSync(file, { throwIfNoEntry: false })
  if (!stat && isEmbedded)
    return {
      state: 'warning',
      found: `none yet: made with the embedded database`,
      hint: 'preau start',
    }
  if (!stat) return { state: 'failed', found: `${file} is not there`, hint: 'preau keys create' }
  const open = process.platform !== 'win32' && (stat.mode & 0o077) !== 0
  return open
    ? { state: 'failed', found: `${file} can be read by others`, hint: `chmod 600 ${file}` }
    : { state: 'ok', found: file }
}

const sampleLetter = {
  accountId: 0,
  login: 'claire.martin',
  code: '0123456789AB',
  expiresOn: '2026-12-31',
  isFirst: true,
  title: null,
  firstName: 'Claire',
  usualName: 'Martin',
  address: [],
} as const

/** Makes a document, fonts and all. */
async function document({ now }: CliBase): Promise<Finding> {
  const folder = houseFolder('templates/pdf/fonts/')
  const found = statSync(folder, { throwIfNoEntry: false }) ? folder : null
  const count = found ? readdirSync(found).filter((name) => /\.(ttf|otf)$/.test(name)).length : 0
  if (count === 0)
    return {
      state: 'failed',
      found: 'the fonts of the PDF files are missing',
      hint: 'git checkout templates/pdf',
    }
  const renderer = openPdfRenderer()
  try {
    const from = { settings: initialSettings(), activationUrl: paths.activation, now }
    const pdf = await renderer.render('letter', lettersData([sampleLetter], from))
    return { state: 'ok', found: `${count} fonts, a letter of ${pdf.length} bytes` }
  } finally {
    renderer.close()
  }
}

async function databaseServer({ db, place }: House): Promise<Finding> {
  const answer = await db.pool.query<{ version: string; size: string }>(
    `select current_setting('server_version') as version, pg_size_pretty(pg_database_size(current_database())) as size`,
  )
  const { version = '?', size = '?' } = answer.rows[0] ?? {}
  const where = place.isEmbedded ? 'embedded' : new URL(place.url).host
  const found = `PostgreSQL ${version}, ${where}, ${size}`
  return Number.parseInt(version, 10) < 15
    ? { state: 'failed', found, hint: 'PostgreSQL 15 or later' }
    : { state: 'ok', found }
}

async function migrations({ place }: House): Promise<Finding> {
  const { applied, pending } = await migrationStatus(place.url)
  if (pending.length > 0)
    return { state: 'failed', found: `${pending.length} pending`, hint: 'preau db migrate' }
  return { state: 'ok', found: `${applied.length} applied` }
}

/** Sessions, deadlines and seals trust the clock. */
async function clock({ db }: House): Promise<Finding> {
  const answer = await db.pool.query<{ ms: number }>(
    `select (extract(epoch from clock_timestamp()) * 1000)::float8 as ms`,
  )
  const apart = Math.abs((answer.rows[0]?.ms ?? 0) - performance.timeOrigin - performance.now())
  const found = `${Math.round(apart)} ms from the database's`
  return apart > 2_000
    ? { state: 'failed', found, hint: 'timedatectl set-ntp true' }
    : { state: 'ok', found }
}

async function queue({ config }: CliBase, { db }: House): Promise<Finding> {
  const opened = await openQueue(
    { databaseUrl: db.url, redisUrl: config.redisUrl, roles: db.roles },
    () => {},
  )
  try {
    const ms = await opened.canary(5_000)
    return { state: 'ok', found: `${opened.backend}: a job came back after ${Math.round(ms)} ms` }
  } finally {
    await opened.close()
  }
}

async function sideEffects({ db }: House): Promise<Finding> {
  const counts = await asWorker(db, countByTopic)
  const failing = counts.reduce((sum, topic) => sum + topic.failing, 0)
  const outstanding = counts.reduce((sum, topic) => sum + topic.outstanding, 0)
  if (failing > 0)
    return { state: 'warning', found: `${failing} keep failing`, hint: 'preau jobs status' }
  return { state: 'ok', found: `${outstanding} outstanding` }
}

async function recurringRuns({ db }: House, now: Date): Promise<Finding> {
  const failed = [...(await asWorker(db, lastFailures)).keys()]
  if (failed[0]) {
    const found = `${failed.join(', ')} ended with an error`
    return { state: 'warning', found, hint: `preau jobs run ${failed[0]}` }
  }
  const sealed = (await asWorker(db, lastRuns)).get('seal-audit')
  if (!sealed) return { state: 'warning', found: 'no worker has run yet', hint: 'preau work' }
  const minutes = Math.round((now.getTime() - sealed.getTime()) / 60_000)
  const found = `the audit trail was sealed ${minutes} minutes ago`
  return minutes > 10 ? { state: 'warning', found, hint: 'preau work' } : { state: 'ok', found }
}

async function commune({ config }: CliBase, { db, keys }: House): Promise<Finding> {
  const unset = await asWorker(db, unsetIdentity)
  const [first] = unset
  const { name } = (await asVisitor(db, (tx) => readSettings(tx, keys))).commune
  if (!first) return { state: 'ok', found: name }
  return {
    state: config.isHttps ? 'failed' : 'warning',
    found: `invented: ${unset.join(', ')}`,
    hint: `preau settings set ${first} …`,
  }
}

async function payment({ config }: CliBase, { db, keys }: House): Promise<Finding> {
  const settings = await asVisitor(db, (tx) => readSettings(tx, keys))
  if (settings.payment.provider === 'NONE') {
    return {
      state: 'warning',
      found: 'families cannot pay online',
      hint: 'preau settings set payment.provider SPPLUS',
    }
  }
  contractOf(settings)
  const found = `${settings.payment.provider}, ${settings.payment.mode}`
  const isOdd = config.isHttps && settings.payment.mode === 'TEST'
  return isOdd
    ? { state: 'warning', found, hint: 'preau settings set payment.mode PRODUCTION' }
    : { state: 'ok', found }
}

/** Mails wait for a server that is away: families learn nothing meanwhile. */
async function mail({ config: { smtpUrl } }: CliBase): Promise<Finding> {
  if (!smtpUrl) {
    const found = 'no mail server: mails are written as files'
    return { state: 'warning', found, hint: 'set SMTP_URL' }
  }
  const { host } = new URL(smtpUrl)
  const because = await greetMailServer(smtpUrl)
  if (because === null) return { state: 'ok', found: host }
  return { state: 'failed', found: `${host}: ${because}`, hint: 'set SMTP_URL', isAway: true }
}
