import { appendFile, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { headLine, type ChainHead } from '../src/audit/chain.ts'

/** Where the heads of the audit chain are noted outside the database: `preau audit verify` compares. */
export function headsFileIn(dataDir: string): string {
  return join(dataDir, 'audit-heads.log')
}

export async function noteHeads(dataDir: string, heads: readonly ChainHead[]): Promise<void> {
  if (heads.length === 0) return
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  await appendFile(headsFileIn(dataDir), heads.map((head) => `${headLine(head)}\n`).join(''), {
    mode: 0o600,
  })
}
