import { spawn, type ChildProcess } from 'node:child_process'
import { after } from 'node:test'
import { kept, preau } from '../cli/run-preau.ts'

const children: ChildProcess[] = []
after(() => {
  for (const child of children) child.kill('SIGKILL')
})

export interface Started {
  readonly child: ChildProcess
  readonly url: string
  readonly stop: (signal: NodeJS.Signals) => Promise<{ code: number | null; quickly: boolean }>
}

/** Starts a long command and waits for its one document. What it says on stderr is kept in `said`, when given. */
export async function startProcess(
  args: readonly string[],
  env: Record<string, string>,
  said?: string[],
): Promise<Started> {
  const child = spawn(process.execPath, [preau, ...args, '--json'], {
    env: {
      ...kept('PATH', 'NODE_COMPILE_CACHE'),
      PORT: '0',
      PREAU_DEMO: '0',
      LOG_LEVEL: 'error',
      ...env,
    },
    stdio: ['ignore', 'pipe', said ? 'pipe' : 'inherit'],
  })
  children.push(child)
  child.stderr?.setEncoding('utf8').on('data', (text: string) => void said?.push(text))
  const document = await new Promise<string>((resolve, reject) => {
    let answer = ''
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      answer += text
      if (answer.includes('\n')) resolve(answer)
    })
    child.once('exit', (code) => reject(new Error(`ended with ${code}: ${answer}`)))
  })
  const url = /"url":"([^"]+)"/.exec(document)?.[1] ?? ''
  return { child, url, stop: (signal) => stop(child, signal) }
}

async function stop(child: ChildProcess, signal: NodeJS.Signals) {
  const askedAt = performance.now()
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  child.kill(signal)
  const code = await ended
  return { code, quickly: performance.now() - askedAt < 10_000 }
}
