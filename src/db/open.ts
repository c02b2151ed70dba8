import { joinEmbeddedServer } from './embedded/server.ts'

/** Where the database is, and how to let go of it. */
export interface DatabasePlace {
  readonly url: string
  readonly isEmbedded: boolean
  /** Something the terminal should hear, in one line. */
  readonly notice: string | null
  readonly leave: () => void
}

/** The server that was configured, or the embedded one, started when nobody has. */
export async function openDatabasePlace(config: {
  readonly databaseUrl: string | null
  readonly dataDir: string
}): Promise<DatabasePlace> {
  if (config.databaseUrl) {
    return { url: config.databaseUrl, isEmbedded: false, notice: null, leave: () => {} }
  }
  const server = await joinEmbeddedServer(config.dataDir)
  return { url: server.url, isEmbedded: true, notice: server.moved, leave: server.leave }
}
