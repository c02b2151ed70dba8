/** Writes src/db/schema.ts from the migrations: `npm run db:types`. */
import { writeFile } from 'node:fs/promises'
import { schemaTypes } from '../../src/db/schema-types.ts'
import { testDatabaseUrl } from './database.ts'

const { url, drop } = await testDatabaseUrl()
await writeFile(new URL('../../src/db/schema.ts', import.meta.url), await schemaTypes(url))
await drop()
