import { sql } from 'kysely'
import type { Tx } from '../../db/connect.ts'
import type { Day } from '../../kernel/day.ts'
import { dateInWords } from '../../kernel/french.ts'
import { formatEuros, sumCents, type Cents } from '../../kernel/money.ts'

/** What a tax certificate says, as it was issued. */
export interface TaxSnapshot {
  readonly commune: {
    readonly name: string
    readonly service: string
    readonly lines: readonly string[]
    readonly siret: string
    readonly colour: string
  }
  readonly year: number
  readonly number: string
  readonly payer: readonly string[]
  readonly children: readonly {
    readonly name: string
    readonly birthDate: Day
    readonly cents: Cents
  }[]
}

export interface IssuedCertificate {
  readonly householdId: number
  readonly issuedOn: Day
  readonly snapshot: TaxSnapshot
}

/** The certificate that a job renders. */
export async function issuedCertificate(tx: Tx, id: number): Promise<IssuedCertificate | null> {
  const found = await sql<IssuedCertificate>`
    select household_id as "householdId", issued_on as "issuedOn", snapshot
    from certificate where id = ${id} and kind = 'TAX'`.execute(tx)
  return found.rows[0] ?? null
}

/** Changes with templates/pdf/certificate.typ. */
export const certificateVersion = '1'

/** What templates/pdf/certificate.typ shows: every text ready, in French. */
export function taxPaper({ snapshot, issuedOn }: IssuedCertificate) {
  const { commune, year, number, payer, children } = snapshot
  const total = sumCents(children.map((child) => child.cents))
  return {
    createdOn: issuedOn,
    colour: commune.colour,
    commune,
    title: `Attestation fiscale ${year}`,
    subtitle: 'Frais de garde des jeunes enfants',
    number,
    payer,
    date: `Le ${dateInWords(issuedOn)}`,
    statement: `La commune atteste que les sommes versées en ${year} pour la garde s’élèvent à ${formatEuros(total)}, repas et suppléments exceptionnels non compris.`,
    columns: ['Enfant', 'Date de naissance', 'Sommes versées'],
    rows: children.map((child) => ({
      name: child.name,
      detail: dateInWords(child.birthDate),
      amount: formatEuros(child.cents),
    })),
    total: { label: 'Total', amount: formatEuros(total) },
    notes: [
      `Sommes effectivement payées entre le 1er janvier et le 31 décembre ${year}, remboursements et avoirs déduits, pour les enfants nés en ${year - 6} ou après.`,
      'Crédit d’impôt pour frais de garde des jeunes enfants\u00A0: article 200 quater B du code général des impôts. Gardez cette attestation\u00A0: l’administration fiscale peut vous la demander.',
    ],
    footer: `${commune.name}, SIRET ${commune.siret}. Attestation n° ${number}.`,
  }
}
