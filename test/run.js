// `npm test`: everything that must hold, in order of speed. Plain JavaScript, started by npm.
// A judge that this machine does not have is named and counted; on CI (CI=true) that is a failure.
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { startSystemPostgres, systemPostgres } from './support/system-postgres.js'

/** @type {string[]} */
const failed = []
const onCi = process.env.CI === 'true'
const folder = mkdtempSync(join(tmpdir(), 'preau-tests-'))
const skips = join(folder, 'skips')
const chosen = process.argv.slice(2)

const checks = [
  { name: 'types', command: 'tsc', args: ['--noEmit'] },
  { name: 'lint', command: 'oxlint', args: ['--type-aware', '--quiet'] },
  { name: 'format', command: 'oxfmt', args: ['--check', '.'] },
  { name: 'dead code', command: 'knip', args: ['--no-progress'] },
]

const suite = chosen.length > 0 ? chosen : ['test/**/*.test.ts', 'test/**/*.test.tsx']
/** What another version of PostgreSQL could answer differently. */
const databaseSuite = ['db', 'ledger', 'households', 'enrolments']
  .map((room) => `test/${room}/**/*.test.ts`)
  .concat('test/schema.test.ts', 'test/billing/worked-*.test.ts', 'test/payments/streams.test.ts')

function testArguments(files) {
  return [
    '--import',
    'tsx',
    '--test',
    `--test-concurrency=${Math.max(2, availableParallelism())}`,
    '--test-timeout=120000',
    '--test-reporter=spec',
    '--test-reporter-destination=stdout',
    '--test-reporter=./test/support/skips-reporter.js',
    `--test-reporter-destination=${skips}`,
    ...files,
  ]
}

function run(command, args, options = {}) {
  return new Promise((resolve) => {
    const program = command === 'node' ? process.execPath : join('node_modules', '.bin', command)
    const child = spawn(program, args, { stdio: 'inherit', ...options })
    child.on('error', () => resolve(1))
    child.on('exit', (code) => resolve(code ?? 1))
  })
}

/** The database's tests again, on the server that the system has; its absence is a skip. */
async function onSystemPostgres() {
  const bin = systemPostgres()
  if (!bin)
    return ['the database tests on the system PostgreSQL: none from version 15 on is installed']
  console.log(`\nOn the system PostgreSQL (${bin})`)
  const server = await startSystemPostgres(bin)
  const env = { ...process.env, TEST_DATABASE_URL: server.url }
  if ((await run('node', testArguments(databaseSuite), { env })) !== 0)
    failed.push('system PostgreSQL')
  await server.stop()
  return []
}

async function main() {
  if (chosen.length === 0) {
    for (const { name, command, args } of checks) {
      const started = Date.now()
      const code = await run(command, args)
      console.log(`${code === 0 ? '✔' : '✖'} ${name} (${Date.now() - started} ms)`)
      if (code !== 0) failed.push(name)
    }
  }
  if ((await run('node', testArguments(suite))) !== 0) failed.push('tests')
  const skipped = readFileSync(skips, 'utf8').split('\n').filter(Boolean)
  if (chosen.length === 0) skipped.push(...(await onSystemPostgres()))
  rmSync(folder, { recursive: true, force: true })
  for (const line of skipped) console.log(`skipped: ${line}`)
  if (onCi && skipped.length > 0) failed.push(`${skipped.length} skipped, which CI does not allow`)
  if (failed.length > 0) console.error(`\nFailed: ${failed.join(', ')}`)
  process.exitCode = failed.length > 0 ? 1 : 0
}

await main()
