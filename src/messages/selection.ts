import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import { addDays, schoolYearOf, type Day } from '../kernel/day.ts'
import type { Cents } from '../kernel/money.ts'

/** Families that fit every part that is not empty; inside a part, one of its values is enough. */
export interface Selection {
  /** Names of classes, or levels: `CE1`. */
  readonly classes: readonly string[]
  /** Codes of activities in which a child is enrolled, in any case. */
  readonly activities: readonly string[]
  /** Codes of sites where a child is enrolled, in any case. */
  readonly sites: readonly string[]
  /** Days on which a child is booked. */
  readonly presentOn: readonly Day[]
  /** Owing more than this, all régies together. */
  readonly unpaidAboveCents: Cents | null
  /** With a paper to supply. */
  readonly missingPapers: boolean
  /** File numbers. */
  readonly families: readonly number[]
}

export interface SelectedFamily {
  readonly householdId: number
  readonly fileNumber: number
  readonly name: string
  /** First names of the children that were selected, the oldest first. */
  readonly children: readonly string[]
  readonly balanceCents: Cents
  /** Its adults today. */
  readonly personIds: readonly number[]
  /** Of these, those who have an address. */
  readonly withMail: number
}

/** Today's families of a selection, by name: one statement for the whole town. */
export async function selectedFamilies(
  tx: Tx,
  selection: Selection,
  today: Day,
): Promise<SelectedFamily[]> {
  const { presentOn, unpaidAboveCents, missingPapers, families } = selection
  const levels = lowered(selection.classes)
  const activities = lowered(selection.activities)
  const sites = lowered(selection.sites)
  const found = await sql<SelectedFamily>`
    with member as (
      select ha.household_id, array_agg(ha.person_id order by ha.person_id) as person_ids,
             count(app.mail_address(ha.person_id))::int as with_mail
      from household_adult ha
      where ha.valid_from <= ${today}::date and (ha.valid_to is null or ha.valid_to >= ${today}::date)
      group by ha.household_id
    ), chosen as (
      select hc.household_id, array_agg(c.first_name order by c.birth_date, c.id) as children
      from household_child hc join child c on c.id = hc.child_id
      where hc.valid_from <= ${today}::date and (hc.valid_to is null or hc.valid_to >= ${today}::date)
        and (cardinality(${levels}::text[]) = 0 or exists (
          select from schooling s left join school_class k on k.id = s.class_id
          where s.child_id = c.id and s.school_year = ${schoolYearOf(today)}
            and (lower(s.level) = any(${levels}::text[]) or lower(k.name) = any(${levels}::text[]))))
        and ((cardinality(${activities}::text[]) = 0 and cardinality(${sites}::text[]) = 0) or exists (
          select from enrolment e
          join activity a on a.id = e.activity_id
          left join activity_group g on g.id = e.group_id
          left join site on site.id = g.site_id
          where e.child_id = c.id and e.household_id = hc.household_id and e.state = 'ACCEPTED'
            and e.valid_from <= ${today}::date and (e.valid_to is null or e.valid_to >= ${today}::date)
            and (cardinality(${activities}::text[]) = 0 or lower(a.code) = any(${activities}::text[]))
            and (cardinality(${sites}::text[]) = 0 or lower(site.code) = any(${sites}::text[]))))
        and (cardinality(${presentOn}::date[]) = 0 or exists (
          select from booking b
          join activity_group g on g.id = b.group_id
          join activity a on a.id = g.activity_id
          join site on site.id = g.site_id
          where b.child_id = c.id and b.household_id = hc.household_id and b.state = 'BOOKED'
            and b.day = any(${presentOn}::date[])
            and (cardinality(${activities}::text[]) = 0 or lower(a.code) = any(${activities}::text[]))
            and (cardinality(${sites}::text[]) = 0 or lower(site.code) = any(${sites}::text[]))))
      group by hc.household_id
    ), owed as (${owed})
    select h.id as "householdId", h.file_number as "fileNumber", h.name, coalesce(chosen.children, '{}') as children,
           coalesce(owed.cents, 0) as "balanceCents", member.person_ids as "personIds", member.with_mail as "withMail"
    from household h
    join member on member.household_id = h.id
    left join chosen on chosen.household_id = h.id
    left join owed on owed.household_id = h.id
    where (chosen.household_id is not null or not ${asksForChildren(selection)})
      and (${unpaidAboveCents}::int is null or owed.cents > ${unpaidAboveCents}::int)
      and (cardinality(${families}::int[]) = 0 or h.file_number = any(${families}::int[]))
      and (not ${missingPapers} or exists (
        select from app.asked_papers(h.id, ${today}::date, ${addDays(today, 30)}::date)
        where state not in ('ACCEPTED', 'RECEIVED')))
    order by h.sort_name, h.id`.execute(tx)
  return found.rows
}

function lowered(names: readonly string[]): string[] {
  return names.map((name) => name.toLowerCase())
}

/** What every household owes, all régies together. */
const owed = sql`
  select household_id, sum(case debit_kind when 'RECEIVABLE' then amount_cents else -amount_cents end)::int as cents
  from ledger_transfer where household_id is not null group by household_id`

function asksForChildren({ classes, activities, sites, presentOn }: Selection): boolean {
  return classes.length + activities.length + sites.length + presentOn.length > 0
}
