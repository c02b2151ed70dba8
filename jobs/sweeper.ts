import type { JobDeps } from './deps.ts'
import { ringDue } from './ring.ts'

/**
 * Rings again for every row that is not done, whatever the relay remembers: after a lost queue, a killed worker or
 * a notification that nobody heard. A row whose job still waits is not rung twice.
 */
export function sweepOutbox(deps: Pick<JobDeps, 'db' | 'queue'>): Promise<number> {
  return ringDue(deps, new Map())
}
