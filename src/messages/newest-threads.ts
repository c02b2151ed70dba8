import { sql } from 'kysely'

/** A conversation at a glance. */
export interface NewestThread {
  readonly ref: string
  readonly subject: string
  readonly service: string
  readonly lastMessageAt: Date
  readonly lastBody: string
  readonly isFromTownHall: boolean
  readonly isUnread: boolean
}

/**
 * The newest threads of the household and of its common children that the person has not put away, as a part of a
 * larger statement (row-level security narrows to the audience).
 */
export function newestThreadRows(householdId: number, personId: number, limit: number) {
  return sql<NewestThread>`
    select t.ref, t.subject, t.service, t.last_message_at as "lastMessageAt", m.body as "lastBody",
           m.author_officer is not null as "isFromTownHall", m.unread as "isUnread"
    from (
      select thread.*, coalesce(r.last_read_id, 0) as last_read_id
      from thread left join thread_reader r on r.thread_id = thread.id and r.person_id = ${personId}
      where (household_id = ${householdId} or audience = 'CHILD')
        and (r.archived_at is null or r.archived_at < last_message_at)
      order by last_message_at desc, id desc
      limit ${limit}
    ) t
    cross join lateral (
      select body, author_officer,
             bool_or(author_person_id is distinct from ${personId}::bigint and id > t.last_read_id) over () as unread
      from message where thread_id = t.id
      order by id desc limit 1
    ) m
    order by t.last_message_at desc, t.id desc`
}
