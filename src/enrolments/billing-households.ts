import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import type { Day } from '../kernel/day.ts'
import type {
  ChildFacts,
  EnrolmentFact,
  QuotientFact,
  ResidenceFact,
  Scheme,
} from '../pricing/facts.ts'
import { among, type BillingScope } from './billing-scope.ts'

export interface HouseholdPricing {
  readonly quotients: readonly QuotientFact[]
  readonly residences: readonly ResidenceFact[]
  readonly scheme: Scheme | null
}

/** What prices depend on in the files of these households: every dated record, for rules that look back. */
export async function householdsToBill(
  tx: Tx,
  householdIds: readonly number[],
): Promise<Map<number, HouseholdPricing>> {
  const rows = await sql<HouseholdPricing & { household_id: number }>`
    select h.id as household_id,
      (select coalesce(jsonb_agg(jsonb_build_object('type', q.type, 'value', q.value, 'validFrom', q.valid_from,
              'validTo', q.valid_to, 'receivedOn', q.received_on) order by q.valid_from, q.id), '[]')
       from quotient q where q.household_id = h.id and q.annulled_at is null) as quotients,
      (select coalesce(jsonb_agg(jsonb_build_object('insee', a.insee, 'validFrom', a.valid_from,
              'validTo', a.valid_to) order by a.valid_from), '[]')
       from household_address a where a.household_id = h.id) as residences,
      (select b.scheme from benefit_record b where b.household_id = h.id) as scheme
    from unnest(${householdIds}::bigint[]) as h(id)`.execute(tx)
  return new Map(rows.rows.map((row) => [row.household_id, row]))
}

/**
 * The children of households that are enrolled in something or have a day in the period: all of a household's
 * children when one of them is (siblings count), eldest first, one statement.
 */
export async function childrenToBill(
  tx: Tx,
  { from, to, householdIds = null }: BillingScope,
): Promise<Map<number, ChildFacts[]>> {
  const rows = await sql<ChildRow>`
    with concerned as materialized (
      select distinct e.household_id from enrolment e
      where e.state = 'ACCEPTED' and e.valid_from <= ${to} and (e.valid_to is null or e.valid_to >= ${from})
        and ${among(sql`e.household_id`, householdIds)}
      union
      select hc.household_id from household_child hc
      cross join lateral (
        select from attendance a
        where a.child_id = hc.child_id and a.day between ${from} and ${to} and a.state = 'PRESENT' limit 1
      ) noted
      where ${among(sql`hc.household_id`, householdIds)}
      union
      select h.id from household h
      cross join lateral (
        select from booking b
        where b.household_id = h.id and b.day between ${from} and ${to} and b.state = 'BOOKED' limit 1
      ) booked
      where ${among(sql`h.id`, householdIds)}
      union ${payersByCustody(from, to)} and ${among(sql`payer.household_id`, householdIds)}
    ), kid as materialized (
      select distinct hc.household_id, c.id, c.birth_date
      from concerned
      cross join lateral (
        select * from household_child one
        where one.household_id = concerned.household_id
          and one.valid_from <= ${to} and (one.valid_to is null or one.valid_to >= ${from}) offset 0
      ) hc
      cross join lateral (select id, birth_date from child where id = hc.child_id offset 0) c
    )
    select kid.household_id, kid.id as "childId", kid.birth_date as "birthDate",
      (select coalesce(jsonb_agg(jsonb_build_object('schoolYear', s.school_year, 'level', s.level)
              order by s.school_year), '[]')
       from schooling s where s.child_id = kid.id) as schooling,
      (select coalesce(jsonb_agg(jsonb_build_object('validFrom', p.valid_from, 'validTo', p.valid_to,
              'mealMode', p.meal_mode) order by p.valid_from), '[]')
       from care_protocol p where p.child_id = kid.id) as "careProtocols",
      (select coalesce(jsonb_agg(jsonb_build_object('activityId', e.activity_id, 'groupId', e.group_id,
              'validFrom', e.valid_from, 'validTo', e.valid_to, 'householdId', e.household_id) order by e.id), '[]')
       from enrolment e where e.child_id = kid.id and e.state = 'ACCEPTED') as enrolments,
      (select coalesce(jsonb_agg(jsonb_build_object('validFrom', c.valid_from, 'validTo', c.valid_to,
              'takesOddCent', c.first_household_id = kid.household_id,
              'percent', case when c.first_household_id = kid.household_id then coalesce(c.first_percent, 100)
                              else 100 - coalesce(c.first_percent, 100) end) order by c.valid_from), '[]')
       from custody c where c.child_id = kid.id and c.billing in ('BY_PERCENT', 'SINGLE_PAYER')) as shares
    from kid
    order by kid.household_id, kid.birth_date, kid.id`.execute(tx)
  return byHousehold(rows.rows, childFacts)
}

interface ChildRow extends Omit<ChildFacts, 'enrolments' | 'sharedEnrolments'> {
  readonly household_id: number
  /** By whatever household. */
  readonly enrolments: readonly (EnrolmentFact & { readonly householdId: number })[]
}

/** Without the household, by which they are put together. */
function childFacts({ household_id, enrolments, shares = [], ...child }: ChildRow): ChildFacts {
  const by = Map.groupBy(enrolments, (one) => one.householdId === household_id)
  const factsOf = (isOwn: boolean) =>
    (by.get(isOwn) ?? []).map(({ activityId, groupId, validFrom, validTo }) => ({
      activityId,
      groupId,
      validFrom,
      validTo,
    }))
  const sharedEnrolments = shares.length > 0 ? factsOf(false) : []
  return { ...child, enrolments: factsOf(true), shares, sharedEnrolments }
}

/** Households that pay by a custody, whether they are enrolled or not. */
function payersByCustody(from: Day, to: Day) {
  return sql`
    select payer.household_id from custody c
    cross join lateral (values (c.first_household_id), (c.second_household_id)) payer(household_id)
    where c.billing in ('BY_PERCENT', 'SINGLE_PAYER')
      and c.valid_from <= ${to} and (c.valid_to is null or c.valid_to >= ${from})
      and payer.household_id is not null`
}

/** Rows of one statement, shaped and put together by household. */
function byHousehold<Row extends { readonly household_id: number }, Fact>(
  rows: readonly Row[],
  shape: (row: Row) => Fact,
): Map<number, Fact[]> {
  const facts = new Map<number, Fact[]>()
  for (const row of rows) {
    const known = facts.get(row.household_id)
    if (known) known.push(shape(row))
    else facts.set(row.household_id, [shape(row)])
  }
  return facts
}
