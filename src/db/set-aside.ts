import pg from 'pg'
import { migrate } from './migrator.ts'

/**
 * Gives a database another name and makes an empty, migrated one in its place: nothing is lost, and everything can
 * begin again. The login must own the database; nobody may be connected. Returns the new name of the old one.
 */
export async function setDatabaseAside(url: string, now: Date): Promise<string> {
  const place = new URL(url)
  const name = place.pathname.slice(1)
  const aside = `${name}_${now.toISOString().replaceAll(/\D/g, '').slice(0, 14)}`
  place.pathname = '/postgres'
  const client = new pg.Client({ connectionString: place.href })
  await client.connect()
  try {
    await client.query(
      `alter database ${pg.escapeIdentifier(name)} rename to ${pg.escapeIdentifier(aside)}`,
    )
    await client.query(`create database ${pg.escapeIdentifier(name)}`)
  } finally {
    await client.end()
  }
  await migrate(url)
  return aside
}
