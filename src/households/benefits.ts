import { sql } from 'kysely'
import { rowsHash } from '../audit/hashes.ts'
import { record, type ActorKind } from '../audit/record.ts'
import type { Tx } from '../db/connect.ts'
import { dataKeyFor, dataKeysFor, knownDataKeys } from '../db/data-keys.ts'
import { openText, sealField } from '../db/field-encryption.ts'
import { lookupHash, type Keys } from '../db/keys.ts'
import type { Scheme } from './family-model.ts'

export interface WantedBenefit {
  readonly householdId: number
  readonly scheme: Scheme
  /** The number at the CAF or MSA; null: as it is on file. */
  readonly recipientNumber: string | null
  readonly recipientPersonId: number | null
}

interface BenefitRow extends WantedBenefit {
  /** Hexadecimal; null: as it is on file. */
  readonly hash: string | null
}

/** Those that differ from what is on file, compared by the keyed hash of the number: nothing is decrypted. */
export async function planBenefits(
  tx: Tx,
  keys: Keys,
  wanted: readonly WantedBenefit[],
): Promise<BenefitRow[]> {
  const found = await sql<{ householdId: number; scheme: Scheme; hash: string | null }>`
    select household_id as "householdId", scheme, encode(recipient_number_hash, 'hex') as hash
    from benefit_record where household_id = any(${wanted.map(({ householdId }) => householdId)}::bigint[])`.execute(
    tx,
  )
  const known = new Map(found.rows.map((row) => [row.householdId, row]))
  return wanted.flatMap((benefit) => {
    const hash = benefit.recipientNumber === null ? null : hashOf(keys, benefit)
    const before = known.get(benefit.householdId)
    const isSame = before?.scheme === benefit.scheme && (hash === null || before.hash === hash)
    return isSame ? [] : [{ ...benefit, hash }]
  })
}

/** The number is stored encrypted with the household's key, and as a keyed hash to find it again. */
export async function writeBenefits(
  tx: Tx,
  keys: Keys,
  benefits: readonly BenefitRow[],
): Promise<void> {
  if (benefits.length === 0) return
  const numbered = benefits.filter(({ recipientNumber }) => recipientNumber !== null)
  const dataKeys = await dataKeysFor(
    tx,
    keys,
    'FAMILY',
    numbered.map(({ householdId }) => householdId),
  )
  const rows = benefits.map(({ householdId, scheme, recipientNumber, recipientPersonId, hash }) => {
    const key = dataKeys.get(householdId)
    const sealed =
      key && recipientNumber !== null
        ? sealField(key, numberPlace(householdId), recipientNumber)
        : null
    return { householdId, scheme, recipientPersonId, hash, sealed: sealed?.toString('hex') ?? null }
  })
  await sql`
    insert into benefit_record (household_id, scheme, recipient_number_enc, recipient_number_hash, recipient_person_id)
    select "householdId", scheme, decode(sealed, 'hex'), decode(hash, 'hex'), "recipientPersonId"
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as r("householdId" bigint, scheme text, sealed text, hash text, "recipientPersonId" bigint)
    on conflict (household_id) do update
      set scheme = excluded.scheme,
          recipient_number_enc = coalesce(excluded.recipient_number_enc, benefit_record.recipient_number_enc),
          recipient_number_hash = coalesce(excluded.recipient_number_hash, benefit_record.recipient_number_hash),
          recipient_person_id = coalesce(excluded.recipient_person_id, benefit_record.recipient_person_id)`.execute(
    tx,
  )
}

/** A family's file at the C.A.F. or the M.S.A., as its screen shows it. */
export interface Benefit {
  readonly scheme: Scheme
  /** `CAF du Loiret`. */
  readonly fund: string | null
  readonly recipientNumber: string | null
  /** The adult in whose name the file is. */
  readonly recipientPersonId: number | null
  readonly consentCdap: boolean
  readonly consentApi: boolean
}

/** Null: the family has said nothing yet. */
export async function benefitOf(tx: Tx, keys: Keys, householdId: number): Promise<Benefit | null> {
  const row = await tx
    .selectFrom('benefit_record')
    .select([
      'scheme',
      'fund',
      'recipient_number_enc as number',
      'recipient_person_id as recipientPersonId',
      'consent_cdap as consentCdap',
      'consent_api as consentApi',
    ])
    .where('household_id', '=', householdId)
    .executeTakeFirst()
  if (!row) return null
  const { number, ...benefit } = row
  const key = number && (await knownDataKeys(tx, keys, 'FAMILY', [householdId])).get(householdId)
  const recipientNumber = key ? openText(key, numberPlace(householdId), number) : null
  return { ...benefit, recipientNumber }
}

/** Writes the whole of it; a number that is taken away is gone. */
export async function setBenefit(
  tx: Tx,
  keys: Keys,
  { householdId, ...benefit }: Benefit & { readonly householdId: number },
  by: { readonly now: Date; readonly actor: string; readonly actorKind: ActorKind },
): Promise<void> {
  const { scheme, recipientNumber, recipientPersonId } = benefit
  const own = { column: 'household_id', value: householdId } as const
  const beforeHash = await rowsHash(tx, 'benefit_record', own)
  const key = await dataKeyFor(tx, keys, { subject: 'FAMILY', subjectId: householdId })
  const sealed =
    recipientNumber === null ? null : sealField(key, numberPlace(householdId), recipientNumber)
  const hash = recipientNumber === null ? null : recipientHash(keys, scheme, recipientNumber)
  const written = {
    scheme,
    fund: benefit.fund,
    recipient_number_enc: sealed,
    recipient_number_hash: hash,
    recipient_person_id: recipientPersonId,
    consent_cdap: benefit.consentCdap,
    consent_api: benefit.consentApi,
  }
  await tx
    .insertInto('benefit_record')
    .values({ household_id: householdId, ...written })
    .onConflict((conflict) => conflict.column('household_id').doUpdateSet(written))
    .execute()
  await record(tx, {
    at: by.now,
    actorKind: by.actorKind,
    actor: by.actor,
    action: 'benefit.set',
    subject: 'household',
    subjectId: householdId,
    householdId,
    beforeHash,
    afterHash: await rowsHash(tx, 'benefit_record', own),
  })
}

/** Where the sealed number stands. */
export function numberPlace(householdId: number) {
  return { table: 'benefit_record', column: 'recipient_number_enc', row: householdId } as const
}

/** Finds a number again; the letter that old papers of the C.A.F. print after it says nothing. */
export function recipientHash(keys: Keys, scheme: Scheme, number: string): Buffer {
  const digits = scheme === 'GENERAL' ? number.replace(/[A-Z]$/, '') : number
  return lookupHash(keys, `benefit:${scheme}`, digits)
}

function hashOf(keys: Keys, { scheme, recipientNumber }: WantedBenefit): string {
  return recipientHash(keys, scheme, recipientNumber ?? '').toString('hex')
}
