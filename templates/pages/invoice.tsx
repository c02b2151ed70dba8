import type { Child, FC } from 'hono/jsx'
import type { AmountDue } from '../../src/billing/amounts-due.ts'
import type { InvoiceChild, InvoiceView } from '../../src/billing/view.ts'
import type { ThreadAbout } from '../../src/messages/threads-about.ts'
import type { Day } from '../../src/kernel/day.ts'
import { dateInWords, fileReference } from '../../src/kernel/french.ts'
import { formatEuros } from '../../src/kernel/money.ts'
import { paths } from '../../src/paths.ts'
import type { Chrome } from '../chrome.ts'
import { Layout } from '../layout.tsx'
import { ChildBadge } from '../ui/child.tsx'
import { Trail } from '../ui/navigation.tsx'
import { Empty } from '../ui/notices.tsx'
import { PayCard } from '../ui/pay-card.tsx'
import { ThreadsAbout } from '../ui/threads-about.tsx'

export interface InvoicePageProps {
  readonly chrome: Chrome
  readonly view: InvoicePageView
}

export interface InvoicePageView {
  readonly invoice: InvoiceView
  /** « Facture de novembre 2026 » */
  readonly title: string
  /** By child and line, in their order. */
  readonly reasons: readonly (readonly string[])[]
  readonly previousNotes: readonly string[]
  /** What the régie of this invoice is owed today; null when nothing is. */
  readonly due: AmountDue | null
  readonly canPay: boolean
  readonly today: Day
  readonly threads: readonly ThreadAbout[]
  readonly now: Date
}

/** An invoice as it was issued, beside what is still to be paid today. */
export const InvoicePage: FC<InvoicePageProps> = ({ chrome, view }) => {
  const { invoice, title } = view
  return (
    <Layout chrome={chrome} title={title}>
      <Trail href={paths.statement} label="Relevé de compte" />
      <div class="two">
        <div class="two-head">
          <h1>{title}</h1>
          <p class="lead">
            N°{'\u00A0'}
            {invoice.number}, {invoice.kind === 'INVOICE' ? 'émise' : 'émis'} le{' '}
            {dateInWords(invoice.issuedOn)} pour {invoice.payerName},{' '}
            <span class="nowrap">dossier {fileReference(invoice.snapshot.payer.fileNumber)}</span>.
          </p>
        </div>
        <div class="two-side">
          <Due chrome={chrome} view={view} />
          <Tools invoice={invoice} />
          <ThreadsAbout threads={view.threads} now={view.now} />
        </div>
        <div class="two-body">
          <div class="card">
            <h2 id="t-lignes">Le détail</h2>
            <Lines view={view} />
          </div>
          <p class="small">
            {invoice.snapshot.commune.regieName}. {invoice.snapshot.commune.vatMention}. Vous
            contestez un montant{'\u202F'}? Écrivez-nous dans les deux mois{'\u00A0'}: la facture
            n’est jamais réécrite, la correction vient en avoir.
          </p>
        </div>
      </div>
    </Layout>
  )
}

const Due: FC<InvoicePageProps> = ({ chrome, view }) => {
  const { invoice, due, canPay, today } = view
  if (invoice.kind === 'CREDIT_NOTE') {
    return <PayCard title="À votre crédit" totalCents={-invoice.totalCents} pay={null} />
  }
  if (!due) return <Empty title="Facture réglée, merci">Rien d’autre n’est à payer.</Empty>
  const others = due.totalCents - invoice.remainingCents
  return (
    <PayCard
      title={dueTitle(invoice, due.totalCents)}
      totalCents={due.totalCents}
      dueOn={due.dueOn}
      isLate={due.dueOn !== null && due.dueOn < today}
      parts={[
        { label: 'Cette facture', cents: invoice.remainingCents },
        ...(others === 0 ? [] : [{ label: 'Autres écritures', cents: others }]),
      ]}
      pay={
        canPay
          ? {
              action: paths.payment,
              csrf: chrome.csrf,
              fields: <input type="hidden" name="regie" value={due.regieCode} />,
            }
          : null
      }
    />
  )
}

/** Two sums are never called by the same name: the invoice's own total below is its « Net à payer ». */
function dueTitle(invoice: InvoiceView, dueCents: number): string {
  if (invoice.remainingCents === 0) return 'Facture réglée. Reste à payer'
  return dueCents === invoice.amountDueCents ? 'Net à payer' : 'Reste à payer aujourd’hui'
}

const Tools: FC<{ invoice: InvoiceView }> = ({ invoice: { document, ref } }) => (
  <p class="tools">
    {document && (
      <a class="i-download" href={paths.document(document.ref, document.fileName)}>
        Télécharger le PDF
      </a>
    )}{' '}
    <a class="i-bubble" href={paths.newThreadAbout('facture', ref)}>
      Une question sur cette facture{'\u202F'}?
    </a>
  </p>
)

const Lines: FC<{ view: InvoicePageView }> = ({ view: { invoice, reasons, previousNotes } }) => (
  <table class="account" aria-labelledby="t-lignes">
    <thead>
      <tr>
        <th scope="col">Activité et raison du prix</th>
        <th scope="col" class="num">
          Quantité
        </th>
        <th scope="col" class="num">
          Prix
        </th>
        <th scope="col" class="num">
          Montant
        </th>
      </tr>
    </thead>
    {invoice.children.map((child, at) => (
      <ChildLines child={child} place={at + 1} reasons={reasons[at] ?? []} />
    ))}
    <tfoot>
      {invoice.kind === 'INVOICE' ? (
        <>
          <Sum label="Total de cette facture" cents={invoice.totalCents} />
          <Sum
            class="last"
            label={invoice.previousBalanceCents < 0 ? 'Crédit antérieur' : 'Solde antérieur'}
            cents={invoice.previousBalanceCents}
            note={previousNotes.map((note) => (
              <>
                <span class="why">{note}</span>{' '}
              </>
            ))}
          />
          <Sum class="total" label="Net à payer" cents={Math.max(0, invoice.amountDueCents)} />
        </>
      ) : (
        <Sum class="total" label="Total de cet avoir" cents={invoice.totalCents} />
      )}
    </tfoot>
  </table>
)

const ChildLines: FC<{ child: InvoiceChild; place: number; reasons: readonly string[] }> = ({
  child,
  place,
  reasons,
}) => (
  <tbody>
    <tr class="group">
      <th colspan={3} scope="rowgroup">
        <ChildBadge firstName={child.firstName} place={place} /> {child.firstName}{' '}
        <span class="vh">: </span>
      </th>
      <td class="num">{formatEuros(child.totalCents)}</td>
    </tr>
    {child.lines.map((line, at) => (
      <tr>
        <td class="what">
          <span class="line-title">{line.label}</span> <span class="why">{reasons[at]}</span>
        </td>
        <td class="num c-quantity">{String(line.quantity).replace('.', ',')}</td>
        <td class="num c-price">{formatEuros(line.unitPriceCents)}</td>
        <td class="num c-total">{formatEuros(line.amountCents)}</td>
      </tr>
    ))}
  </tbody>
)

const Sum: FC<{ class?: string; label: string; cents: number; note?: Child }> = (props) => (
  <tr class={props.class}>
    <th colspan={3} scope="row">
      {props.label} {props.note}
    </th>
    <td class="num">{formatEuros(props.cents)}</td>
  </tr>
)
