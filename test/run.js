// `npm test`: everything that must hold, in order of speed. Plain JavaScript, started by npm.
// A judge that this machine does not have is named and counted; on CI (CI=true) that is a failure.
import { spawn } from 'node:child_process'
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join, sep } from 'node:path'
import { compiledMain } from '../cli/compiled.js'
import { startSystemPostgres, systemPostgres } from './support/system-postgres.js'

/** @type {string[]} */
const failed = []
const onCi = process.env.CI === 'true'
/** @type {string[]} */
const skipsFiles = []
const folder = mkdtempSync(join(tmpdir(), 'preau-tests-'))
const chosen = process.argv.slice(2)

const checks = [
  { name: 'types', command: 'tsc', args: ['--noEmit'] },
  { name: 'lint', command: 'oxlint', args: ['--type-aware', '--quiet'] },
  { name: 'format', command: 'oxfmt', args: ['--check', '.'] },
  { name: 'dead code', command: 'knip', args: ['--no-progress'] },
]

/**
 * Rooms whose tests share one process: they ask the database, so that the house is loaded once for all of them. A file
 * that starts processes or changes the environment has a process of its own, as every file of the other rooms.
 */
const sharedRooms = new Set([
  'accounts',
  'activities',
  'audit',
  'billing',
  'db',
  'enrolments',
  'files',
  'households',
  'imports',
  'kernel',
  'ledger',
  'messages',
  'officers',
  'payments',
  'pricing',
  'requests',
  'settings',
  'web',
])
const all = globSync('test/**/*.test.ts').sort()
const isShared = (file) =>
  sharedRooms.has(file.split(sep)[1] ?? '') &&
  !/process\.env|child_process/.test(readFileSync(file, 'utf8'))
/** What another version of PostgreSQL could answer differently. */
const databaseSuite = [
  ...globSync(['test/db/*.test.ts', 'test/ledger/*.test.ts', 'test/billing/worked-*.test.ts']),
  ...globSync('test/households/{visibility,writes,custody}.test.ts'),
  ...globSync('test/enrolments/{absences,save-bookings,waiting-list}.test.ts'),
  'test/schema.test.ts',
  'test/payments/streams.test.ts',
]

function testArguments(files, { how, skipsFile }) {
  return [
    '--import',
    'tsx',
    '--test',
    ...how,
    '--test-timeout=120000',
    '--test-reporter=spec',
    '--test-reporter-destination=stdout',
    '--test-reporter=./test/support/skips-reporter.js',
    `--test-reporter-destination=${skipsFile}`,
    ...files,
  ]
}

const inOneProcess = ['--test-isolation=none']
const inProcesses = [`--test-concurrency=${Math.max(2, availableParallelism())}`]

/** Where a run of tests names what it skipped. */
function newSkipsFile() {
  const file = join(folder, `skips-${skipsFiles.length}`)
  skipsFiles.push(file)
  return file
}

/** Runs a program; what it prints is shown when it ends, so that two at once do not mix, unless `live`. */
function run(command, args, { env = process.env, live = false } = {}) {
  return new Promise((resolve) => {
    const program = command === 'node' ? process.execPath : join('node_modules', '.bin', command)
    const child = spawn(program, args, {
      env,
      stdio: live ? 'inherit' : ['ignore', 'pipe', 'pipe'],
    })
    const said = []
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (part) => said.push(part))
    const done = (code) => {
      process.stdout.write(Buffer.concat(said))
      resolve(code)
    }
    child.on('error', () => done(1))
    child.on('close', (code) => done(code ?? 1))
  })
}

async function runChecks() {
  for (const { name, command, args } of checks) {
    const started = Date.now()
    const code = await run(command, args)
    console.log(`${code === 0 ? '✔' : '✖'} ${name} (${Date.now() - started} ms)`)
    if (code !== 0) failed.push(name)
  }
}

/** The database's tests again, on the server that the system has; its absence is a skip. */
async function runOnSystemPostgres() {
  const bin = systemPostgres()
  if (!bin)
    return ['the database tests on the system PostgreSQL: none from version 15 on is installed']
  const server = await startSystemPostgres(bin)
  const env = { ...process.env, TEST_DATABASE_URL: server.url }
  const code = await run(
    'node',
    testArguments(databaseSuite, { how: inOneProcess, skipsFile: newSkipsFile() }),
    { env },
  )
  console.log(`${code === 0 ? '✔' : '✖'} the database tests on the system PostgreSQL (${bin})`)
  if (code !== 0) failed.push('system PostgreSQL')
  await server.stop()
  return []
}

async function runTests(files, how) {
  const code = await run('node', testArguments(files, { how, skipsFile: newSkipsFile() }), {
    live: true,
  })
  if (code !== 0) failed.push('tests')
  return []
}

/** Side by side: files with a process each; those that share one, in two halves; and what follows the first half. */
async function runAll() {
  // compiled once here, or each test that starts the command line would compile it or run without
  compiledMain(process.cwd(), 'start')
  const alone = runTests(
    all.filter((file) => !isShared(file)),
    inProcesses,
  )
  const shared = all.filter(isShared)
  const half = (which) => shared.filter((_, index) => index % 2 === which)
  const even = runTests(half(0), inOneProcess).then(runChecks).then(runOnSystemPostgres)
  const odd = runTests(half(1), inOneProcess)
  return (await Promise.all([alone, even, odd])).flat()
}

async function main() {
  const skipped = chosen.length === 0 ? await runAll() : await runTests(chosen, inProcesses)
  for (const file of skipsFiles) skipped.push(...readFileSync(file, 'utf8').split('\n'))
  rmSync(folder, { recursive: true, force: true })
  const named = skipped.filter(Boolean)
  for (const line of named) console.log(`skipped: ${line}`)
  if (named.length > 0) console.log(`${named.length} skipped`)
  if (onCi && named.length > 0) failed.push(`${named.length} skipped, which CI does not allow`)
  if (failed.length > 0) console.error(`\nFailed: ${failed.join(', ')}`)
  process.exitCode = failed.length > 0 ? 1 : 0
}

await main()
