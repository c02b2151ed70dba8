// Before `npm start` and `npm test`: installs what package-lock.json names, when it changed since the last time.
// Plain JavaScript for old versions of Node, and nothing but Node.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const stamp = join(root, 'node_modules', '.preau-installed')
const wanted = fingerprint()

if (!isInstalled()) install()

/** The lock file and the platform: a folder copied from another machine is installed again. */
function fingerprint() {
  const lock = readFileSync(join(root, 'package-lock.json'))
  const platform = `${process.platform}-${process.arch}`
  return createHash('sha256').update(lock).update(platform).digest('hex')
}

function isInstalled() {
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted
}

function install() {
  process.stderr.write('Installing what package-lock.json names (a minute at most)… ')
  const done = spawnSync(...npm(), {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  if (done.status !== 0) {
    process.stderr.write(`\n${done.stdout || ''}${done.stderr || String(done.error || '')}\n`)
    process.stderr.write('The installation failed.\nTry: npm ci --include=dev\n')
    process.exit(1)
  }
  writeFileSync(stamp, wanted)
  process.stderr.write('done.\n')
}

/** The npm that started us, on the Node that started us. */
function npm() {
  const args = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error']
  const own = process.env.npm_execpath
  if (own && /\.c?js$/.test(own)) return [process.execPath, [own, ...args]]
  return process.platform === 'win32' ? ['cmd.exe', ['/c', 'npm', ...args]] : ['npm', args]
}
