#!/usr/bin/env node
// Finds the right Node and runs the command line on it. Plain JavaScript that old versions of Node understand.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { compiledMain } from './compiled.js'

const wanted = 24
const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const args = process.argv.slice(2)
const parentPid = process.ppid // before the compiler runs: npm may be gone by then

if (Number(process.versions.node.split('.')[0]) >= wanted) await runHere()
else runOnOwnNode()

/** In this process: dist/ when it is newer than the sources, else the sources through tsx. */
async function runHere() {
  const compiled = compiledMain(root, args[0])
  if (!compiled) (await import('tsx/esm/api')).register()
  const { main } = await import(pathToFileURL(compiled ?? join(root, 'cli', 'main.ts')).href)
  await main(args, parentPid)
}

/** node@24 is a development dependency: npm's scripts find it by themselves, a bare `preau` does not. */
function runOnOwnNode() {
  const name = process.platform === 'win32' ? 'node.exe' : 'node'
  const own = join(root, 'node_modules', 'node', 'bin', name)
  if (!existsSync(own)) {
    console.error(`Préau needs Node ${wanted}; this is ${process.versions.node}.`)
    console.error('Try: npm start (it installs the right one here), or https://nodejs.org')
    process.exit(78)
  }
  const child = spawn(own, [...process.execArgv, fileURLToPath(import.meta.url), ...args], {
    stdio: 'inherit',
  })
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  process.on('SIGINT', () => {}) // the terminal sends it to the child as well
  child.on('exit', (code, signal) => {
    process.exit(code ?? (signal ? 1 : 0))
  })
}
