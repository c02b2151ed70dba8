import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const house = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

test('of two that start at once on new sources one compiles, and both have the whole program', async () => {
  const root = smallHouse()
  const script = `
    import { compiledMain } from ${JSON.stringify(join(house, 'cli', 'compiled.js'))}
    const main = compiledMain(${JSON.stringify(root)}, 'start')
    console.log(main === null ? 'nothing' : (await import(main)).said)`
  const start = () => promisify(execFile)(process.execPath, ['--input-type=module', '-e', script])
  const said = await Promise.all([start(), start(), start()])
  assert.deepEqual(
    said.map(({ stdout }) => stdout.trim()),
    ['whole', 'whole', 'whole'],
  )
  assert.equal(readFileSync(join(root, 'compiled'), 'utf8'), 'once\n')
  assert.ok(!existsSync(join(root, 'dist', '.compiling')))
})

/** As much of a house as is looked at, with a compiler that counts how often it was called. */
function smallHouse(): string {
  const root = mkdtempSync(join(tmpdir(), 'preau-compiled-'))
  for (const folder of ['src', 'templates', 'jobs', 'cli']) mkdirSync(join(root, folder))
  for (const file of ['package.json', 'package-lock.json', 'tsconfig.build.json']) {
    cpSync(join(house, file), join(root, file))
  }
  writeFileSync(join(root, 'cli', 'main.ts'), '')
  const compiler = join(root, 'node_modules', 'typescript', 'bin')
  mkdirSync(compiler, { recursive: true })
  for (const name of ['esbuild', 'kysely', 'zod']) {
    symlinkSync(join(house, 'node_modules', name), join(root, 'node_modules', name))
  }
  const compiling = `
    const { appendFileSync, mkdirSync, writeFileSync } = require('node:fs')
    appendFileSync('compiled', 'once\\n')
    mkdirSync('dist/cli', { recursive: true })
    writeFileSync('dist/cli/main.js', "export const said = 'whole'")`
  writeFileSync(join(compiler, 'tsc'), compiling)
  return root
}
