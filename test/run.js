// `npm test`: everything that must hold, in order of speed. Plain JavaScript, started by npm.
// A judge that this machine does not have is named and counted; on CI (CI=true) that is a failure.
import { spawn } from 'node:child_process'
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { compiledMain } from '../cli/compiled.js'
import { startSystemPostgres, systemPostgres } from './support/system-postgres.js'

const begun = performance.now()
/** What went wrong, a word each: a check, the tests of a run. */
const failed = []
const onCi = process.env.CI === 'true'
/** A run that hangs is ended, and names what it was at. */
const patience = 15 * 60_000
/** Where each run of tests tells what failed and what was skipped. */
const outcomeFiles = []
const folder = mkdtempSync(join(tmpdir(), 'preau-tests-'))
const chosen = process.argv.slice(2)

// what one process has compiled, the hundred others that load it find there
process.env.NODE_COMPILE_CACHE ??= join(tmpdir(), 'preau-compiled')

const checks = [
  // several checkers repeat much of each other's work, and no core is free for them
  { name: 'types', command: 'tsc', args: ['--noEmit', '--checkers', '1'] },
  { name: 'lint', command: 'oxlint', args: ['--type-aware', '--quiet'] },
  { name: 'format', command: 'oxfmt', args: ['--check', '.'] },
  { name: 'dead code', command: 'knip', args: ['--no-progress'] },
]

/**
 * A file that starts processes has one of its own, and others run while it waits. All other files share two, so that the
 * house is loaded once for many; none may leave a trace in its process (test/cli/run-here.ts lends an environment).
 */
const startsProcesses = /child_process|run-preau|processes\.ts|accessibility\.ts/
const all = globSync('test/**/*.test.ts').sort()
const isShared = (file) => !startsProcesses.test(readFileSync(file, 'utf8'))
/** What another version of PostgreSQL could answer differently. */
const databaseSuite = [
  ...globSync(['test/db/*.test.ts', 'test/ledger/*.test.ts', 'test/billing/worked-*.test.ts']),
  ...globSync('test/households/{visibility,writes,custody}.test.ts'),
  ...globSync('test/enrolments/{absences,save-bookings,waiting-list}.test.ts'),
  'test/schema.test.ts',
  'test/payments/streams.test.ts',
]

function testArguments(files, how) {
  const outcomeFile = join(folder, `outcome-${outcomeFiles.length}`)
  outcomeFiles.push(outcomeFile)
  return [
    '--import',
    './test/support/compiled-house.js',
    '--test',
    ...how,
    '--test-timeout=120000',
    '--test-reporter=spec',
    '--test-reporter-destination=stdout',
    '--test-reporter=./test/support/outcome-reporter.js',
    `--test-reporter-destination=${outcomeFile}`,
    ...files,
  ]
}

const inOneProcess = ['--test-isolation=none']
const inProcesses = [`--test-concurrency=${Math.max(2, availableParallelism())}`]

/** Runs a program; what it prints is shown when it ends, so that two at once do not mix, unless `live`. */
function run(command, args, { env = process.env, live = false } = {}) {
  return new Promise((resolve) => {
    const program = command === 'node' ? process.execPath : join('node_modules', '.bin', command)
    const child = spawn(program, args, {
      env,
      stdio: live ? 'inherit' : ['ignore', 'pipe', 'pipe'],
      timeout: patience,
      killSignal: 'SIGINT',
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
  return []
}

/** The database's tests again, on the server that the system has; its absence is a skip. */
async function runOnSystemPostgres() {
  const bin = systemPostgres()
  if (!bin)
    return ['the database tests on the system PostgreSQL: none from version 15 on is installed']
  const server = await startSystemPostgres(bin)
  const env = { ...process.env, TEST_DATABASE_URL: server.url }
  const code = await run('node', testArguments(databaseSuite, inOneProcess), { env })
  console.log(`${code === 0 ? '✔' : '✖'} the database tests on the system PostgreSQL (${bin})`)
  if (code !== 0) failed.push('system PostgreSQL')
  await server.stop()
  return []
}

async function runTests(files, how) {
  const code = await run('node', testArguments(files, how), { live: true })
  if (code !== 0) failed.push('tests')
  return []
}

/** Side by side: files with a process each; those that share one, in two halves; and what follows either half. */
async function runAll() {
  const alone = runTests(
    all.filter((file) => !isShared(file)),
    inProcesses,
  )
  const shared = all.filter(isShared)
  const half = (which) => shared.filter((_, index) => index % 2 === which)
  const even = runTests(half(0), inOneProcess).then(runOnSystemPostgres)
  const odd = runTests(half(1), inOneProcess).then(runChecks)
  return (await Promise.all([alone, even, odd])).flat()
}

function readOutcomes() {
  const lines = outcomeFiles.flatMap((file) => readFileSync(file, 'utf8').split('\n'))
  rmSync(folder, { recursive: true, force: true })
  return lines.filter(Boolean).map((line) => JSON.parse(line))
}

function tell({ what, name, file, reason }) {
  console.log(`${what}: ${name} (${relative(process.cwd(), file ?? '')}): ${reason}`)
}

const isSkipped = ({ what }) => what === 'skipped'

/** A few files are looked at closely: what fails in the house is shown in its sources. */
function runChosen() {
  return runTests(chosen, [...inProcesses, '--enable-source-maps'])
}

async function main() {
  // tests and the commands that they start run what is compiled here
  if (!compiledMain(process.cwd(), 'start')) throw new Error('tsc -p tsconfig.build.json failed')
  const absent = chosen.length === 0 ? await runAll() : await runChosen()
  const outcomes = readOutcomes()
  outcomes.filter(isSkipped).forEach(tell)
  for (const line of absent) console.log(`skipped: ${line}`)
  const skipped = outcomes.filter(isSkipped).length + absent.length
  if (skipped > 0) console.log(`${skipped} skipped`)
  if (onCi && skipped > 0) failed.push(`${skipped} skipped, which CI does not allow`)
  // at the end, where one looks first
  outcomes.filter((one) => !isSkipped(one)).forEach(tell)
  console.log(
    `${failed.length === 0 ? 'All holds' : `Failed: ${failed.join(', ')}`}, in ${seconds()} s`,
  )
  process.exitCode = failed.length > 0 ? 1 : 0
}

function seconds() {
  return Math.round((performance.now() - begun) / 1_000)
}

await main()
