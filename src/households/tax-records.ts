import { sql } from 'kysely'
import { rowsHash } from '../audit/hashes.ts'
import { record } from '../audit/record.ts'
import type { Tx } from '../db/connect.ts'
import { dataKeyFor, knownDataKeys } from '../db/data-keys.ts'
import { openText, sealField, type Place } from '../db/field-encryption.ts'
import type { Keys } from '../db/keys.ts'
import { dayOf } from '../kernel/day.ts'
import { taxBody, type NewTaxBody, type TaxBody } from './sealed.ts'

/** Enters or replaces the tax notice of a year, encrypted with the household's key. */
export async function setTaxRecord(
  tx: Tx,
  keys: Keys,
  notice: {
    readonly householdId: number
    readonly year: number
    readonly body: NewTaxBody
    readonly consent: boolean
  },
  {
    now,
    actor,
    seen = false,
  }: { readonly now: Date; readonly actor: string; readonly seen?: boolean },
): Promise<void> {
  const { householdId, year, body, consent } = notice
  const key = await dataKeyFor(tx, keys, { subject: 'FAMILY', subjectId: householdId })
  const drawn = await sql<{ id: number }>`
    select coalesce((select id from tax_record where household_id = ${householdId} and tax_year = ${year}),
                    nextval(pg_get_serial_sequence('tax_record', 'id'))) as id`.execute(tx)
  const id = drawn.rows[0]?.id ?? 0
  const own = { column: 'id', value: id } as const
  const beforeHash = await rowsHash(tx, 'tax_record', own)
  const sealed = sealField(key, taxPlace(id), JSON.stringify(body))
  await sql`
    insert into tax_record (id, household_id, tax_year, body_enc, consent_to_use, seen_by, seen_on) overriding system value
    values (${id}, ${householdId}, ${year}, ${sealed}, ${consent}, ${seen ? actor : null}, ${seen ? dayOf(now) : null}::date)
    on conflict (household_id, tax_year) do update
      set body_enc = excluded.body_enc, consent_to_use = excluded.consent_to_use,
          seen_by = excluded.seen_by, seen_on = excluded.seen_on`.execute(tx)
  await record(tx, {
    at: now,
    actorKind: 'OFFICER',
    actor,
    action: 'tax.set',
    subject: 'tax_record',
    subjectId: id,
    householdId,
    beforeHash,
    afterHash: await rowsHash(tx, 'tax_record', own),
  })
}

export function taxPlace(id: number): Place {
  return { table: 'tax_record', column: 'body_enc', row: id }
}

/** Every notice on file, the newest first. None when the key is out of reach. */
export async function taxRecords(
  tx: Tx,
  keys: Keys,
  householdId: number,
): Promise<(TaxBody & { readonly year: number; readonly consent: boolean })[]> {
  const found = await sql<{ id: number; year: number; body: Buffer; consent: boolean }>`
    select id, tax_year as year, body_enc as body, consent_to_use as consent
    from tax_record where household_id = ${householdId} order by tax_year desc`.execute(tx)
  if (found.rows.length === 0) return []
  const key = (await knownDataKeys(tx, keys, 'FAMILY', [householdId])).get(householdId)
  if (!key) return []
  return found.rows.map(({ id, year, body, consent }) => ({
    year,
    consent,
    ...taxBody.parse(JSON.parse(openText(key, taxPlace(id), body))),
  }))
}
