import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import type { Keys } from '../db/keys.ts'
import { addEvidence } from '../households/evidence.ts'
import { setBankAccount } from '../households/bank-accounts.ts'
import { addDays, dayOf, instantAt } from '../kernel/day.ts'
import { draftMandate } from '../payments/mandates/draft.ts'
import { acceptMandate, giveSignedMandate } from '../requests/mandates.ts'
import { demoIcs } from './commune.ts'
import { paper } from './papers.ts'

interface Debtor {
  readonly personId: number
  readonly householdId: number
  readonly login: string
  readonly holder: string
}

/**
 * Direct debits of the demonstration: Claire Martin's mandate is active, Marc Leroy's is still to be signed, and one
 * more family has sent its own back, which the town hall has not looked at yet.
 */
export async function signMandates(
  tx: Tx,
  keys: Keys,
  { now, actor }: { readonly now: Date; readonly actor: string },
): Promise<void> {
  const [claire, marc, third] = await debtors(tx)
  const at = (daysAgo: number) => instantAt(addDays(dayOf(now), -daysAgo), '20:05')
  const by = (daysAgo: number) => ({ now: at(daysAgo), actorKind: 'OFFICER', actor }) as const
  const draft = (one: Debtor, daysAgo: number) =>
    draftMandate(
      tx,
      { householdId: one.householdId, ics: demoIcs },
      { now: at(daysAgo), actorKind: 'PARENT', actor: one.login },
    )
  if (claire) {
    const { id: mandateId } = await draft(claire, 40)
    const signedOn = addDays(dayOf(now), -38)
    await acceptMandate(tx, keys, { mandateId, signedOn, evidenceId: null }, by(36))
  }
  if (marc) {
    await giveAccount(tx, keys, marc, 'FR7630001007941234567000113', by(20))
    await draft(marc, 2)
  }
  if (!third) return
  await giveAccount(tx, keys, third, 'FR7630004008280001234567841', by(20))
  const { id: mandateId, rum } = await draft(third, 6)
  const { householdId, personId, login } = third
  const scan = { householdId, childId: null, kind: 'SIGNED_MANDATE', fileName: 'Mandat.pdf' }
  const evidence = await addEvidence(
    tx,
    keys,
    { ...scan, file: paper(`Mandat ${rum}`) },
    { now: at(4), actorKind: 'PARENT', actor: login },
  )
  const signedOn = addDays(dayOf(now), -5)
  const given = { householdId, personId, mandateId, rum, signedOn, evidenceId: evidence.id }
  await giveSignedMandate(tx, keys, given, { now: at(4), actor: login })
}

/** Claire, Marc, then whoever stands first in the other files. */
async function debtors(tx: Tx): Promise<readonly Debtor[]> {
  const found = await sql<Debtor>`
    select distinct on (place, m.household_id) p.id as "personId", m.household_id as "householdId", a.login,
      upper(p.usual_name || ' ' || p.first_name) as holder,
      case a.login when 'claire.martin' then 1 when 'marc.leroy' then 2 else 3 end as place
    from household_adult m join person p on p.id = m.person_id join account a on a.id = p.account_id
    where m.role = 'PRIMARY' and m.valid_to is null and a.login not in ('anne.bernard', 'awa.diallo')
    order by place, m.household_id, m.id limit 3`.execute(tx)
  return found.rows
}

async function giveAccount(
  tx: Tx,
  keys: Keys,
  { householdId, holder }: Debtor,
  iban: string,
  by: { readonly now: Date; readonly actor: string },
): Promise<void> {
  const account = { householdId, holder, iban, bic: null, validFrom: dayOf(by.now) }
  await setBankAccount(tx, keys, account, by)
}
