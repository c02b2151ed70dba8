import { sql } from 'kysely'
import type { EligibleChild } from '../activities/eligibility.ts'
import type { Tx } from '../db/connect.ts'
import { usualLevel } from '../households/family-model.ts'
import { schoolYearOf, type Day } from '../kernel/day.ts'
import type { Cents } from '../kernel/money.ts'
import { overdueCents } from './overdue.ts'

/** A child of a household, and what it is enrolled in by this household. */
export interface Candidate {
  readonly childId: number
  readonly ref: string
  readonly firstName: string
  readonly birthDate: Day
  /** 1 for the eldest of the family. */
  readonly place: number
  /** Changes with the photo; null: there is none, or it is not for this reader. */
  readonly photo: number | null
  readonly householdId: number
  /** INSEE code of the household's commune that day; null: unknown. */
  readonly residence: string | null
  /** Invoices of the household that are past their date. */
  readonly overdueCents: Cents
  /** Papers that an activity lacks, once they were looked up. */
  readonly missingPapers?: readonly string[]
  readonly schooling: readonly KnownSchooling[]
  readonly enrolments: readonly KnownEnrolment[]
}

export interface KnownSchooling {
  readonly schoolYear: number
  readonly level: string
  readonly schoolId: number | null
}

export interface KnownEnrolment {
  readonly ref: string
  readonly activityId: number
  readonly activityRef: string
  readonly activityName: string
  readonly groupName: string
  readonly validFrom: Day
  readonly validTo: Day | null
  readonly state: 'REQUESTED' | 'ACCEPTED' | 'WAITING' | 'REFUSED' | 'CANCELLED'
  readonly reason: string | null
}

/** The children of some households, eldest first, with their enrolments that are not over; one statement. */
export async function candidates(
  tx: Tx,
  householdIds: readonly number[],
  today: Day,
): Promise<Candidate[]> {
  const read = await sql<Candidate>`
    select c.id as "childId", c.ref, c.first_name as "firstName", c.birth_date as "birthDate",
      hc.household_id as "householdId",
      case when c.id = any ((select app.current_children_full())::bigint[]) then c.photo_blob_id end as photo,
      row_number() over (partition by hc.household_id order by c.birth_date, c.id)::int as place,
      (select a.insee from household_address a where a.household_id = hc.household_id and a.valid_from <= ${today}
         and (a.valid_to is null or a.valid_to >= ${today}) limit 1) as residence,
      ${overdueCents(today)} as "overdueCents",
      coalesce((select jsonb_agg(jsonb_build_object('schoolYear', s.school_year, 'level', s.level,
                  'schoolId', s.school_id) order by s.school_year desc)
                from schooling s where s.child_id = c.id), '[]') as schooling,
      coalesce((select jsonb_agg(jsonb_build_object('ref', e.ref, 'activityId', a.id, 'activityRef', a.ref,
                  'activityName', a.name, 'groupName', g.name, 'validFrom', e.valid_from, 'validTo', e.valid_to,
                  'state', e.state, 'reason', e.reason) order by e.valid_from, a.name)
                from enrolment e join activity a on a.id = e.activity_id join activity_group g on g.id = e.group_id
                where e.child_id = c.id and e.household_id = hc.household_id
                  and (e.valid_to is null or e.valid_to >= ${today})), '[]') as enrolments
    from household_child hc
    join household h on h.id = hc.household_id
    join child c on c.id = hc.child_id
    where hc.household_id = any(${householdIds}::bigint[])
      and hc.valid_from <= ${today} and (hc.valid_to is null or hc.valid_to >= ${today})
    order by hc.household_id, place`.execute(tx)
  return read.rows
}

/** What eligibility asks of a child on a day: its class of that school year, else the one of its age. */
export function eligibleOn(child: Candidate, day: Day): EligibleChild {
  const { firstName, birthDate, schooling, residence } = child
  const year = schoolYearOf(day)
  const own = schooling.find((one) => one.schoolYear === year)
  const schoolId = own?.schoolId ?? schooling[0]?.schoolId ?? null
  return {
    firstName,
    birthDate,
    level: own?.level ?? levelOfAge(birthDate, year),
    schoolId,
    residence,
    overdueCents: child.overdueCents,
    missingPapers: child.missingPapers ?? [],
  }
}

function levelOfAge(birthDate: Day, schoolYear: number): string | null {
  const age = schoolYear - Number(birthDate.slice(0, 4))
  return age >= 2 && age <= 10 ? usualLevel(birthDate, schoolYear) : null
}

/** Does an enrolment hold a place or a request in these days? */
export function isHeld({ state, validFrom, validTo }: KnownEnrolment, from: Day, to: Day): boolean {
  const isLive = state === 'REQUESTED' || state === 'ACCEPTED' || state === 'WAITING'
  return isLive && validFrom <= to && (validTo === null || validTo >= from)
}
