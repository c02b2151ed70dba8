/** Writes src/db/schema.ts from a migrated database: `npm run db:types`. */
import { writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { readConfig } from '../config.ts'
import { migrate } from './migrator.ts'
import { openDatabasePlace } from './open.ts'
import { schemaTypes } from './schema-types.ts'

const place = await openDatabasePlace(readConfig(process.env))
await migrate(place.url)
const file = fileURLToPath(new URL('schema.ts', import.meta.url))
await writeFile(file, await schemaTypes(place.url))
place.leave()
