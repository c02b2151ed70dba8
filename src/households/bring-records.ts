import { sql, type RawBuilder } from 'kysely'
import { recordAll } from '../audit/record.ts'
import type { Tx } from '../db/connect.ts'
import { dataKeyFor } from '../db/data-keys.ts'
import { openField, sealField, type Place } from '../db/field-encryption.ts'
import type { Keys } from '../db/keys.ts'
import { addDays, dayOf, type Day } from '../kernel/day.ts'
import { bankPlace } from './bank-accounts.ts'
import { numberPlace } from './benefits.ts'
import type { Merge } from './merge-households.ts'
import { taxPlace } from './tax-records.ts'

/** What a merge did with one kind of record of the file that ends. */
export interface BroughtRecords {
  readonly kind: 'address' | 'quotient' | 'benefit' | 'bank' | 'tax'
  /** They go on in the other file. */
  readonly brought: number
  /** The other file has its own, for some of the same days at least. */
  readonly kept: number
}

type Reseal = (sealed: Buffer, before: Place, after?: Place) => Buffer

/**
 * What only the former file has goes on in the other: the quotients of every day that the other has none for, its
 * C.A.F. file, the tax notices of other years, and from the day on its address and bank account. Nothing of the other
 * file is replaced; what is sealed is sealed again with that file's key.
 */
export async function bringRecords(
  tx: Tx,
  keys: Keys,
  merge: Merge,
  { now, actor }: { readonly now: Date; readonly actor: string },
): Promise<readonly BroughtRecords[]> {
  const day = dayOf(now)
  const reseal = await resealing(tx, keys, merge)
  const done = [
    await bringAddress(tx, merge, day),
    await bringQuotients(tx, merge),
    await bringBenefit(tx, merge, reseal),
    await bringBankAccount(tx, merge, day, reseal),
    await bringTaxRecords(tx, merge, reseal),
  ]
  const written = done.filter(({ brought }) => brought > 0)
  await recordAll(
    tx,
    written.map(({ kind }) => ({
      at: now,
      actorKind: 'OFFICER',
      actor,
      action: `${kind}.bring`,
      subject: 'household',
      subjectId: merge.intoId,
      householdId: merge.intoId,
    })),
  )
  return done
}

async function resealing(tx: Tx, keys: Keys, { fromId, intoId }: Merge): Promise<Reseal> {
  const former = await dataKeyFor(tx, keys, { subject: 'FAMILY', subjectId: fromId })
  const other = await dataKeyFor(tx, keys, { subject: 'FAMILY', subjectId: intoId })
  return (sealed, before, after = before) =>
    sealField(other, after, openField(former, before, sealed))
}

interface Piece {
  readonly id: number
  readonly validFrom: Day
  readonly validTo: Day | null
}

/** Of each dated row of the former file the days that the other has none for, and how many rows lose some. */
async function freePieces(
  tx: Tx,
  table: 'household_address' | 'quotient' | 'bank_account',
  { fromId, intoId }: Merge,
  {
    since,
    which = sql`true`,
  }: { readonly since: Day | null; readonly which?: RawBuilder<unknown> },
): Promise<{ readonly pieces: readonly Piece[]; readonly kept: number }> {
  const found = await sql<{
    id: number
    validFrom: Day | null
    validTo: Day | null
    isCut: boolean
  }>`
    with spell as (
      select id, household_id,
        daterange(valid_from, valid_to, '[]') * daterange(${since}::date, null) as days
      from ${sql.table(table)} where household_id in (${fromId}, ${intoId}) and ${which}),
    free as (
      select s.id, s.days, datemultirange(s.days) - coalesce(
        (select range_agg(o.days) from spell o where o.household_id = ${intoId}), '{}') as pieces
      from spell s where s.household_id = ${fromId} and not isempty(s.days))
    select f.id, lower(piece) as "validFrom", upper(piece) - 1 as "validTo",
      f.pieces <> datemultirange(f.days) as "isCut"
    from free f left join lateral unnest(f.pieces) piece on true order by f.id, piece`.execute(tx)
  return {
    pieces: found.rows.flatMap(({ id, validFrom, validTo }) =>
      validFrom === null ? [] : [{ id, validFrom, validTo }],
    ),
    kept: new Set(found.rows.filter(({ isCut }) => isCut).map(({ id }) => id)).size,
  }
}

function piecesAsTable(pieces: readonly Piece[]) {
  return sql`jsonb_to_recordset(${JSON.stringify(pieces)}::jsonb) as p(id bigint, "validFrom" date, "validTo" date)`
}

/** What was billed before is priced with the address of then: only days to come are brought. */
async function bringAddress(tx: Tx, merge: Merge, day: Day): Promise<BroughtRecords> {
  const { pieces, kept } = await freePieces(tx, 'household_address', merge, { since: day })
  await sql`
    insert into household_address (household_id, number, repetition, street, complement, place, postcode, commune, insee,
                                   country, valid_from, valid_to)
    select ${merge.intoId}, number, repetition, street, complement, place, postcode, commune, insee, country,
           p."validFrom", p."validTo"
    from household_address join ${piecesAsTable(pieces)} using (id)`.execute(tx)
  return { kind: 'address', brought: pieces.length, kept }
}

/** The whole history. It is entered now, so that what was billed keeps the price that was billed. */
async function bringQuotients(tx: Tx, merge: Merge): Promise<BroughtRecords> {
  const { pieces, kept } = await freePieces(tx, 'quotient', merge, {
    since: null,
    which: sql`annulled_at is null`,
  })
  await sql`
    insert into quotient (household_id, type, value, valid_from, valid_to, received_on, source, evidence_id, entered_by)
    select ${merge.intoId}, type, value, p."validFrom", p."validTo", received_on, source, evidence_id, entered_by
    from quotient join ${piecesAsTable(pieces)} using (id)`.execute(tx)
  return { kind: 'quotient', brought: pieces.length, kept }
}

/** Both at the same fund, and only the former knows the number: the other takes it. */
async function bringBenefit(
  tx: Tx,
  { fromId, intoId }: Merge,
  reseal: Reseal,
): Promise<BroughtRecords> {
  const found = await sql<{ number: Buffer | null }>`
    select recipient_number_enc as number from benefit_record where household_id = ${fromId}`.execute(
    tx,
  )
  const [former] = found.rows
  if (!former) return { kind: 'benefit', brought: 0, kept: 0 }
  const number = former.number && reseal(former.number, numberPlace(fromId), numberPlace(intoId))
  const written = await sql`
    insert into benefit_record as b (household_id, scheme, fund, recipient_number_enc, recipient_number_hash,
                                     recipient_person_id, consent_cdap, consent_api)
    select ${intoId}, scheme, fund, ${number}, recipient_number_hash, recipient_person_id, consent_cdap, consent_api
    from benefit_record where household_id = ${fromId}
    on conflict (household_id) do update
      set fund = coalesce(b.fund, excluded.fund),
          recipient_number_enc = excluded.recipient_number_enc,
          recipient_number_hash = excluded.recipient_number_hash,
          recipient_person_id = coalesce(b.recipient_person_id, excluded.recipient_person_id)
      where b.scheme = excluded.scheme and b.recipient_number_enc is null
        and excluded.recipient_number_enc is not null`.execute(tx)
  const isBrought = written.numAffectedRows === 1n
  if (isBrought) await sql`delete from benefit_record where household_id = ${fromId}`.execute(tx)
  return { kind: 'benefit', brought: isBrought ? 1 : 0, kept: isBrought ? 0 : 1 }
}

/** The former file keeps the account until the day before: what was debited from it names it. */
async function bringBankAccount(
  tx: Tx,
  merge: Merge,
  day: Day,
  reseal: Reseal,
): Promise<BroughtRecords> {
  const { pieces, kept } = await freePieces(tx, 'bank_account', merge, { since: day })
  const found = await sql<Piece & { newId: number; holder: Buffer; iban: Buffer }>`
    select id, p."validFrom", p."validTo", holder_enc as holder, iban_enc as iban,
           nextval(pg_get_serial_sequence('bank_account', 'id')) as "newId"
    from bank_account join ${piecesAsTable(pieces)} using (id)`.execute(tx)
  for (const { id, newId, validFrom, validTo, holder, iban } of found.rows) {
    const sealed = (column: 'holder_enc' | 'iban_enc', value: Buffer) =>
      reseal(value, bankPlace(id, column), bankPlace(newId, column))
    await sql`
      insert into bank_account (id, household_id, holder_enc, iban_enc, iban_hash, iban_last4, bic, valid_from, valid_to)
        overriding system value
      select ${newId}, ${merge.intoId}, ${sealed('holder_enc', holder)}, ${sealed('iban_enc', iban)}, iban_hash,
             iban_last4, bic, ${validFrom}::date, ${validTo}::date
      from bank_account where id = ${id}`.execute(tx)
  }
  const ids = found.rows.map(({ id }) => id)
  await sql`delete from bank_account where id = any(${ids}::bigint[]) and valid_from >= ${day}::date`.execute(
    tx,
  )
  await sql`update bank_account set valid_to = ${addDays(day, -1)}::date where id = any(${ids}::bigint[])`.execute(
    tx,
  )
  return { kind: 'bank', brought: pieces.length, kept }
}

async function bringTaxRecords(
  tx: Tx,
  { fromId, intoId }: Merge,
  reseal: Reseal,
): Promise<BroughtRecords> {
  const found = await sql<{ id: number; body: Buffer; isKept: boolean }>`
    select id, body_enc as body, exists (
      select 1 from tax_record o where o.household_id = ${intoId} and o.tax_year = t.tax_year) as "isKept"
    from tax_record t where household_id = ${fromId}`.execute(tx)
  const moving = found.rows.filter(({ isKept }) => !isKept)
  for (const { id, body } of moving) {
    await sql`
      update tax_record set household_id = ${intoId}, body_enc = ${reseal(body, taxPlace(id))} where id = ${id}`.execute(
      tx,
    )
  }
  return { kind: 'tax', brought: moving.length, kept: found.rows.length - moving.length }
}
