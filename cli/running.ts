import type { CliBase } from './context.ts'

/** Parts of a process that runs until it is told to stop, in the order in which they were started. */
export interface Running {
  /** Remembers how to stop what was just started. */
  readonly add: (stop: () => Promise<void> | void) => void
  /** Waits for a signal, or for the npm that started us to be gone. */
  readonly untilStopped: () => Promise<void>
}

/** A stop takes ten seconds at most. */
const stopLimitMs = 10_000

/** Runs something long: whatever it started is stopped, last first, also when starting the next part fails. */
export async function runUntilStopped(
  base: CliBase,
  start: (running: Running) => Promise<void>,
): Promise<void> {
  const stops: (() => Promise<void> | void)[] = []
  const stopped = Promise.withResolvers<void>()
  let isReady = false
  const onSignal = (signal: NodeJS.Signals) => {
    if (signal === 'SIGINT' && base.output.isTerminal) base.output.note('\nStopping…')
    if (!isReady) process.exit(130) // nobody is served yet: a transaction under way rolls back by itself
    stopped.resolve()
    setTimeout(() => process.exit(1), stopLimitMs).unref()
    for (const name of signals) process.once(name, () => process.exit(1)) // asked twice: at once
  }
  for (const name of signals) process.once(name, onSignal)
  if (base.npmPid !== null) watchParent(base.npmPid, () => onSignal('SIGTERM'))
  try {
    await start({
      add: (stop) => void stops.push(stop),
      untilStopped: () => {
        isReady = true
        return stopped.promise
      },
    })
  } finally {
    for (const stop of stops.reverse()) await stop()
  }
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** npm and its shell die of a signal without handing it on: who started us is gone, so we go as well. */
function watchParent(parent: number, onGone: () => void): void {
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    onGone()
  }, 300)
  timer.unref()
}
