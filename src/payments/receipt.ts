import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import type { NewDocument } from '../files/documents.ts'
import { documentName } from '../billing/open-documents.ts'
import type { Payer } from '../billing/payers.ts'
import { dayOf, instantAt, type Day } from '../kernel/day.ts'
import { dateInWords } from '../kernel/french.ts'
import { formatEuros, sumCents, type Cents } from '../kernel/money.ts'
import { letterhead } from '../settings/letterhead.ts'
import type { Settings } from '../settings/settings.ts'

/** A payment as its receipt tells it. */
export interface Receipt {
  readonly householdId: number
  readonly number: string
  readonly method: string
  readonly amountCents: Cents
  readonly receivedOn: Day
  readonly payerName: string
  readonly regieName: string
  /** What it settled, oldest debt first. */
  readonly settled: readonly {
    readonly kind: string
    readonly number: string | null
    readonly periodFrom: Day | null
    readonly occurredOn: Day
    readonly cents: Cents
  }[]
}

/** Changes with templates/pdf/certificate.typ. */
export const receiptVersion = '1'

/** The receipt of a payment as « Documents » lists it. A payment told later keeps the day on which it arrived. */
export function receiptDocument(
  payment: {
    readonly id: number
    readonly householdId: number
    readonly number: string
    readonly receivedOn: Day
  },
  now: Date,
): NewDocument {
  const { id, householdId, number, receivedOn } = payment
  return {
    householdId,
    kind: 'RECEIPT',
    sourceId: id,
    fileName: `recu-${number}.pdf`,
    title: `Reçu du paiement du ${dateInWords(receivedOn)}`,
    ...(receivedOn < dayOf(now) ? { issuedAt: instantAt(receivedOn, '12:00') } : {}),
  }
}

/** A payment with what it settled until now: one statement. */
export async function receiptOf(tx: Tx, paymentId: number): Promise<Receipt | null> {
  const found = await sql<Receipt>`
    select p.household_id as "householdId", p.number, p.method, p.amount_cents as "amountCents",
           p.received_on as "receivedOn", p.payer_name as "payerName", r.name as "regieName",
           coalesce((
             select jsonb_agg(to_jsonb(one) order by one."occurredOn", one.id) from (
               select t.id, t.kind, i.number, i.period_from as "periodFrom", t.occurred_on as "occurredOn",
                      sum(a.amount_cents)::int as cents
               from open_item credit
               join allocation a on a.credit_item_id = credit.id
               join open_item debit on debit.id = a.debit_item_id
               join ledger_transfer t on t.id = debit.transfer_id
               left join invoice i on i.transfer_id = t.id
               where credit.transfer_id = p.transfer_id
               group by t.id, i.id having sum(a.amount_cents) > 0
             ) one), '[]'::jsonb) as settled
    from payment p join regie r on r.id = p.regie_id
    where p.id = ${paymentId}`.execute(tx)
  return found.rows[0] ?? null
}

/** What templates/pdf/certificate.typ shows: every text ready, in French. */
export function receiptPaper(
  receipt: Receipt,
  { settings, payer }: { readonly settings: Settings; readonly payer: Payer | undefined },
) {
  const { commune } = settings
  const ahead = receipt.amountCents - sumCents(receipt.settled.map((one) => one.cents))
  const amount = formatEuros(receipt.amountCents)
  return {
    ...letterhead(settings, receipt.receivedOn),
    title: 'Reçu de paiement',
    subtitle: receipt.regieName,
    number: receipt.number,
    payer: payer?.lines ?? [receipt.payerName],
    date: `Le ${dateInWords(receipt.receivedOn)}`,
    statement: `Nous avons reçu ${amount} ${methods[receipt.method] ?? ''} le ${dateInWords(receipt.receivedOn)}, de ${receipt.payerName}. Merci.`,
    columns: ['Ce que ce paiement règle', 'Numéro', 'Somme'],
    rows: [
      ...receipt.settled.map((one) => ({
        name: documentName(one),
        detail: one.number ?? '',
        amount: formatEuros(one.cents),
      })),
      ...(ahead > 0
        ? [
            {
              name: 'À votre crédit, pour vos prochaines factures',
              detail: '',
              amount: formatEuros(ahead),
            },
          ]
        : []),
    ],
    total: { label: 'Somme reçue', amount },
    notes: receipt.method === 'CHEQUE' ? ['Chèque reçu sous réserve d’encaissement.'] : [],
    footer: `${commune.name}, SIRET ${commune.siret}. Reçu n° ${receipt.number}.`,
  }
}

const methods: Readonly<Record<string, string>> = {
  CASH: 'en espèces',
  CHEQUE: 'par chèque',
  CARD_COUNTER: 'par carte bancaire, au guichet,',
  CARD_ONLINE: 'par carte bancaire, sur le portail,',
  TRANSFER: 'par virement',
  DIRECT_DEBIT: 'par prélèvement',
  CESU: 'en chèques CESU',
  ANCV: 'en chèques-vacances',
}
