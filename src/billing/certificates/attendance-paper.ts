import { sql } from 'kysely'
import type { Tx } from '../../db/connect.ts'
import type { Day } from '../../kernel/day.ts'
import { dateInWords, plural } from '../../kernel/french.ts'
import type { TaxSnapshot } from './tax-paper.ts'

/** What a certificate of attendance says, as it was issued. */
export interface AttendanceSnapshot {
  readonly commune: TaxSnapshot['commune']
  readonly number: string
  readonly payer: readonly string[]
  readonly child: { readonly name: string; readonly birthDate: Day }
  readonly from: Day
  readonly to: Day
  /** Days on which somebody ticked the child present. */
  readonly activities: readonly {
    readonly name: string
    readonly group: string
    readonly days: number
  }[]
}

export interface IssuedAttendance {
  readonly householdId: number
  readonly issuedOn: Day
  readonly snapshot: AttendanceSnapshot
}

/** The certificate that a job renders. */
export async function issuedAttendance(tx: Tx, id: number): Promise<IssuedAttendance | null> {
  const found = await sql<IssuedAttendance>`
    select household_id as "householdId", issued_on as "issuedOn", snapshot
    from certificate where id = ${id} and kind = 'ATTENDANCE'`.execute(tx)
  return found.rows[0] ?? null
}

/** `attestation-presence-AP-2026-1.pdf` */
export function attendanceFileName(number: string): string {
  return `attestation-presence-${number}.pdf`
}

/** As « Documents » and the notice call it. */
export function attendanceTitle(child: AttendanceSnapshot['child']): string {
  return `Attestation de présence de ${child.name}`
}

/** What templates/pdf/certificate.typ shows: every text ready, in French. */
export function attendancePaper({ snapshot, issuedOn }: IssuedAttendance) {
  const { commune, number, payer, child, from, to, activities } = snapshot
  return {
    createdOn: issuedOn,
    colour: commune.colour,
    commune,
    title: 'Attestation de présence',
    subtitle: `${child.name}, date de naissance\u00A0: ${dateInWords(child.birthDate)}`,
    number,
    payer,
    date: `Le ${dateInWords(issuedOn)}`,
    statement: `La commune atteste la présence de ${child.name} à ses activités, du ${dateInWords(from)} au ${dateInWords(to)}.`,
    columns: ['Activité', 'Groupe', 'Présence'],
    rows: activities.map(({ name, group, days }) => ({
      name,
      detail: group,
      amount: plural(days, 'jour', 'jours'),
    })),
    total: null,
    notes: [
      'Jours où l’équipe a pointé l’enfant présent. Les jours réservés sans venir ne comptent pas.',
    ],
    footer: `${commune.name}, SIRET ${commune.siret}. Attestation n° ${number}.`,
  }
}
