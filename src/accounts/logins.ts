import { sql } from 'kysely'
import { recordAll, type ActorKind } from '../audit/record.ts'
import type { Tx } from '../db/connect.ts'
import { waitForLock } from '../db/locks.ts'
import { matchKey } from '../kernel/text.ts'

/** An adult who gets an account. */
export interface NewHolder {
  readonly personId: number
  readonly firstName: string
  readonly usualName: string
}

export interface NewAccount {
  readonly accountId: number
  readonly login: string
}

/**
 * One account for each adult, in one statement. Answers by person: the caller, who owns `person`, writes the link
 * `person.account_id` in the same transaction.
 */
export async function createAccounts(
  tx: Tx,
  holders: readonly NewHolder[],
  {
    now,
    actor,
    actorKind = 'OFFICER',
  }: { readonly now: Date; readonly actor: string; readonly actorKind?: ActorKind },
): Promise<Map<number, NewAccount>> {
  if (holders.length === 0) return new Map()
  await waitForLock(tx, 'preau.logins')
  const logins = numbered(holders.map(loginOf), await takenLogins(tx, holders.map(loginOf)))
  const made = await sql<NewAccount>`
    insert into account (login, created_at)
    select login, ${now} from unnest(${logins}::text[]) as made(login)
    returning id as "accountId", login`.execute(tx)
  const byLogin = new Map(made.rows.map((account) => [account.login, account]))
  const accounts = new Map<number, NewAccount>()
  holders.forEach((holder, at) => {
    const account = byLogin.get(logins[at] ?? '')
    if (account) accounts.set(holder.personId, account)
  })
  await recordAll(
    tx,
    made.rows.map(({ accountId }) => {
      return {
        at: now,
        actorKind,
        actor,
        action: 'account.create',
        subject: 'account',
        subjectId: accountId,
      }
    }),
  )
  return accounts
}

/** `Zoé-Marie Le Guen` → `zoe-marie.le-guen` */
export function loginOf(holder: {
  readonly firstName: string
  readonly usualName: string
}): string {
  return [holder.firstName, holder.usualName].map(loginPart).filter(Boolean).join('.') || 'parent'
}

/** What somebody typed in the field of the login: spaces, capitals and accents do not matter. */
export function typedLogin(text: string): string {
  return text
    .normalize('NFD')
    .replace(/[\p{M}\s]/gu, '')
    .toLowerCase()
    .slice(0, 254)
}

function loginPart(name: string): string {
  return matchKey(name.replace(/['’]/g, ''))
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
}

/** The second claire.martin is claire.martin2. */
function numbered(wanted: readonly string[], taken: ReadonlySet<string>): string[] {
  const used = new Set(taken)
  const next = new Map<string, number>()
  return wanted.map((base) => {
    let number = next.get(base) ?? 1
    while (used.has(withNumber(base, number))) number += 1
    next.set(base, number + 1)
    const login = withNumber(base, number)
    used.add(login)
    return login
  })
}

function withNumber(base: string, number: number): string {
  const login = number === 1 ? base : `${base}${number}`
  return login.length < 3 ? `${login}-parent` : login
}

async function takenLogins(tx: Tx, bases: readonly string[]): Promise<Set<string>> {
  const found = await sql<{ login: string }>`
    select login from account
    where regexp_replace(login, '(-parent)?$', '') = any(${bases}::text[])
       or regexp_replace(login, '[0-9]*(-parent)?$', '') = any(${bases}::text[])`.execute(tx)
  return new Set(found.rows.map((row) => row.login))
}
