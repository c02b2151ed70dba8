import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import { notify } from '../messages/notify.ts'

/** What changed of an account: templates/mail/notice-words.ts has the sentences. */
export type CredentialChange = 'PASSWORD' | 'ACTIVATION' | 'RESET' | 'EMAIL'

/** The adult behind an account; 0 when there is none any more. */
export async function personOf(tx: Tx, accountId: number): Promise<number> {
  const found = await sql<{
    id: number
  }>`select id from person where account_id = ${accountId}`.execute(tx)
  return found.rows[0]?.id ?? 0
}

/** Whoever holds an account is told when it changes: it may have been somebody else. Of a new address the old one. */
export async function tellHolder(
  tx: Tx,
  personId: number,
  change: CredentialChange,
  { now, address }: { readonly now: Date; readonly address?: string },
): Promise<void> {
  if (personId === 0) return
  const dedupeKey = `${change.toLowerCase()}:${now.toISOString()}`
  const link = { page: 'account' } as const
  await notify(
    tx,
    {
      kind: 'CREDENTIALS',
      personIds: [personId],
      detail: change,
      dedupeKey,
      link,
      ...(address === undefined ? {} : { address }),
    },
    { now },
  )
}
