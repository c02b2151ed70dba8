import { createHmac, randomInt } from 'node:crypto'
import { sql } from 'kysely'
import { record } from '../audit/record.ts'
import type { Tx } from '../db/connect.ts'
import type { Keys } from '../db/keys.ts'
import { addDays, dayOf, instantAt, type Day } from '../kernel/day.ts'
import type { CalendarEvent } from '../kernel/ical.ts'
import { sha256 } from '../kernel/ids.ts'

/** The address of a parent's calendar feed, and since when it is in use. */
export interface Feed {
  /** Null: the key that made it is gone; it still answers, and a new one can be made. */
  readonly token: string | null
  readonly renewedAt: Date
}

interface FeedRow {
  readonly serial: number
  readonly masterKeyId: string
  readonly renewedAt: Date
}

interface FeedOwner {
  readonly personId: number
  readonly householdId: number
}

interface FeedChange {
  readonly now: Date
  /** The parent's login. */
  readonly actor: string
}

/** Null: the parent has none. One statement. */
export async function feedOf(tx: Tx, keys: Keys, owner: FeedOwner): Promise<Feed | null> {
  const found = await sql<FeedRow>`
    select serial, master_key_id as "masterKeyId", renewed_at as "renewedAt" from ical_feed
    where person_id = ${owner.personId} and household_id = ${owner.householdId}`.execute(tx)
  const [row] = found.rows
  if (!row) return null
  const token = tokenFor(keys, row.masterKeyId, { ...owner, serial: row.serial })
  return { token, renewedAt: row.renewedAt }
}

/** Makes a new address: an earlier one answers no longer. */
export async function renewFeed(
  tx: Tx,
  keys: Keys,
  owner: FeedOwner,
  { now, actor }: FeedChange,
): Promise<void> {
  const serial = randomInt(1, 2 ** 31)
  const token = tokenFor(keys, keys.currentMasterId, { ...owner, serial }) ?? ''
  await sql`
    insert into ical_feed (person_id, household_id, token_sha256, master_key_id, serial, renewed_at)
    values (${owner.personId}, ${owner.householdId}, ${sha256(token)}, ${keys.currentMasterId}, ${serial}, ${now})
    on conflict (person_id, household_id) do update
    set token_sha256 = excluded.token_sha256, master_key_id = excluded.master_key_id, serial = excluded.serial,
        renewed_at = excluded.renewed_at`.execute(tx)
  await record(tx, { ...entryOf(owner), at: now, actor, action: 'feed.renew' })
}

/** The address answers no longer. */
export async function endFeed(tx: Tx, owner: FeedOwner, { now, actor }: FeedChange): Promise<void> {
  await sql`
    delete from ical_feed
    where person_id = ${owner.personId} and household_id = ${owner.householdId}`.execute(tx)
  await record(tx, { ...entryOf(owner), at: now, actor, action: 'feed.end' })
}

function entryOf({ personId, householdId }: FeedOwner) {
  return { actorKind: 'PARENT', subject: 'person', subjectId: personId, householdId } as const
}

/** Opens the family's context by the secret of the address, for this transaction. Null: no such address. */
export async function enterFeed(tx: Tx, token: string, now: Date): Promise<number | null> {
  const entered = await sql<{ household: number | null }>`
    select app.enter_feed(${sha256(token)}, ${dayOf(now)}) as household`.execute(tx)
  return entered.rows[0]?.household ?? null
}

interface FeedDay {
  readonly childRef: string
  readonly firstName: string
  readonly label: string
  readonly unitId: number
  readonly day: Day
  readonly from: string | null
  readonly to: string | null
  readonly site: string | null
}

/** What a household has booked, from two months ago to a year ahead, nothing of health; one statement. */
export async function feedEvents(tx: Tx, householdId: number, now: Date): Promise<CalendarEvent[]> {
  const today = dayOf(now)
  const found = await sql<FeedDay>`
    select c.ref as "childRef", c.first_name as "firstName", b.unit_id as "unitId", b.day,
           case when (select count(*) from unit same where same.activity_id = a.id) = 1 then a.name else u.label end as label,
           left(coalesce(b.from_time, u.from_time)::text, 5) as "from", left(coalesce(b.to_time, u.to_time)::text, 5) as "to",
           s.name as site
    from booking b
    join child c on c.id = b.child_id
    join unit u on u.id = b.unit_id
    join activity a on a.id = u.activity_id
    join activity_group g on g.id = b.group_id
    left join site s on s.id = g.site_id
    where b.household_id = ${householdId} and b.state = 'BOOKED'
      and b.day between ${addDays(today, -62)} and ${addDays(today, 366)}
      and not exists (
        select from absence x
        where x.child_id = b.child_id and b.day between x.first_day and x.last_day and x.state <> 'WITHDRAWN'
          and (x.activity_id is null or x.activity_id = a.id))
    order by b.day, c.birth_date, c.id, u.from_time, u.position`.execute(tx)
  return found.rows.map(eventOf)
}

function eventOf({
  childRef,
  firstName,
  label,
  unitId,
  day,
  from,
  to,
  site,
}: FeedDay): CalendarEvent {
  const hasHours = from !== null && to !== null && from < to
  return {
    uid: `${childRef}-${unitId}-${day}@preau`,
    summary: `${firstName}\u00A0: ${label}`,
    location: site,
    when: hasHours ? { from: instantAt(day, from), to: instantAt(day, to) } : { day },
  }
}

/** Made anew from a master key each time it is shown: the database holds its hash alone. */
function tokenFor(
  keys: Keys,
  masterKeyId: string,
  { personId, householdId, serial }: FeedOwner & { readonly serial: number },
): string | null {
  const master = keys.masters.get(masterKeyId)
  if (!master) return null
  return createHmac('sha256', master)
    .update(`calendar feed|${personId}|${householdId}|${serial}`)
    .digest('hex')
}
