import { sql } from 'kysely'
import { record } from '../audit/record.ts'
import type { Tx } from '../db/connect.ts'
import type { Day } from '../kernel/day.ts'
import { Refusal } from '../kernel/refusal.ts'
import type { NewsItem } from './news-file.ts'

interface By {
  readonly now: Date
  readonly actor: string
}

/** Announces, or replaces what was announced under the same name. */
export async function addNews(
  tx: Tx,
  item: NewsItem,
  { now, actor }: By,
): Promise<'ADDED' | 'REPLACED'> {
  const written = await sql<{ id: number; isNew: boolean }>`
    insert into news (code, title, body, audience, first_day, last_day, added_at, added_by)
    values (${item.code}, ${item.title}, ${item.body}, ${item.audience}, ${item.firstDay}, ${item.lastDay}, ${now}, ${actor})
    on conflict (code) do update
      set title = excluded.title, body = excluded.body, audience = excluded.audience,
          first_day = excluded.first_day, last_day = excluded.last_day
    returning id, xmax = 0 as "isNew"`.execute(tx)
  const { id = 0, isNew = true } = written.rows[0] ?? {}
  await note(tx, 'news.add', id, { now, actor })
  return isNew ? 'ADDED' : 'REPLACED'
}

/** Shown for the last time on that day; what had not begun is never shown. */
export async function endNews(
  tx: Tx,
  { code, lastDay }: { readonly code: string; readonly lastDay: Day },
  by: By,
): Promise<void> {
  const ended = await sql<{ id: number }>`
    update news set first_day = least(first_day, ${lastDay}::date), last_day = ${lastDay}::date
    where code = ${code}
    returning id`.execute(tx)
  const [row] = ended.rows
  if (!row) throw new Refusal('NOT_FOUND', { news: code })
  await note(tx, 'news.end', row.id, by)
}

export interface ListedNews extends Omit<NewsItem, 'body'> {
  readonly state: 'TO_COME' | 'SHOWN' | 'ENDED'
}

/** Everything that was announced, newest first. */
export async function listNews(tx: Tx, today: Day): Promise<ListedNews[]> {
  const found = await sql<ListedNews>`
    select code, title, audience, first_day as "firstDay", last_day as "lastDay",
           case when first_day > ${today}::date then 'TO_COME'
                when last_day < ${today}::date then 'ENDED' else 'SHOWN' end as state
    from news order by first_day desc, id desc limit 200`.execute(tx)
  return found.rows
}

export interface ShownNews {
  readonly code: string
  readonly title: string
  readonly body: string
  readonly firstDay: Day
}

/** What is announced on a day to whoever reads (row-level security keeps the parents' from visitors). One statement. */
export async function newsOf(
  tx: Tx,
  today: Day,
  which: { readonly code?: string; readonly limit: number },
): Promise<ShownNews[]> {
  return (await newsRows(today, which).execute(tx)).rows
}

/** The same as a part of a larger statement. */
export function newsRows(today: Day, which: { readonly code?: string; readonly limit: number }) {
  return sql<ShownNews>`
    select code, title, body, first_day as "firstDay" from news
    where first_day <= ${today}::date and (last_day is null or last_day >= ${today}::date)
      and (${which.code ?? null}::text is null or code = ${which.code ?? null}::text)
    order by first_day desc, id desc
    limit ${which.limit}`
}

async function note(tx: Tx, action: string, id: number, { now, actor }: By): Promise<void> {
  await record(tx, { at: now, actorKind: 'OFFICER', actor, action, subject: 'news', subjectId: id })
}
