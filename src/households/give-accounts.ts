import { sql } from 'kysely'
import { createAccounts } from '../accounts/logins.ts'
import type { ActorKind } from '../audit/record.ts'
import type { Tx } from '../db/connect.ts'
import type { Plan } from './plan.ts'
import { idOf, type NewIds } from './write-plan.ts'

/** One account an adult: made by accounts, linked here, where person is owned. */
export async function giveAccounts(
  tx: Tx,
  { withoutAccount }: Plan,
  ids: NewIds,
  {
    now,
    actor,
    actorKind = 'OFFICER',
  }: { readonly now: Date; readonly actor: string; readonly actorKind?: ActorKind },
): Promise<void> {
  if (withoutAccount.length === 0) return
  const holders = withoutAccount.map(({ adult, firstName, usualName }) => ({
    personId: idOf(adult, ids.adults),
    firstName,
    usualName,
  }))
  const accounts = await createAccounts(tx, holders, { now, actor, actorKind })
  const links = [...accounts].map(([personId, { accountId }]) => ({ personId, accountId }))
  await sql`
    update person set account_id = r."accountId"
    from jsonb_to_recordset(${JSON.stringify(links)}::jsonb) as r("personId" bigint, "accountId" bigint)
    where person.id = r."personId"`.execute(tx)
}
