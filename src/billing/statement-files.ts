import { dayOf } from '../kernel/day.ts'
import { dateInWords, fileReference, shortDate } from '../kernel/french.ts'
import { csvText } from '../kernel/csv.ts'
import { decimalText, formatEuros, sumCents, type Cents } from '../kernel/money.ts'
import { letterhead } from '../settings/letterhead.ts'
import type { Settings } from '../settings/settings.ts'
import type { Payer } from './payers.ts'
import { entryTitle, type StatementView } from './statement.ts'

/** The entries of a period, oldest first, sums without signs: what one owes and what one has, in columns of their own. */
export function statementCsv(statement: StatementView): string {
  const head = [
    'Date',
    'Écriture',
    'Numéro',
    'Motif',
    'Débit',
    'Crédit',
    'Solde dû',
    'Solde en votre faveur',
  ]
  const opening = statement.openingCents
  return csvText([
    head,
    [shortDate(statement.from), 'Solde au début de la période', '', '', '', '', ...sides(opening)],
    ...statement.entries
      .toReversed()
      .map((entry) => [
        shortDate(entry.occurredOn),
        entryTitle(entry),
        entry.number ?? '',
        entry.because ?? '',
        ...sides(entry.amountCents),
        ...sides(entry.balanceCents),
      ]),
  ])
}

function sides(cents: Cents): [string, string] {
  const text = decimalText(Math.abs(cents)).replace('.', ',')
  return cents < 0 ? ['', text] : [text, '']
}

/** What templates/pdf/statement.typ shows: every text ready, in French. */
export function statementPaper(
  statement: StatementView,
  about: { readonly settings: Settings; readonly payer: Payer | undefined; readonly now: Date },
) {
  const { commune } = about.settings
  const createdOn = dayOf(about.now)
  const areSeveral = new Set(statement.entries.map((entry) => entry.regieName)).size > 1
  const closing = statement.entries[0]?.balanceCents ?? statement.openingCents
  return {
    ...letterhead(about.settings, createdOn),
    title: 'Relevé de compte',
    period: `du ${dateInWords(statement.from)} au ${dateInWords(statement.to)}`,
    file: about.payer ? `Dossier famille ${fileReference(about.payer.fileNumber)}` : '',
    payer: about.payer?.lines ?? [],
    opening: {
      label: `Solde au ${dateInWords(statement.from)}`,
      amount: formatEuros(statement.openingCents),
    },
    rows: statement.entries.toReversed().map((entry) => ({
      day: shortDate(entry.occurredOn),
      title: entryTitle(entry),
      note: [
        entry.number ? `n°\u00A0${entry.number}` : '',
        areSeveral ? entry.regieName : '',
        entry.because ?? '',
      ]
        .filter(Boolean)
        .join(', '),
      amount: formatEuros(entry.amountCents),
      balance: formatEuros(entry.balanceCents),
      isCredit: entry.amountCents < 0,
    })),
    closing: {
      label: `Solde au ${dateInWords(statement.to)}`,
      amount: formatEuros(closing),
      before: meaningOf(closing),
      parts: [
        { label: 'Facturé', amount: sumOf(statement, (cents) => cents > 0) },
        { label: 'Payé ou rendu', amount: sumOf(statement, (cents) => cents < 0) },
      ],
    },
    footer: `${commune.name}, ${commune.service}. Relevé édité le ${dateInWords(createdOn)}.`,
  }
}

function meaningOf(balance: Cents): string {
  if (balance === 0) return 'compte à jour'
  return balance > 0 ? 'à régler' : 'à votre crédit'
}

function sumOf({ entries }: StatementView, isMeant: (cents: Cents) => boolean): string {
  return formatEuros(sumCents(entries.map((one) => one.amountCents).filter(isMeant)))
}
