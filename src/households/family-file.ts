import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import { knownDataKeys } from '../db/data-keys.ts'
import { openText, type DataKey } from '../db/field-encryption.ts'
import type { Keys } from '../db/keys.ts'
import { dayOf, type Day } from '../kernel/day.ts'
import { numberPlace } from './benefits.ts'
import { bankPlace } from './bank-accounts.ts'
import { birthPlaceWords } from './birth-place.ts'
import type { Address, QuotientType, Scheme, Title } from './family-model.ts'
import type { QuotientSource } from './quotients.ts'
import { maskIban } from './iban.ts'
import { recordReading, type Reader } from './reader.ts'
import { taxBody, type TaxBody } from './sealed.ts'
import { taxPlace } from './tax-records.ts'

/** The family file as the screen « mes informations » shows it: responsable, conjoint, address, income, CAF, bank. */
export interface FamilyFile {
  readonly id: number
  readonly ref: string
  readonly fileNumber: number
  readonly name: string
  readonly separated: boolean
  /** The primary guardian first. */
  readonly adults: readonly FileAdult[]
  readonly address: (Address & { readonly validFrom: Day }) | null
  readonly benefit: { readonly scheme: Scheme; readonly recipientNumber: string | null } | null
  /** Newest first. */
  readonly quotients: readonly FileQuotient[]
  readonly bank: {
    readonly maskedIban: string
    readonly holder: string
    readonly validFrom: Day
  } | null
  readonly taxes: readonly (TaxBody & { readonly year: number })[]
}

export interface FileAdult {
  readonly id: number
  readonly ref: string
  readonly role: 'PRIMARY' | 'PARTNER' | 'JOINT_DEBTOR'
  /** Null: no account, or the reader is another adult. */
  readonly login: string | null
  readonly title: Title | null
  readonly usualName: string
  readonly birthName: string | null
  readonly firstName: string
  readonly birthDate: Day | null
  /** The commune in France, or the country. */
  readonly birthPlace: string | null
  /** First names of the household's children; empty for another adult than the reader. */
  readonly authorityOver: readonly string[]
  readonly mobile: string | null
  readonly homePhone: string | null
  readonly workPhone: string | null
  readonly email: string | null
  readonly smsAllowed: boolean
  readonly emailInvoices: boolean
  readonly profession: string | null
  readonly employer: string | null
  readonly employerCity: string | null
}

export interface FileQuotient {
  readonly type: QuotientType
  readonly value: number
  readonly validFrom: Day
  readonly validTo: Day | null
  readonly source: QuotientSource
  /** Ref of the certificate. */
  readonly proof: string | null
}

/**
 * Reads a family's file, income and bank account included, in three statements; the reading is recorded. Undefined:
 * there is none, or it is another family's.
 */
export async function familyFile(
  tx: Tx,
  keys: Keys,
  householdId: number,
  reader: Reader,
): Promise<FamilyFile | undefined> {
  const found = await readFile(tx, householdId, dayOf(reader.now))
  if (!found) return undefined
  const { sealedNumber, sealedBank, sealedTaxes, ...file } = found
  const key = (await knownDataKeys(tx, keys, 'FAMILY', [householdId])).get(householdId)
  if (sealedNumber !== null || sealedBank !== null || sealedTaxes.length > 0) {
    await recordReading(tx, reader, {
      action: 'finances.read',
      subject: 'household',
      subjectId: householdId,
      householdId,
    })
  }
  return {
    ...file,
    adults: file.adults.map(adultOf),
    benefit: file.scheme
      ? {
          scheme: file.scheme,
          recipientNumber:
            key && sealedNumber
              ? openText(key, numberPlace(householdId), bytes(sealedNumber))
              : null,
        }
      : null,
    bank: key && sealedBank ? openBank(key, sealedBank) : null,
    taxes: key
      ? sealedTaxes.map(({ id, year, body }) => ({
          year,
          ...taxBody.parse(JSON.parse(openText(key, taxPlace(id), bytes(body)))),
        }))
      : [],
  }
}

/** Adults and address alone: nothing sealed is opened, nothing recorded. */
export async function familyIdentity(
  tx: Tx,
  householdId: number,
  day: Day,
): Promise<Pick<FamilyFile, 'adults' | 'address'> | undefined> {
  const found = await readFile(tx, householdId, day)
  return found && { adults: found.adults.map(adultOf), address: found.address }
}

function adultOf({ birthInsee: insee, birthCountry: country, ...adult }: AdultRow): FileAdult {
  return { ...adult, birthPlace: birthPlaceWords({ insee, country }) || null }
}

interface SealedBank {
  readonly id: number
  readonly holder: string
  readonly iban: string
  readonly validFrom: Day
}

type AdultRow = Omit<FileAdult, 'birthPlace'> & {
  readonly birthInsee: string | null
  readonly birthCountry: string | null
}

interface FileRow extends Omit<FamilyFile, 'adults' | 'benefit' | 'bank' | 'taxes'> {
  readonly adults: readonly AdultRow[]
  readonly scheme: Scheme | null
  /** Hexadecimal, like the other sealed values. */
  readonly sealedNumber: string | null
  readonly sealedBank: SealedBank | null
  readonly sealedTaxes: readonly {
    readonly id: number
    readonly year: number
    readonly body: string
  }[]
}

function openBank(key: DataKey, { id, holder, iban, validFrom }: SealedBank) {
  const plain = openText(key, bankPlace(id, 'iban_enc'), bytes(iban))
  return {
    maskedIban: maskIban(plain),
    holder: openText(key, bankPlace(id, 'holder_enc'), bytes(holder)),
    validFrom,
  }
}

function bytes(hex: string): Buffer {
  return Buffer.from(hex, 'hex')
}

async function readFile(tx: Tx, householdId: number, day: Day): Promise<FileRow | undefined> {
  const found = await sql<FileRow>`
    select h.id, h.ref, h.file_number as "fileNumber", h.name, h.separated,
      (select coalesce(jsonb_agg(jsonb_build_object(
          'id', p.id, 'ref', p.ref, 'role', m.role, 'title', p.title, 'usualName', p.usual_name,
          'birthName', p.birth_name, 'firstName', p.first_name, 'birthDate', p.birth_date, 'mobile', p.mobile,
          'homePhone', p.home_phone, 'workPhone', p.work_phone, 'email', p.email, 'profession', p.profession,
          'smsAllowed', p.sms_allowed, 'emailInvoices', p.email_invoices,
          'birthInsee', p.birth_insee, 'birthCountry', p.birth_country,
          'authorityOver', (select coalesce(jsonb_agg(c.first_name order by c.birth_date, c.id), '[]')
            from guardianship g join child c on c.id = g.child_id
            join household_child k on k.child_id = c.id and k.household_id = h.id
              and k.valid_from <= ${day}::date and (k.valid_to is null or k.valid_to >= ${day}::date)
            where g.person_id = p.id and g.has_parental_authority
              and g.valid_from <= ${day}::date and (g.valid_to is null or g.valid_to >= ${day}::date)),
          'employer', p.employer, 'employerCity', p.employer_city,
          'login', (select login from account where id = p.account_id)) order by (m.role = 'PRIMARY') desc, m.id), '[]')
       from household_adult m join person p on p.id = m.person_id
       where m.household_id = h.id and m.valid_from <= ${day}::date and (m.valid_to is null or m.valid_to >= ${day}::date)) as adults,
      (select jsonb_build_object('number', number, 'repetition', repetition, 'street', street, 'complement', complement,
          'postcode', postcode, 'commune', commune, 'insee', insee, 'country', country, 'validFrom', valid_from)
       from household_address
       where household_id = h.id and valid_from <= ${day}::date and (valid_to is null or valid_to >= ${day}::date)) as address,
      (select coalesce(jsonb_agg(jsonb_build_object('type', type, 'value', value, 'validFrom', valid_from,
          'validTo', valid_to, 'source', source,
          'proof', (select ref from evidence e where e.id = evidence_id and e.blob_id is not null))
          order by valid_from desc, id desc), '[]')
       from quotient where household_id = h.id and annulled_at is null) as quotients,
      b.scheme, encode(b.recipient_number_enc, 'hex') as "sealedNumber",
      (select jsonb_build_object('id', id, 'holder', encode(holder_enc, 'hex'), 'iban', encode(iban_enc, 'hex'), 'validFrom', valid_from)
       from bank_account
       where household_id = h.id and valid_from <= ${day}::date and (valid_to is null or valid_to >= ${day}::date)) as "sealedBank",
      (select coalesce(jsonb_agg(jsonb_build_object('id', id, 'year', tax_year, 'body', encode(body_enc, 'hex')) order by tax_year desc), '[]')
       from tax_record where household_id = h.id) as "sealedTaxes"
    from household h
    left join benefit_record b on b.household_id = h.id
    where h.id = ${householdId} and h.erased_at is null`.execute(tx)
  return found.rows[0]
}
