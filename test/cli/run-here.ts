import { PassThrough } from 'node:stream'
import { runCli } from '../../cli/main.ts'
import { createOutput } from '../../cli/output.ts'

export interface RanHere {
  readonly exit: number
  readonly out: string
  readonly err: string
}

/**
 * Runs the command line into pipes, in this process, which other test files share: the environment that it is given is
 * there while it runs.
 */
export async function runHere(
  words: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<RanHere> {
  const [out, err] = [new PassThrough(), new PassThrough()]
  const before = { env: { ...process.env }, exitCode: process.exitCode }
  Object.assign(process.env, env)
  process.exitCode = undefined
  try {
    const exit = await runCli(words, createOutput(words.includes('--json'), out, err))
    return { exit, out: String(out.read() ?? ''), err: String(err.read() ?? '') }
  } finally {
    for (const name of Object.keys(env)) delete process.env[name]
    Object.assign(process.env, before.env)
    process.exitCode = before.exitCode
  }
}
