import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import { typedLogin } from './logins.ts'

export interface ListedAccount {
  readonly accountId: number
  readonly ref: string
  readonly personRef: string
  readonly login: string
  readonly firstName: string
  readonly usualName: string
  /** File numbers of the families this adult belongs to today. */
  readonly files: readonly number[]
  readonly state: 'PENDING' | 'ACTIVE' | 'CLOSED'
  readonly lastLoginAt: Date | null
  /** Until when the code of the last letter works; null when there is none. */
  readonly letterUntil: Date | null
}

export interface AccountFilter {
  /** Logins, refs of accounts or persons, or file numbers (every adult of the family). */
  readonly refs?: readonly string[]
  /** Only those who have never chosen a password. */
  readonly withoutLogin?: boolean
  readonly now: Date
}

/** The accounts that fit, by name. */
export async function listAccounts(
  tx: Tx,
  { refs, withoutLogin = false, now }: AccountFilter,
): Promise<ListedAccount[]> {
  const wanted = refs?.map((ref) => typedLogin(ref)) ?? []
  const found = await sql<ListedAccount>`
    select a.id as "accountId", a.ref, p.ref as "personRef", a.login, p.first_name as "firstName", p.usual_name as "usualName", a.state,
           a.last_login_at as "lastLoginAt", letter.expires_at as "letterUntil", coalesce(family.files, '{}') as files
    from account a
    join person p on p.account_id = a.id
    left join reset_code letter on letter.account_id = a.id and letter.kind = 'LETTER' and letter.used_at is null
      and letter.expires_at > ${now} and letter.tries_left > 0
    left join lateral (
      select array_agg(distinct h.file_number order by h.file_number) as files
      from household_adult ha join household h on h.id = ha.household_id
      where ha.person_id = p.id and daterange(ha.valid_from, ha.valid_to, '[]') @> (${now}::timestamptz at time zone 'Europe/Paris')::date
    ) family on true
    where (${refs === undefined} or a.login = any(${wanted}::text[]) or a.ref::text = any(${wanted}::text[])
        or p.ref::text = any(${wanted}::text[]) or family.files::text[] && ${wanted}::text[])
      and (not ${withoutLogin} or a.state = 'PENDING')
    order by p.usual_name, p.first_name, a.id`.execute(tx)
  return found.rows
}

/** The refs of a filter that no account answers to. */
export function unknownRefs(refs: readonly string[], accounts: readonly ListedAccount[]): string[] {
  const known = new Set(
    accounts.flatMap(({ login, ref, personRef, files }) => [
      login,
      ref,
      personRef,
      ...files.map(String),
    ]),
  )
  return refs.filter((ref) => !known.has(typedLogin(ref)))
}
