import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import { eraseFiles } from '../files/blobs.ts'
import type { Day } from '../kernel/day.ts'
import type { Forgotten } from '../kernel/kept.ts'

/** Mailings, and conversations that were closed, two years after their last word. */
export async function forgetMessages(tx: Tx, today: Day): Promise<Forgotten> {
  const before = sql`(${today}::date - interval '2 years')`
  await sql`
    delete from mailing_recipient r using mailing m
    where m.id = r.mailing_id and m.finished_at < ${before}`.execute(tx)
  const mailings = await sql`delete from mailing where finished_at < ${before}`.execute(tx)
  const closed = await sql<{ id: number }>`
    select id from thread
    where state = 'CLOSED' and last_message_at < ${before}
      and not exists (select from mailing_recipient r where r.thread_id = thread.id)
    for update`.execute(tx)
  await forgetThreads(
    tx,
    closed.rows.map(({ id }) => id),
  )
  return { mailing: Number(mailings.numAffectedRows ?? 0n), thread: closed.rows.length }
}

/** With what came with them, unless another message holds the same file. */
async function forgetThreads(tx: Tx, ids: readonly number[]): Promise<void> {
  const files = await sql<{ blobId: number }>`
    delete from message_attachment a using message m
    where m.id = a.message_id and m.thread_id = any(${ids}::bigint[])
    returning a.blob_id as "blobId"`.execute(tx)
  await sql`delete from message where thread_id = any(${ids}::bigint[])`.execute(tx)
  await sql`delete from thread where id = any(${ids}::bigint[])`.execute(tx)
  const loose = await sql<{ id: number }>`
    select id from unnest(${files.rows.map(({ blobId }) => blobId)}::bigint[]) as id
    except select blob_id from message_attachment`.execute(tx)
  await eraseFiles(
    tx,
    loose.rows.map(({ id }) => id),
  )
}
