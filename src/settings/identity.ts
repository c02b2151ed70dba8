import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import { registry } from './registry.ts'

/** What tells families who writes to them, and whom they pay. Its first values are those of an invented commune. */
const identity = [
  registry.communeName,
  registry.communeStreet,
  registry.communePostcode,
  registry.communeTown,
  registry.communeInsee,
  registry.communePhone,
  registry.communeEmail,
  registry.communeOpeningHours,
  registry.communeSiret,
  registry.contactPublisher,
  registry.contactPrivacy,
].map(({ key }) => key)

/** The keys of the identity that the commune has not said itself. */
export async function unsetIdentity(tx: Tx): Promise<string[]> {
  const set = await sql<{
    key: string
  }>`select key from setting where key = any(${identity})`.execute(tx)
  const known = new Set(set.rows.map(({ key }) => key))
  return identity.filter((key) => !known.has(key))
}
