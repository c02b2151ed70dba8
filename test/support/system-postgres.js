// A server of the system's own PostgreSQL for the time of a run, in a temporary folder on a free port.
import { spawn, spawnSync } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { quickFolder } from './quick-folder.ts'

/** The folder of the newest server's programs, or null where there is none. */
export function systemPostgres() {
  const home = '/usr/lib/postgresql'
  if (!existsSync(home)) return null
  const versions = readdirSync(home).filter((name) => Number(name) >= 15)
  const newest = versions.sort((a, b) => Number(b) - Number(a))[0]
  const bin = newest ? join(home, newest, 'bin') : ''
  return existsSync(join(bin, 'initdb')) ? bin : null
}

/** Starts it; `url` is a login that may create roles and databases, and is no superuser. */
export async function startSystemPostgres(bin) {
  const folder = mkdtempSync(join(quickFolder(), 'preau-system-'))
  const user = process.getuid?.() === 0 ? postgresUser() : {}
  if (user.uid !== undefined) chownSync(folder, user.uid, user.gid)
  const data = join(folder, 'data')
  const made = spawnSync(
    join(bin, 'initdb'),
    ['-D', data, '-U', 'postgres', '--auth=trust', '--encoding=UTF8', '--locale=C', '--no-sync'],
    { ...user, cwd: folder, encoding: 'utf8' },
  )
  if (made.status !== 0) throw new Error(made.stderr)
  const port = await freePort()
  const flags = [
    'fsync=off',
    'synchronous_commit=off',
    'full_page_writes=off',
    'max_connections=300',
  ]
  const args = [
    '-D',
    data,
    '-p',
    String(port),
    '-k',
    folder,
    ...flags.flatMap((flag) => ['-c', flag]),
  ]
  const server = spawn(join(bin, 'postgres'), args, { ...user, cwd: folder, stdio: 'ignore' })
  await createLogin(join(bin, 'psql'), port)
  return {
    url: `postgresql://preau_tests@127.0.0.1:${port}/postgres`,
    stop: async () => {
      server.kill('SIGINT')
      await new Promise((resolve) => server.once('exit', resolve))
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function createLogin(psql, port) {
  const statement = 'create role preau_tests login createrole createdb'
  for (let tries = 0; tries < 100; tries += 1) {
    const args = ['-h', '127.0.0.1', '-p', String(port), '-U', 'postgres', '-qc', statement]
    if (spawnSync(psql, args, { stdio: 'ignore' }).status === 0) return
    await sleep(100)
  }
  throw new Error('The system PostgreSQL did not start')
}

function postgresUser() {
  const line = readFileSync('/etc/passwd', 'utf8').match(/^postgres:[^:]*:(\d+):(\d+)/m)
  return { uid: Number(line?.[1]), gid: Number(line?.[2]) }
}

function freePort() {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' ? address?.port : 0))
    })
  })
}
