import { asWorker } from '../src/db/transactions.ts'
import { unsetIdentity } from '../src/settings/identity.ts'
import type { Cli } from './context.ts'
import { exits, Failure } from './failures.ts'

/**
 * Before paper goes to families: nothing of the invented commune may stand on it. A portal of the public (https) is
 * refused; one that is tried out goes on with a remark.
 */
export async function requireIdentity({ db, config, output }: Cli): Promise<void> {
  const unset = await asWorker(db, unsetIdentity)
  const [first] = unset
  if (!first) return
  const message = `Families would read what is invented, for nobody has set ${unset.join(', ')}`
  const hint = `preau settings set ${first} …`
  if (config.isHttps) throw new Failure(exits.refused, 'COMMUNE_UNKNOWN', message, { hint })
  output.note(`${message}. Try: ${hint}`)
}
