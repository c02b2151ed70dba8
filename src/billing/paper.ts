import type { Day } from '../kernel/day.ts'
import {
  dateInWords,
  dayAndMonth,
  dayInWords,
  dayNumber,
  fileReference,
  listInWords,
} from '../kernel/french.ts'
import { formatEuros } from '../kernel/money.ts'
import { documentName } from './open-documents.ts'
import type { InvoiceLineView, InvoiceView } from './view.ts'

/** What templates/pdf/invoice.typ shows: every text ready, in French. */
export interface InvoicePaper {
  readonly createdOn: Day
  readonly colour: string
  readonly title: string
  readonly number: string
  readonly footer: string
  readonly commune: {
    readonly name: string
    readonly service: string
    readonly lines: readonly string[]
  }
  readonly payer: readonly string[]
  readonly facts: readonly { readonly name: string; readonly value: string }[]
  readonly due: {
    readonly label: string
    readonly amount: string
    readonly before: string
    readonly parts: readonly { readonly label: string; readonly amount: string }[]
  }
  readonly children: readonly PaperChild[]
  readonly sums: readonly PaperSum[]
  readonly ways: readonly string[]
  readonly mentions: readonly string[]
}

interface PaperChild {
  readonly name: string
  readonly total: string
  readonly lines: readonly {
    readonly label: string
    readonly reason: string
    readonly quantity: string
    readonly unitPrice: string
    readonly amount: string
  }[]
}

interface PaperSum {
  readonly label: string
  readonly notes: readonly string[]
  readonly amount: string
  readonly strong: boolean
}

/** Kept with each file: which form it was printed in. */
export const paperVersion = '1'

/** `facture-F01-26-12-0000001.pdf` */
export function paperFileName(view: Pick<InvoiceView, 'kind' | 'number'>): string {
  return `${view.kind === 'INVOICE' ? 'facture' : 'avoir'}-${view.number}.pdf`
}

/** An invoice or credit note as it is printed: from what was kept at its issue, so that a reprint is the same. */
export function paperOf(view: InvoiceView): InvoicePaper {
  const { commune, payer } = view.snapshot
  const title = invoiceTitle(view)
  return {
    createdOn: view.issuedOn,
    colour: commune.colour,
    title,
    number: view.number,
    footer: `${commune.name} · ${title.toLowerCase()} · n° ${view.number}`,
    commune: {
      name: commune.name,
      service: commune.regieName,
      lines: [
        commune.lines.join(', '),
        `Téléphone\u00A0: ${commune.phone} · ${commune.email}`,
        `SIRET ${spaced(commune.siret)}`,
      ],
    },
    payer: payer.lines,
    facts: factsOf(view),
    due: dueOf(view),
    children: view.children.map((child) => ({
      name: child.firstName,
      total: formatEuros(child.totalCents),
      lines: child.lines.map(lineOf),
    })),
    sums: sumsOf(view),
    ways: view.kind === 'INVOICE' && view.amountDueCents > 0 ? waysOf(view) : [],
    mentions: mentionsOf(view),
  }
}

/** « Facture de novembre 2026 », « Avoir du 4 janvier 2027 » */
export function invoiceTitle(view: Pick<InvoiceView, 'kind' | 'periodFrom' | 'issuedOn'>): string {
  return documentName({ ...view, occurredOn: view.issuedOn })
}

/** Days are named where a line is about few of them. */
export function lineReason(line: InvoiceLineView): string {
  const isUsual = line.kind === 'UNIT' || line.kind === 'PAI_MEAL' || line.kind === 'PACKAGE'
  if (isUsual || line.kind === 'REVERSAL' || line.days.length > 4) return line.reason
  const days = listInWords(line.days.map(dayAndMonth))
  return `${line.reason} ${line.days.length > 1 ? 'Les' : 'Le'} ${days}.`
}

/** French: `-1.5` → `− 1,5` */
export function quantityText(quantity: number): string {
  return String(quantity).replace('.', ',').replace('-', '\u2212\u202F')
}

function factsOf(view: InvoiceView) {
  const period =
    view.periodFrom && view.periodTo
      ? [
          {
            name: 'Période',
            value: periodInWords(view.periodFrom, view.periodTo),
          },
        ]
      : []
  return [
    { name: 'Numéro', value: view.number },
    { name: view.kind === 'INVOICE' ? 'Émise le' : 'Émis le', value: dateInWords(view.issuedOn) },
    ...period,
    { name: 'Dossier famille', value: fileReference(view.snapshot.payer.fileNumber) },
  ]
}

/** « du 1er au 30 novembre 2026 » within one month. */
function periodInWords(from: Day, to: Day): string {
  const isOneMonth = from.slice(0, 7) === to.slice(0, 7)
  return `du ${isOneMonth ? dayNumber(from) : dateInWords(from)} au ${dateInWords(to)}`
}

function dueOf(view: InvoiceView) {
  if (view.kind === 'CREDIT_NOTE') {
    return { label: 'À votre crédit', amount: formatEuros(-view.totalCents), before: '', parts: [] }
  }
  const parts = [
    { label: 'Cette facture', amount: formatEuros(view.totalCents) },
    {
      label: previousName(view.previousBalanceCents),
      amount: formatEuros(view.previousBalanceCents),
    },
  ]
  if (view.amountDueCents <= 0) {
    const credit = `Il vous reste ${formatEuros(-view.amountDueCents)} de crédit`
    const before = view.amountDueCents < 0 ? credit : 'Rien à régler'
    return { label: 'Net à payer', amount: formatEuros(0), before, parts }
  }
  const before = view.dueOn ? `avant le ${dayInWords(view.dueOn)} ${view.dueOn.slice(0, 4)}` : ''
  return { label: 'Net à payer', amount: formatEuros(view.amountDueCents), before, parts }
}

function lineOf(line: InvoiceLineView) {
  return {
    label: line.label,
    reason: lineReason(line),
    quantity: quantityText(line.quantity),
    unitPrice: formatEuros(line.unitPriceCents),
    amount: formatEuros(line.amountCents),
  }
}

function sumsOf(view: InvoiceView): PaperSum[] {
  if (view.kind === 'CREDIT_NOTE') {
    return [
      {
        label: 'Total de cet avoir',
        notes: [],
        amount: formatEuros(view.totalCents),
        strong: true,
      },
    ]
  }
  const { previousBalanceCents: previous, amountDueCents } = view
  return [
    {
      label: 'Total de cette facture',
      notes: [],
      amount: formatEuros(view.totalCents),
      strong: false,
    },
    {
      label: previousName(previous),
      notes: previousNotes(view),
      amount: formatEuros(previous),
      strong: false,
    },
    {
      label: 'Net à payer',
      notes: [],
      amount: formatEuros(Math.max(0, amountDueCents)),
      strong: true,
    },
  ]
}

/** What the previous balance is called: a negative one is a credit. */
export function previousName(cents: number): string {
  return cents < 0 ? 'Crédit antérieur' : 'Solde antérieur'
}

/** What made up the previous balance on the day of issue. */
export function previousNotes(view: InvoiceView): string[] {
  return view.snapshot.openDocuments.map((document) => {
    const number = document.number ? `, n°\u00A0${document.number}` : ''
    const word = document.remainingCents < 0 ? 'à votre crédit' : 'reste'
    return `${documentName(document)}${number}\u00A0: ${word} ${formatEuros(Math.abs(document.remainingCents))}`
  })
}

function waysOf(view: InvoiceView): string[] {
  const { commune } = view.snapshot
  const card =
    'Par carte bancaire, jour et nuit, sur le portail famille\u00A0: rubrique Factures, bouton «\u00A0Payer\u00A0».'
  return [
    ...(commune.acceptsCards ? [card] : []),
    `Par chèque à l’ordre du Trésor public, le numéro ${view.number} au dos, à l’adresse en tête de cette facture.`,
    `En espèces au guichet de la régie, ${commune.openingHours}.`,
  ]
}

function mentionsOf(view: InvoiceView): string[] {
  const { commune } = view.snapshot
  return [
    `${commune.regieName}. ${commune.vatMention}.`,
    'Vous contestez un montant\u202F? Écrivez-nous dans les deux mois, par la messagerie du portail ou à l’adresse en tête\u00A0: la facture n’est jamais réécrite, la correction vient en avoir. Si notre réponse ne vous convient pas, vous pouvez saisir gratuitement le Défenseur des droits, ou le juge dans les deux mois de la réponse.',
    `Vos données servent à la gestion des activités de vos enfants et à leur facturation. Accès, rectification\u00A0: ${commune.privacyEmail}.`,
  ]
}

/** `215905089 00013` → groups as the eye reads them. */
function spaced(siret: string): string {
  return siret.replace(/^(\d{3})(\d{3})(\d{3})(\d{5})$/, '$1\u00A0$2\u00A0$3\u00A0$4')
}
