import type { Database, Tx } from '../db/connect.ts'
import type { Keys } from '../db/keys.ts'
import { withLock } from '../db/locks.ts'
import { asWorker } from '../db/transactions.ts'
import { Refusal } from '../kernel/refusal.ts'
import { loadTariffs } from '../pricing/load.ts'
import { readSettings } from '../settings/settings.ts'
import { billRegie, type BillingOptions, type RegieReport } from './regie-run.ts'
import { checkActivities, pricedDays, type RegieScope, scopesOf } from './scope.ts'

interface By {
  readonly now: Date
  readonly actor: string
}

/**
 * Bills a month: check, drafts, issue, publish, each régie for itself. Safe to run twice and to kill anywhere: what is
 * issued stays, the rest is done by the next run. Refusals: RUN_LOCKED (another run is at it), RUN_STOPPED (no price
 * list, no calendar: nothing was issued), NOT_FOUND (unknown régie or activity).
 */
export async function runBilling(
  db: Database,
  keys: Keys,
  options: BillingOptions,
  by: By,
): Promise<RegieReport[]> {
  const done = await withLock(db, 'preau.billing', async () => {
    const { scopes, settings, lists } = await asWorker(db, async (tx) => {
      const checked = await usedScopes(tx, options)
      const communeSettings = await readSettings(tx, keys)
      const { zone } = communeSettings.calendar
      const tariffs = await loadTariffs(tx, pricedDays(options.period), zone)
      return { scopes: checked, settings: communeSettings, lists: tariffs }
    })
    const reports: RegieReport[] = []
    for (const scope of scopes) {
      reports.push(await billRegie(db, { scope, settings, lists, options, ...by }))
    }
    return reports
  })
  if (!done) throw new Refusal('RUN_LOCKED', { period: options.period })
  return done
}

/** All régies are checked before the first is billed. */
async function usedScopes(tx: Tx, options: BillingOptions): Promise<RegieScope[]> {
  const scopes: RegieScope[] = []
  for (const scope of await scopesOf(tx, options)) {
    if (await checkActivities(tx, scope, options.period)) scopes.push(scope)
  }
  return scopes
}
