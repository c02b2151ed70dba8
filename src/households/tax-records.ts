import { sql } from 'kysely'
import { record } from '../audit/record.ts'
import type { Tx } from '../db/connect.ts'
import { dataKeyFor } from '../db/data-keys.ts'
import { sealField, type Place } from '../db/field-encryption.ts'
import type { Keys } from '../db/keys.ts'
import type { TaxBody } from './sealed.ts'

/** Enters or replaces the tax notice of a year, encrypted with the household's key. */
export async function setTaxRecord(
  tx: Tx,
  keys: Keys,
  notice: {
    readonly householdId: number
    readonly year: number
    readonly body: TaxBody
    readonly consent: boolean
  },
  { now, actor }: { readonly now: Date; readonly actor: string },
): Promise<void> {
  const { householdId, year, body, consent } = notice
  const key = await dataKeyFor(tx, keys, { subject: 'FAMILY', subjectId: householdId })
  const drawn = await sql<{ id: number }>`
    select coalesce((select id from tax_record where household_id = ${householdId} and tax_year = ${year}),
                    nextval(pg_get_serial_sequence('tax_record', 'id'))) as id`.execute(tx)
  const id = drawn.rows[0]?.id ?? 0
  const sealed = sealField(key, taxPlace(id), JSON.stringify(body))
  await sql`
    insert into tax_record (id, household_id, tax_year, body_enc, consent_to_use) overriding system value
    values (${id}, ${householdId}, ${year}, ${sealed}, ${consent})
    on conflict (household_id, tax_year) do update
      set body_enc = excluded.body_enc, consent_to_use = excluded.consent_to_use`.execute(tx)
  await record(tx, {
    at: now,
    actorKind: 'OFFICER',
    actor,
    action: 'tax.set',
    subject: 'tax_record',
    subjectId: id,
    householdId,
  })
}

export function taxPlace(id: number): Place {
  return { table: 'tax_record', column: 'body_enc', row: id }
}
