import { spawn } from 'node:child_process'
import { chmodSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const preau = fileURLToPath(new URL('../../cli/preau.js', import.meta.url))

export interface Ran {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** Runs the command line as a shell would, in a process of its own. */
export function runPreau(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Ran> {
  const child = spawn(process.execPath, [preau, ...args], {
    env: { ...kept('PATH', 'HOME', 'NODE_COMPILE_CACHE'), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said = { out: '', err: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => void (said.out += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => void (said.err += text))
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, ...said })))
}

/** What our environment says of these names; a program that is tested knows nothing of the others. */
export function kept(...names: readonly string[]): Record<string, string | undefined> {
  return Object.fromEntries(names.map((name) => [name, process.env[name]]))
}

/** A data folder of this test alone, which the user of the embedded server can reach, also when root tests. */
export function newDataDir(): string {
  const folder = mkdtempSync(join(tmpdir(), 'preau-data-'))
  chmodSync(folder, 0o755)
  return folder
}
