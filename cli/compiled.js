// Is there a compiled program, and is it as new as the sources? `preau start` makes one when there is not:
// it starts faster and holds less memory than the sources through tsx (docs/decisions/0007-starting-compiles.md).
import { spawnSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

const require = createRequire(import.meta.url)
const folders = ['src', 'templates', 'jobs', 'cli']
const longRunning = ['start', 'serve', 'work']
/** Packages of a hundred files and more: to find and link these took a third of a command's time. */
const packagesOfManyFiles = ['kysely', 'zod']

/** The compiled main file, or null: then the sources run. */
export function compiledMain(root, noun) {
  const main = join(root, 'dist', 'cli', 'main.js')
  const stamp = join(root, 'dist', '.built')
  if (!existsSync(join(root, 'cli', 'main.ts'))) return existsSync(main) ? main : null
  const newest = newestSource(root)
  const isFresh = () => existsSync(main) && existsSync(stamp) && statSync(stamp).mtimeMs >= newest
  if (isFresh()) return main
  const isMade =
    longRunning.includes(noun) && oneAtATime(root, isFresh, () => compile(root, stamp, newest))
  return isMade ? main : null
}

function newestSource(root) {
  const files = ['tsconfig.build.json', 'package-lock.json'].map((name) => join(root, name))
  let newest = Math.max(...files.map((file) => statSync(file).mtimeMs))
  for (const folder of folders) {
    for (const entry of readdirSync(join(root, folder), { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue
      newest = Math.max(newest, statSync(join(entry.parentPath ?? entry.path, entry.name)).mtimeMs)
    }
  }
  return newest
}

/**
 * Of two that start at once one compiles and the other waits for it. False when nothing can be written, a full disk
 * say. What a compiler that was killed left behind is not waited for longer than it could have taken.
 */
function oneAtATime(root, isFresh, make) {
  const lock = join(root, 'dist', '.compiling')
  try {
    mkdirSync(join(root, 'dist'), { recursive: true })
    while (!takeLock(lock)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100)
    try {
      return isFresh() || make()
    } finally {
      rmSync(lock, { force: true, recursive: true })
    }
  } catch {
    return false
  }
}

function takeLock(lock) {
  try {
    mkdirSync(lock)
    return true
  } catch (error) {
    if (error.code !== 'EEXIST') throw error
    const since = statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? 0
    if (Date.now() - since > 60_000) rmSync(lock, { force: true, recursive: true })
    return false
  }
}

/** False when there is no compiler: the sources run all the same. Types are checked elsewhere (`npm test`). */
function compile(root, stamp, newest) {
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
  if (!existsSync(compiler)) return false
  rmSync(stamp, { force: true })
  const project = join(root, 'tsconfig.build.json')
  const made = spawnSync(process.execPath, [compiler, '-p', project, '--noCheck'], {
    cwd: root,
    stdio: 'ignore',
  })
  if (made.status !== 0) return false
  copyWhatIsNoCode(root)
  for (const name of packagesOfManyFiles) makeOneFile(root, name)
  writeFileSync(stamp, '')
  utimesSync(stamp, newest / 1000 + 1, newest / 1000 + 1) // a source changed meanwhile is newer than this
  return true
}

/** Style sheets, pictures, Typst templates: found beside the compiled file as beside the source. */
function copyWhatIsNoCode(root) {
  for (const folder of folders) {
    cpSync(join(root, folder), join(root, 'dist', folder), {
      recursive: true,
      filter: (file) => !/\.tsx?$/.test(file),
    })
  }
}

/** A package as one file, where the compiled program looks first. */
function makeOneFile(root, name) {
  const folder = join(root, 'dist', 'node_modules', name)
  const { buildSync } = require('esbuild') // loaded only when something is compiled
  buildSync({
    stdin: { contents: `export * from '${name}'`, resolveDir: root },
    bundle: true,
    format: 'esm',
    platform: 'node',
    outfile: join(folder, 'index.js'),
  })
  writeFileSync(join(folder, 'package.json'), '{ "type": "module", "exports": "./index.js" }\n')
}
