import pg from 'pg'
import type { JobDeps } from './deps.ts'
import { ringDue } from './ring.ts'

/** How often the outbox is looked at even when nobody called. */
const pollMs = 2_000
/** After so long a row that is still not done is rung again. */
const forgetMs = 20_000

export interface Relay {
  readonly close: () => Promise<void>
}

/** Hands outbox rows to the queue as soon as their transaction has committed. */
export function startRelay(deps: JobDeps): Relay {
  const { log } = deps
  const rung = new Map<number, Date>()
  let running: Promise<void> | null = null
  let again = false
  let failing = false

  async function pass(): Promise<void> {
    forgetOld(rung, Date.now() - forgetMs)
    try {
      await listener.ensure()
      await ringDue(deps, rung)
      if (failing) log.info('the relay rings again')
      failing = false
    } catch (error) {
      if (!failing) log.error({ err: error }, 'the relay cannot ring; it goes on trying')
      failing = true
    }
  }

  function wake(): void {
    again = true
    running ??= drain().finally(() => {
      running = null
    })
  }

  async function drain(): Promise<void> {
    while (again) {
      again = false
      await pass()
    }
  }

  const listener = createListener(deps.db.url, wake)
  const timer = setInterval(wake, pollMs)
  wake()
  return {
    close: async () => {
      clearInterval(timer)
      again = false
      await running
      await listener.close()
    },
  }
}

function forgetOld(rung: Map<number, Date>, before: number): void {
  for (const [id, at] of rung) if (at.getTime() < before) rung.delete(id)
}

/** One connection that hears NOTIFY outbox; made again after it was lost. */
function createListener(url: string, onCall: () => void) {
  let client: pg.Client | null = null
  return {
    ensure: async () => {
      if (client) return
      const fresh = new pg.Client({
        connectionString: url,
        connectionTimeoutMillis: 3_000,
        keepAlive: true,
      })
      const forget = () => {
        if (client === fresh) client = null
      }
      fresh.on('error', forget).on('end', forget).on('notification', onCall)
      await fresh.connect()
      await fresh.query('listen outbox')
      client = fresh
    },
    close: async () => {
      await client?.end()
    },
  }
}
