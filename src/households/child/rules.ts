import { sql } from 'kysely'
import type { Tx } from '../../db/connect.ts'
import type { Day } from '../../kernel/day.ts'

/** The rules of a service, in one of their versions: a consent text of kind RULES or RULES_… that the commune wrote. */
export interface Rules {
  readonly id: number
  readonly kind: string
  readonly version: number
  readonly title: string
  readonly validFrom: Day
  /** Last day; null: in force until another version. */
  readonly validTo: Day | null
  /** Markdown. */
  readonly body: string
}

/** Not the sentence that a new database begins with: it names rules that nobody has written. */
export const isRules = sql<boolean>`(t.kind ~ '^RULES(_|$)' and t.published_by <> 'migration')`

/** The version of each that holds on a day, for everybody: one statement. */
export async function rulesInForce(tx: Tx, day: Day): Promise<Rules[]> {
  const found = await sql<Rules>`
    select * from (${inForce(day)}) rules order by title, kind`.execute(tx)
  return found.rows
}

function inForce(day: Day) {
  return sql`
    select distinct on (t.kind) ${columns} from consent_text t
    where ${isRules} and t.valid_from <= ${day}::date and (t.valid_to is null or t.valid_to >= ${day}::date)
    order by t.kind, t.valid_from desc`
}

/** One version, today's, an older one or one to come; undefined when there is no such. */
export async function rulesOf(tx: Tx, id: number): Promise<Rules | undefined> {
  const found = await sql<Rules>`
    select ${columns} from consent_text t where ${isRules} and t.id = ${id}`.execute(tx)
  return found.rows[0]
}

/** A version ends on the eve of the next one, or when the commune asks no longer. */
const columns = sql`t.id, t.kind, t.version, t.title, t.body, t.valid_from as "validFrom",
  least(t.valid_to, (select min(next.valid_from) - 1 from consent_text next
                     where next.kind = t.kind and next.valid_from > t.valid_from)) as "validTo"`

/** What a household answered last, child by child. */
export interface RulesAnswer {
  readonly childName: string
  readonly by: string
  readonly answer: boolean
  readonly givenAt: Date
}

/** The answers of a household to a version, the eldest child first. */
export async function rulesAnswers(
  tx: Tx,
  { textId, householdId }: { readonly textId: number; readonly householdId: number },
): Promise<RulesAnswer[]> {
  const found = await sql<RulesAnswer>`
    select c.first_name as "childName", p.first_name || ' ' || p.usual_name as by, a.answer, a.given_at as "givenAt"
    from (select distinct on (child_id) child_id, person_id, answer, given_at from consent
          where text_id = ${textId} and household_id = ${householdId}
          order by child_id, given_at desc, id desc) a
    join child c on c.id = a.child_id
    join person p on p.id = a.person_id
    where c.erased_at is null
    order by c.birth_date, c.id`.execute(tx)
  return found.rows
}

/** What a household answered to rules in force, by child: null where nobody did. */
export interface FamilyRules extends Rules {
  readonly answers: readonly {
    readonly childRef: string
    readonly firstName: string
    readonly answer: boolean | null
    readonly answeredOn: Day | null
  }[]
}

/** The rules in force with the last answer for each child of a household, the eldest first: one statement. */
export async function rulesOfFamily(tx: Tx, householdId: number, day: Day): Promise<FamilyRules[]> {
  const found = await sql<FamilyRules>`
    select t.*, (
      select coalesce(jsonb_agg(jsonb_build_object('childRef', c.ref, 'firstName', c.first_name,
          'answer', a.answer, 'answeredOn', a.day) order by c.birth_date, c.id), '[]')
      from household_child m join child c on c.id = m.child_id
      left join lateral (
        select answer, (given_at at time zone 'Europe/Paris')::date as day from consent
        where child_id = c.id and text_id = t.id order by given_at desc, id desc limit 1) a on true
      where m.household_id = ${householdId} and c.erased_at is null and m.valid_from <= ${day}::date
        and (m.valid_to is null or m.valid_to >= ${day}::date)) as answers
    from (${inForce(day)}) t
    order by title, kind`.execute(tx)
  return found.rows
}

/** `reglement-cantine-2.pdf` */
export function rulesFileName({ kind, version }: Pick<Rules, 'kind' | 'version'>): string {
  const service = kind.slice('RULES'.length).toLowerCase().replaceAll('_', '-')
  return `reglement${service}-${version}.pdf`
}
