import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import type { Keys } from '../db/keys.ts'
import { addDays, dayOf, instantAt } from '../kernel/day.ts'
import { decideRequest } from '../requests/decide.ts'
import type { Change } from '../requests/model.ts'
import { requestChange } from '../requests/request-change.ts'

interface Adult {
  readonly personId: number
  readonly householdId: number
  readonly login: string
}

/** What families of the story asked for: a phone changed at once, a quotient refused, another that waits. */
export async function askForChanges(
  tx: Tx,
  keys: Keys,
  { now, actor }: { readonly now: Date; readonly actor: string },
): Promise<void> {
  const { rows } = await sql<Adult>`
    select p.id as "personId", m.household_id as "householdId", a.login
    from account a join person p on p.account_id = a.id join household_adult m on m.person_id = p.id
    where a.login = any(array['claire.martin', 'marc.leroy', 'awa.diallo'])`.execute(tx)
  const today = dayOf(now)
  for (const adult of rows) {
    const asked = async (daysAgo: number, change: Omit<Change, 'targetId'>) => {
      const at = instantAt(addDays(today, -daysAgo), '20:12')
      const targetId = change.target === 'PERSON' ? adult.personId : adult.householdId
      const { personId, householdId, login } = adult
      const wanted = { personId, householdId, changes: [{ ...change, targetId }] }
      return requestChange(tx, keys, wanted, { now: at, actor: login })
    }
    if (adult.login === 'claire.martin') {
      await asked(12, { target: 'PERSON', field: 'profession', value: 'Boulangère' })
      const { pending } = await asked(9, quotient(790, addDays(today, -9)))
      await refuse(tx, keys, pending, { now: instantAt(addDays(today, -6), '09:30'), actor })
      await asked(3, { target: 'PERSON', field: 'birthName', value: 'Dubois' })
    } else if (adult.login === 'marc.leroy') {
      await asked(5, { target: 'PERSON', field: 'profession', value: 'Électricien' })
    } else {
      await asked(2, quotient(412, addDays(today, -2)))
    }
  }
}

function quotient(value: number, validFrom: string): Omit<Change, 'targetId'> {
  return { target: 'QUOTIENT', field: 'quotient', value: { type: 'CAF', value, validFrom } }
}

async function refuse(
  tx: Tx,
  keys: Keys,
  ref: string | null,
  by: { readonly now: Date; readonly actor: string },
): Promise<void> {
  const { rows } = await sql<{
    id: number
  }>`select id from change_request where ref = ${ref}::uuid`.execute(tx)
  const [request] = rows
  if (!request) return
  const because =
    'Il manque l’attestation de la C.A.F. Vous pouvez refaire la demande en la joignant.'
  await decideRequest(tx, keys, { requestId: request.id, accept: [], because }, by)
}
