import { sql } from 'kysely'
import type { Tx } from '../../db/connect.ts'
import { knownDataKeys } from '../../db/data-keys.ts'
import { openText, type DataKey } from '../../db/field-encryption.ts'
import type { Keys } from '../../db/keys.ts'
import { addDays, dayOf, type Day } from '../../kernel/day.ts'
import { firstKeptDay } from '../../kernel/kept.ts'
import { hasLeft } from './left.ts'
import { vaccinationPlace } from '../health.ts'
import { vaccinationBody } from '../sealed.ts'
import { vaccinationState } from './vaccination-state.ts'
import type { VaccineLaw } from './vaccine-rules.ts'

/** Days after which a family is reminded of a missing dose, and after which nothing new is begun without it. */
const [remindedAfter, blockedAfter] = [60, 90]

interface SealedDoses {
  readonly childId: number
  readonly birthDate: Day
  readonly sealed: readonly string[]
}

interface ChildState {
  readonly childId: number
  readonly isComplete: boolean
  readonly provisionalUntil: Day | null
}

/**
 * Whether the mandatory vaccines of children are there, by the law of the day: a result without a disease, for whoever
 * may not read health. A child that grows into a dose, or a new decree, changes it without anybody writing anything.
 */
export async function watchVaccinations(
  tx: Tx,
  keys: Keys,
  {
    childIds,
    insee,
    now,
  }: { readonly childIds?: readonly number[]; readonly insee: string; readonly now: Date },
): Promise<number> {
  const today = dayOf(now)
  const law = { day: today, insee }
  const doses = await sealedDoses(tx, childIds ?? null, today)
  const noted = doses.filter(({ sealed }) => sealed.length > 0).map(({ childId }) => childId)
  const keysOf = await knownDataKeys(tx, keys, 'CHILD', noted)
  const states = doses.flatMap((one) => stateOf(one, keysOf.get(one.childId), law))
  return keepStates(tx, states, today)
}

/** A child whose mandatory vaccines are not all there, for officers. */
export interface MissingVaccines {
  readonly childId: number
  readonly fileNumber: number
  readonly family: string
  readonly child: string
  readonly school: string | null
  readonly missingSince: Day
  /** Day from which nothing new is begun without the dose or the page of the health record. */
  readonly blockedFrom: Day
  /** OPEN: in the three months. REMINDED: 60 days are over. BLOCKED: 90 are. SEEN: an officer accepted the page since. */
  readonly state: 'OPEN' | 'REMINDED' | 'BLOCKED' | 'SEEN'
}

/** Who lacks a mandatory dose as the last look found it, the longest first. One statement. */
export async function missingVaccines(tx: Tx, day: Day): Promise<MissingVaccines[]> {
  const found = await sql<MissingVaccines>`
    select c.id as "childId", h.file_number as "fileNumber", h.name as family, c.first_name as child,
      s.name as school, v.missing_since as "missingSince", v.missing_since + ${blockedAfter}::int as "blockedFrom",
      case when ${pageSeen} then 'SEEN'
           when v.missing_since + ${blockedAfter}::int <= ${day}::date then 'BLOCKED'
           when v.missing_since + ${remindedAfter}::int <= ${day}::date then 'REMINDED' else 'OPEN' end as state
    from vaccination_state v
    join child c on c.id = v.child_id and c.erased_at is null
    join lateral (
      select m.household_id from household_child m
      where m.child_id = c.id and m.valid_from <= ${day}::date and (m.valid_to is null or m.valid_to >= ${day}::date)
      order by m.household_id limit 1) m on true
    join household h on h.id = m.household_id and h.closed_on is null
    left join lateral (
      select school_id from schooling where child_id = c.id order by school_year desc limit 1) g on true
    left join school s on s.id = g.school_id
    where not v.complete
    order by v.missing_since, h.sort_name, h.id, c.birth_date, c.id`.execute(tx)
  return found.rows
}

/**
 * Is a child's time to bring a missing dose over? Not where an officer has accepted the page of the health record since,
 * nor in a commune that asks for no such page.
 */
export async function isHeldForVaccines(tx: Tx, childId: number, day: Day): Promise<boolean> {
  const found = await sql<{ held: boolean }>`
    select exists (
      select from vaccination_state v
      where v.child_id = ${childId} and not v.complete and v.missing_since <= ${addDays(day, -blockedAfter)}::date
        and not ${pageSeen}
        and exists (select from evidence_kind where code = 'VACCINATIONS' and not retired)) as held`.execute(
    tx,
  )
  return found.rows[0]?.held ?? false
}

const pageSeen = sql`exists (
  select from evidence e join evidence_kind k on k.id = e.kind_id
  where e.child_id = v.child_id and k.code = 'VACCINATIONS' and e.state = 'ACCEPTED' and e.seen_on >= v.missing_since)`

async function sealedDoses(tx: Tx, childIds: readonly number[] | null, day: Day) {
  // the doses of who has left are forgotten, not missing
  const isWatched = childIds ? sql`` : sql`and not ${hasLeft('c.id', firstKeptDay(day))}`
  const found = await sql<SealedDoses>`
    select c.id as "childId", c.birth_date as "birthDate",
      array(select encode(body_enc, 'hex') from vaccination where child_id = c.id order by id) as sealed
    from child c
    where c.erased_at is null and (${childIds}::bigint[] is null or c.id = any (${childIds}::bigint[]))
      ${isWatched}
      and exists (select from household_child m where m.child_id = c.id
        and m.valid_from <= ${day}::date and (m.valid_to is null or m.valid_to >= ${day}::date))`.execute(
    tx,
  )
  return found.rows
}

/** Nothing for a child whose key was destroyed: its doses cannot be read any more. */
function stateOf(
  { childId, birthDate, sealed }: SealedDoses,
  key: DataKey | undefined,
  law: VaccineLaw,
): ChildState[] {
  if (sealed.length > 0 && !key) return []
  const given = sealed.flatMap((hex) =>
    key
      ? [
          vaccinationBody.parse(
            JSON.parse(openText(key, vaccinationPlace(childId), Buffer.from(hex, 'hex'))),
          ),
        ]
      : [],
  )
  const { isComplete, provisionalUntil } = vaccinationState(birthDate, given, law)
  return [{ childId, isComplete, provisionalUntil }]
}

/** Writes what changed; who lacked a dose before still lacks it since then. */
async function keepStates(tx: Tx, states: readonly ChildState[], today: Day): Promise<number> {
  const written = await sql`
    insert into vaccination_state as v (child_id, complete, provisional_until, computed_on, missing_since)
    select n."childId", n."isComplete", n."provisionalUntil", ${today}::date,
      case when not n."isComplete" then ${today}::date end
    from jsonb_to_recordset(${JSON.stringify(states)}::jsonb)
      as n("childId" bigint, "isComplete" boolean, "provisionalUntil" date)
    on conflict (child_id) do update set complete = excluded.complete,
      provisional_until = excluded.provisional_until, computed_on = excluded.computed_on,
      missing_since = case when not excluded.complete then coalesce(v.missing_since, excluded.missing_since) end
    where (v.complete, v.provisional_until) is distinct from (excluded.complete, excluded.provisional_until)`.execute(
    tx,
  )
  return Number(written.numAffectedRows ?? 0n)
}
