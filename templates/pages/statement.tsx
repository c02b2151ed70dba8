import type { FC } from 'hono/jsx'
import type { AmountDue } from '../../src/billing/amounts-due.ts'
import type { Day } from '../../src/kernel/day.ts'
import { paths } from '../../src/paths.ts'
import type { Chrome } from '../chrome.ts'
import { Layout } from '../layout.tsx'
import { Greeting } from '../ui/navigation.tsx'
import { Empty } from '../ui/notices.tsx'
import { PayCard } from '../ui/pay-card.tsx'
import { StatementPart, statementTitle, type StatementPeriod } from './statement-part.tsx'

export interface StatementPageProps {
  readonly chrome: Chrome
  readonly period: StatementPeriod
  readonly dues: readonly AmountDue[]
  readonly canPay: boolean
  readonly today: Day
}

/** Everything that was billed, paid or given back, with the running balance. */
export const StatementPage: FC<StatementPageProps> = (props) => (
  <Layout chrome={props.chrome} title={statementTitle(props.period)}>
    <div class="two">
      <div class="two-head">
        <Greeting
          title="Relevé de compte"
          lead="Tout ce qui a été facturé, payé ou rendu, dans l’ordre."
        />
      </div>
      <div class="two-side">
        {props.dues.length === 0 && <Empty title="Rien à régler aujourd’hui" />}
        <div class="dues">
          {props.dues.map((due) => (
            <RegieDue page={props} due={due} />
          ))}
        </div>
        <p class="tools">
          <a class="i-invoice" href={paths.invoices}>
            Toutes les factures
          </a>{' '}
          <a class="i-download" href={paths.documents}>
            Documents en PDF
          </a>
        </p>
      </div>
      <div class="two-body" id="releve">
        <StatementPart period={props.period} />
      </div>
    </div>
  </Layout>
)

const RegieDue: FC<{ page: StatementPageProps; due: AmountDue }> = ({ page, due }) => {
  const { dues, chrome, canPay, today } = page
  return (
    <PayCard
      title={dues.length > 1 ? due.regieName : 'Votre solde aujourd’hui'}
      totalCents={due.totalCents}
      dueOn={due.dueOn}
      isLate={due.dueOn !== null && due.dueOn < today}
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
