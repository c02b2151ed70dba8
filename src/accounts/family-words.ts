import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import type { Keys } from '../db/keys.ts'
import type { Day } from '../kernel/day.ts'
import { readSettings, type Settings } from '../settings/settings.ts'
import type { FamilyWords, PasswordPolicy } from './password-policy.ts'

/** What a password of this account is measured by. */
export interface PasswordRule {
  readonly policy: PasswordPolicy
  readonly words: FamilyWords
}

/** In a transaction of the gate or of a job: before there is a session. */
export async function ruleAtGate(tx: Tx, keys: Keys, accountId: number): Promise<PasswordRule> {
  const found = await sql<{ names: string[]; days: Day[] }>`
    select names, days from app.family_words(${accountId})`.execute(tx)
  return rule(await readSettings(tx, keys), found.rows[0])
}

/** In a parent's transaction: what row-level security shows of the own family. */
export async function ruleOfParent(tx: Tx, keys: Keys): Promise<PasswordRule> {
  const found = await sql<{ names: string[]; days: Day[] }>`
    with known as (
      select first_name, usual_name, birth_name, birth_date from person
      union all
      select first_name, usual_name, last_name, birth_date from child)
    select array_remove(array_agg(first_name) || array_agg(usual_name) || array_agg(birth_name), null) as names,
           array_remove(array_agg(birth_date), null) as days
    from known`.execute(tx)
  return rule(await readSettings(tx, keys), found.rows[0])
}

function rule(
  settings: Settings,
  family: { names: string[]; days: Day[] } | undefined,
): PasswordRule {
  const { name, town } = settings.commune
  return {
    policy: settings.passwordPolicy,
    words: { names: [...(family?.names ?? []), name, town], days: family?.days ?? [] },
  }
}
