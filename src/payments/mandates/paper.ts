import { sql } from 'kysely'
import type { Tx } from '../../db/connect.ts'
import type { Keys } from '../../db/keys.ts'
import { payersOf } from '../../billing/payers.ts'
import type { NewDocument } from '../../files/documents.ts'
import { bankAccount, type OpenBankAccount } from '../../households/bank-accounts.ts'
import { dayOf } from '../../kernel/day.ts'
import { dateInWords } from '../../kernel/french.ts'
import { displayPhone } from '../../kernel/text.ts'
import { letterhead } from '../../settings/letterhead.ts'
import { townHallLines, type Settings } from '../../settings/settings.ts'
import type { MandateState } from './model.ts'

/** A mandate as the job that prints it finds it. */
export interface PrintedMandate {
  readonly id: number
  readonly householdId: number
  readonly bankAccountId: number | null
  readonly rum: string
  readonly ics: string
  readonly state: MandateState
  readonly createdAt: Date
  /** Nobody signed it and nobody will. */
  readonly isGivenUp: boolean
}

/** The mandate to print; null when there is none. */
export async function printedMandate(tx: Tx, id: number): Promise<PrintedMandate | null> {
  const found = await sql<PrintedMandate>`
    select id, household_id as "householdId", bank_account_id as "bankAccountId", rum, ics, state,
           created_at as "createdAt", state = 'REVOKED' and signed_on is null as "isGivenUp"
    from mandate where id = ${id}`.execute(tx)
  return found.rows[0] ?? null
}

/** Changes with templates/pdf/mandate.typ. */
export const mandateVersion = '1'

/** As « Documents » lists it. */
export function mandateDocument({ id, householdId, rum, createdAt }: PrintedMandate): NewDocument {
  const fileName = `mandat-${rum.replaceAll(/[^A-Za-z0-9._-]/g, '-')}.pdf`
  const title = 'Mandat de prélèvement SEPA'
  return { householdId, kind: 'MANDATE', sourceId: id, fileName, title, issuedAt: createdAt }
}

/** Everything that the paper says. Null: its account, or its key, is gone. */
export async function mandatePaper(
  tx: Tx,
  keys: Keys,
  mandate: PrintedMandate,
  settings: Settings,
) {
  const { householdId, bankAccountId, createdAt } = mandate
  const account = bankAccountId && (await bankAccount(tx, keys, { householdId, id: bankAccountId }))
  if (!account) return null
  const payer = (await payersOf(tx, [householdId], dayOf(createdAt))).get(householdId)
  return paperOf(mandate, { account, settings, address: payer?.lines.slice(1) ?? [] })
}

interface PaperParts {
  readonly account: OpenBankAccount
  readonly settings: Settings
  /** Of the household that day. */
  readonly address: readonly string[]
}

/** What templates/pdf/mandate.typ shows: the lines that the SEPA core rulebook asks for, every text ready, in French. */
function paperOf({ rum, ics, createdAt }: PrintedMandate, parts: PaperParts) {
  const { account, settings, address } = parts
  const { commune, creditor } = settings
  const lines = townHallLines(commune)
  const name = creditor?.name ?? commune.name
  return {
    ...letterhead(settings, dayOf(createdAt)),
    title: 'Mandat de prélèvement SEPA',
    rum,
    ics,
    authority: `En signant ce mandat, vous autorisez ${name} à envoyer des instructions à votre banque pour débiter votre compte, et votre banque à débiter votre compte conformément aux instructions de ${name}.`,
    refund:
      'Vous avez le droit d’être remboursé par votre banque, selon les conditions de la convention que vous avez passée avec elle. Demandez le remboursement dans les 8\u00A0semaines qui suivent la date de débit pour un prélèvement autorisé, sans tarder et au plus tard dans les 13\u00A0mois pour un prélèvement non autorisé.',
    creditor: { name, lines: creditor?.lines ?? lines },
    debtor: { name: account.holder, lines: address },
    iban: grouped(account.iban),
    bic: account.bic ?? '',
    notes: [
      'Vous serez prévenu du montant et de la date au moins 14\u00A0jours avant chaque prélèvement.',
      'Vous pouvez y mettre fin à tout moment, sur le portail ou auprès de la mairie. Le mandat s’éteint de lui-même après 36\u00A0mois sans prélèvement.',
      'Vos droits sur ce mandat sont expliqués dans un document que vous pouvez obtenir auprès de votre banque.',
      `Ces informations servent à la seule gestion de vos prélèvements. Pour y accéder, les faire rectifier ou vous y opposer, écrivez à ${settings.contact.privacyEmail}.`,
    ],
    howTo: `Datez, signez, puis envoyez une photo ou un scan de cette page sur le portail («\u00A0Mes informations\u00A0», «\u00A0Prélèvement\u00A0»), ou apportez-la au service\u00A0: ${lines.join(', ')}, ${displayPhone(commune.phone)}.`,
    footer: `${name}, ICS ${ics}. Mandat ${rum}, préparé le ${dateInWords(dayOf(createdAt))}.`,
  }
}

/** `FR14 2004 1010 …`, as on a RIB. */
function grouped(iban: string): string {
  return iban.replace(/(.{4})(?=.)/g, '$1 ')
}
