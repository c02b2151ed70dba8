import type { FC } from 'hono/jsx'
import type { InvoiceListItem } from '../../src/billing/lists.ts'
import { dateInWords, shortDate } from '../../src/kernel/french.ts'
import type { Day } from '../../src/kernel/day.ts'
import { formatEuros } from '../../src/kernel/money.ts'
import { paths } from '../../src/paths.ts'
import type { Chrome } from '../chrome.ts'
import { Layout } from '../layout.tsx'
import { Greeting } from '../ui/navigation.tsx'
import { Badge, Empty } from '../ui/notices.tsx'

export interface InvoicesPageProps {
  readonly chrome: Chrome
  /** With its title, « Facture de novembre 2026 ». */
  readonly invoices: readonly (InvoiceListItem & { readonly title: string })[]
  readonly today: Day
}

/** Every invoice and credit note of the family, newest first. */
export const InvoicesPage: FC<InvoicesPageProps> = ({ chrome, invoices, today }) => (
  <Layout chrome={chrome} title="Factures">
    <Greeting
      title="Factures"
      lead="Chaque facture, avec la raison de chaque prix."
      action={
        <>
          <a href={paths.statement}>Relevé de compte</a> <a href={paths.documents}>Documents</a>
        </>
      }
    />
    {invoices.length === 0 ? (
      <Empty
        title="Aucune facture pour le moment"
        action={<a href={paths.calendar}>Voir le calendrier</a>}
      >
        La première arrive au début du mois qui suit les premiers jours réservés.
      </Empty>
    ) : (
      <div class="card">
        <h2 id="t-factures" class="vh">
          Vos factures
        </h2>
        <table class="account statement" aria-labelledby="t-factures">
          <thead>
            <tr>
              <th scope="col">Date</th>
              <th scope="col">Facture</th>
              <th scope="col" class="num">
                Montant
              </th>
              <th scope="col" class="num">
                État
              </th>
            </tr>
          </thead>
          <tbody>
            {invoices.map((invoice) => (
              <InvoiceRow invoice={invoice} today={today} />
            ))}
          </tbody>
        </table>
      </div>
    )}
  </Layout>
)

const InvoiceRow: FC<{ invoice: InvoicesPageProps['invoices'][number]; today: Day }> = (props) => {
  const { invoice, today } = props
  return (
    <tr class={invoice.totalCents < 0 ? 'credit' : 'debit'}>
      <td class="c-date">{shortDate(invoice.issuedOn)}</td>
      <td class="what">
        <span class="line-title">
          <a href={paths.invoice(invoice.ref)}>{invoice.title}</a>
        </span>{' '}
        <span class="why">
          n°{'\u00A0'}
          {invoice.number}, {invoice.regieName}
        </span>
      </td>
      <td class="num c-amount">{formatEuros(invoice.totalCents)}</td>
      <td class="num c-state">
        <InvoiceState invoice={invoice} today={today} />
      </td>
    </tr>
  )
}

const InvoiceState: FC<{ invoice: InvoiceListItem; today: Day }> = ({ invoice, today }) => {
  const { kind, remainingCents, totalCents, dueOn } = invoice
  if (kind === 'CREDIT_NOTE') return <Badge look="info">Avoir</Badge>
  if (remainingCents === 0) return <Badge look="ok">Réglée</Badge>
  if (dueOn && dueOn < today) {
    return (
      <Badge look="bad">
        En retard{'\u00A0'}: {formatEuros(remainingCents)}
      </Badge>
    )
  }
  const rest = remainingCents < totalCents ? `reste ${formatEuros(remainingCents)}, ` : ''
  return (
    <Badge look="waiting">
      {rest}
      {dueOn ? `à régler avant le ${dateInWords(dueOn)}` : 'à régler'}
    </Badge>
  )
}
