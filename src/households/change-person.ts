import { sql } from 'kysely'
import { hashOf } from '../audit/hashes.ts'
import { record, type ActorKind } from '../audit/record.ts'
import type { Tx } from '../db/connect.ts'
import type { Day } from '../kernel/day.ts'
import { matchKey } from '../kernel/text.ts'
import type { Title } from './family-model.ts'
import { householdName, sortName } from './household-name.ts'

/** INSEE's commune of birth in France, or the country. */
export interface BirthPlace {
  readonly insee: string | null
  readonly country: string | null
}

/** An adult's own data, as the screens of responsable and conjoint show it. */
export interface PersonData {
  readonly title: Title | null
  readonly usualName: string
  readonly birthName: string | null
  readonly firstName: string
  readonly birthDate: Day | null
  readonly birthPlace: BirthPlace | null
  readonly mobile: string | null
  readonly homePhone: string | null
  readonly workPhone: string | null
  readonly email: string | null
  readonly smsAllowed: boolean
  readonly emailInvoices: boolean
  readonly profession: string | null
  readonly employer: string | null
  readonly employerCity: string | null
}

/** Reads an adult's data; undefined when there is none, or it is another family's. */
export async function personData(tx: Tx, personId: number): Promise<PersonData | undefined> {
  const row = await tx
    .selectFrom('person')
    .select([
      'title',
      'usual_name as usualName',
      'birth_name as birthName',
      'first_name as firstName',
      'birth_date as birthDate',
      'birth_insee',
      'birth_country',
      'mobile',
      'home_phone as homePhone',
      'work_phone as workPhone',
      'email',
      'sms_allowed as smsAllowed',
      'email_invoices as emailInvoices',
      'profession',
      'employer',
      'employer_city as employerCity',
    ])
    .where('id', '=', personId)
    .where('erased_at', 'is', null)
    .executeTakeFirst()
  if (!row) return undefined
  const { birth_insee: insee, birth_country: country, ...data } = row
  return { ...data, birthPlace: insee || country ? { insee, country } : null }
}

/** Writes the fields that are given and leaves the others. The name of the family's file follows the names. */
export async function changePerson(
  tx: Tx,
  personId: number,
  change: Partial<PersonData>,
  by: { readonly now: Date; readonly actor: string; readonly actorKind: ActorKind },
): Promise<void> {
  const before = await personData(tx, personId)
  if (!before) throw new Error(`No adult ${personId} to change`)
  const after = { ...before, ...change }
  await tx
    .updateTable('person')
    .set({
      title: after.title,
      usual_name: after.usualName,
      birth_name: after.birthName,
      first_name: after.firstName,
      match_key: matchKey(after.usualName, after.firstName),
      birth_date: after.birthDate,
      birth_insee: after.birthPlace?.insee ?? null,
      birth_country: after.birthPlace?.country ?? null,
      mobile: after.mobile,
      home_phone: after.homePhone,
      work_phone: after.workPhone,
      email: after.email,
      sms_allowed: after.smsAllowed,
      email_invoices: after.emailInvoices,
      profession: after.profession,
      employer: after.employer,
      employer_city: after.employerCity,
      updated_at: by.now,
    })
    .where('id', '=', personId)
    .execute()
  const isRenamed = after.usualName !== before.usualName || after.firstName !== before.firstName
  if (isRenamed) await renameHouseholds(tx, personId)
  await record(tx, {
    at: by.now,
    actorKind: by.actorKind,
    actor: by.actor,
    action: 'person.change',
    subject: 'person',
    subjectId: personId,
    beforeHash: hashOf(before),
    afterHash: hashOf(after),
  })
}

/** The files of an adult are called after who is in them. */
export async function renameHouseholds(tx: Tx, personId: number): Promise<void> {
  const found = await sql<{
    householdId: number
    adults: { usualName: string; firstName: string }[]
  }>`
    select m.household_id as "householdId",
      jsonb_agg(jsonb_build_object('usualName', p.usual_name, 'firstName', p.first_name)
        order by (m.role = 'PRIMARY') desc, m.id) as adults
    from household_adult m
    join person p on p.id = m.person_id
    where m.household_id in (select household_id from household_adult where person_id = ${personId})
      and m.role <> 'JOINT_DEBTOR' and m.valid_to is null
    group by 1`.execute(tx)
  const names = found.rows.map(({ householdId, adults }) => ({
    id: householdId,
    name: householdName(adults),
    sort: sortName(adults),
  }))
  await sql`
    update household set name = r.name, sort_name = r.sort
    from jsonb_to_recordset(${JSON.stringify(names)}::jsonb) as r(id bigint, name text, sort text)
    where household.id = r.id`.execute(tx)
}
