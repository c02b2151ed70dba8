import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import type { Day } from '../kernel/day.ts'
import { upperName } from '../kernel/text.ts'

/** Who an invoice is for, as its envelope shows it. */
export interface Payer {
  readonly householdId: number
  readonly fileNumber: number
  /** `Claire Martin` */
  readonly name: string
  /** `Mme Claire MARTIN`, street, postcode and town. */
  readonly lines: readonly string[]
}

interface PayerRow {
  readonly householdId: number
  readonly fileNumber: number
  readonly title: 'M' | 'MME' | null
  readonly firstName: string
  readonly usualName: string
  readonly number: string | null
  readonly repetition: string | null
  readonly street: string | null
  readonly complement: string | null
  readonly place: string | null
  readonly postcode: string | null
  readonly commune: string | null
}

/** The primary guardians of families on a day, with the address of that day. Families without one are left out. */
export async function payersOf(
  tx: Tx,
  householdIds: readonly number[],
  day: Day,
): Promise<Map<number, Payer>> {
  const found = await sql<PayerRow>`
    select h.id as "householdId", h.file_number as "fileNumber", p.title, p.first_name as "firstName",
           p.usual_name as "usualName", a.number, a.repetition, a.street, a.complement, a.place, a.postcode, a.commune
    from household h
    join household_adult ha on ha.household_id = h.id and ha.role = 'PRIMARY'
      and ha.valid_from <= ${day}::date and (ha.valid_to is null or ha.valid_to >= ${day}::date)
    join person p on p.id = ha.person_id
    left join household_address a on a.household_id = h.id
      and a.valid_from <= ${day}::date and (a.valid_to is null or a.valid_to >= ${day}::date)
    where h.id = any(${householdIds}::bigint[])`.execute(tx)
  return new Map(found.rows.map((row) => [row.householdId, payerFrom(row)]))
}

const titles = { M: 'M. ', MME: 'Mme ' } as const

function payerFrom(row: PayerRow): Payer {
  const street = [[row.number, row.repetition].filter(Boolean).join(' '), row.street]
  const town = [row.postcode, row.commune && upperName(row.commune)]
  const lines = [
    `${row.title ? titles[row.title] : ''}${row.firstName} ${upperName(row.usualName)}`,
    row.complement ?? '',
    street.filter(Boolean).join(' '),
    row.place ?? '',
    town.filter(Boolean).join(' '),
  ]
  return {
    householdId: row.householdId,
    fileNumber: row.fileNumber,
    name: `${row.firstName} ${row.usualName}`,
    lines: lines.filter((line) => line !== ''),
  }
}
