import { spawn, type ChildProcess } from 'node:child_process'
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { memoryOfHouse, type Memory } from './processes.ts'

/** `npm start`, as the README has it. */
export interface RunningHouse {
  readonly pid: number
  /** From the start to the first page that was answered. */
  readonly firstPageMs: number
  readonly memory: () => Memory
  readonly stop: () => Promise<void>
}

export interface HousePlace {
  /** Where the sources are. */
  readonly root: string
  /** The data folder of the embedded database, by which its keeper is known. */
  readonly dataFolder: string
  readonly env: Readonly<Record<string, string>>
  readonly limitMs: number
}

/** Starts the house and waits for its sign-in page. Throws with what it said when there is none in time. */
export async function startHouse(place: HousePlace): Promise<RunningHouse> {
  const port = await freePort()
  const started = performance.now()
  const child = spawn('npm', ['start'], {
    cwd: place.root,
    env: { ...bareEnvironment(), ...place.env, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true, // its own group, so that everything of it can be stopped
  })
  const said: string[] = []
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (part: Buffer) => void said.push(part.toString()))
  }
  const stop = () => stopGroup(child)
  const isUp = await answers(`http://127.0.0.1:${port}/connexion`, child, place.limitMs)
  const firstPageMs = performance.now() - started
  if (!isUp) {
    await stop()
    throw new Error(`npm start served no page:\n${said.join('').slice(-2_000)}`)
  }
  const pid = child.pid ?? 0
  return { pid, firstPageMs, memory: () => memoryOfHouse(pid, place.dataFolder), stop }
}

/** Nothing of what npm told the benchmark itself. */
function bareEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(npm_|NODE_|PREAU_)/.test(name))
  return Object.fromEntries(kept)
}

async function answers(url: string, child: ChildProcess, limitMs: number): Promise<boolean> {
  const deadline = performance.now() + limitMs
  while (performance.now() < deadline && child.exitCode === null) {
    const page = await fetch(url).catch(() => null)
    await page?.arrayBuffer()
    if (page?.ok) return true
    await sleep(50)
  }
  return false
}

async function stopGroup(child: ChildProcess): Promise<void> {
  const gone = new Promise<void>((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve()
    child.once('exit', () => resolve())
  })
  signalGroup(child, 'SIGTERM')
  const impatience = setTimeout(() => signalGroup(child, 'SIGKILL'), 12_000)
  await gone
  clearTimeout(impatience)
}

function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (pid) process.kill(-pid, signal)
  } catch {
    // it has ended
  }
}

export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
