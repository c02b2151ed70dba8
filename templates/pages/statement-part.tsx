import type { FC } from 'hono/jsx'
import type { StatementEntry, StatementView } from '../../src/billing/statement.ts'
import { capitalised, dateInWords, monthInWords, shortDate } from '../../src/kernel/french.ts'
import type { FormErrors, FormValues } from '../../src/kernel/forms.ts'
import { formatEuros } from '../../src/kernel/money.ts'
import { paths } from '../../src/paths.ts'
import { ErrorSummary, Field, titleWith } from '../ui/form.tsx'

/** A period of the account. */
export interface StatementPeriod {
  readonly statement: StatementView
  /** What each entry is, in the order of the statement. */
  readonly titles: readonly string[]
  readonly values: FormValues
  readonly errors: FormErrors
}

/** The period and its entries: the part that has its own answer for htmx. */
export const StatementPart: FC<{ period: StatementPeriod }> = ({ period }) => (
  <>
    <ErrorSummary errors={period.errors} />
    <PeriodForm period={period} />
    <Entries period={period} />
    <p class="tools">
      <a class="i-download" href={paths.statementFile(fileName(period.statement, 'pdf'))}>
        Ce relevé en PDF
      </a>{' '}
      <a class="i-download" href={paths.statementFile(fileName(period.statement, 'csv'))}>
        Pour un tableur (CSV)
      </a>
    </p>
    <p class="small">
      Un montant précédé de «{'\u00A0'}
      {'\u2212'}
      {'\u00A0'}» est à votre crédit.
    </p>
  </>
)

export function statementTitle({ errors }: StatementPeriod): string {
  return titleWith(errors, 'Relevé de compte')
}

function fileName({ from, to }: StatementView, ending: 'pdf' | 'csv'): string {
  return `releve-${from}-${to}.${ending}`
}

const PeriodForm: FC<{ period: StatementPeriod }> = ({ period: { values, errors } }) => (
  <form
    action={paths.statement}
    method="get"
    data-hx-get={paths.statement}
    data-hx-target="#releve"
    data-hx-swap="innerHTML"
    data-hx-sync="this:drop"
  >
    <div class="period">
      <Field
        id="du"
        label="Du"
        value={values['f_du'] ?? ''}
        error={errors['f_du']}
        inputmode="numeric"
        isShort
      />
      <Field
        id="au"
        label="au"
        value={values['f_au'] ?? ''}
        error={errors['f_au']}
        inputmode="numeric"
        isShort
      />
      <p>
        <input
          type="submit"
          class="button button-quiet"
          id="afficher"
          name="voir"
          value="Afficher"
        />
      </p>
    </div>
  </form>
)

const Entries: FC<{ period: StatementPeriod }> = ({ period: { statement, titles } }) => {
  const rows = statement.entries.map((entry, at) => ({ entry, title: titles[at] ?? '' }))
  const months = [...Map.groupBy(rows, ({ entry }) => entry.occurredOn.slice(0, 7))]
  return (
    <div class="card">
      <h2 id="t-releve" class="vh">
        Écritures du {dateInWords(statement.from)} au {dateInWords(statement.to)}
      </h2>
      <table class="account statement" aria-labelledby="t-releve">
        <thead>
          <tr>
            <th scope="col">Date</th>
            <th scope="col">Écriture</th>
            <th scope="col" class="num">
              Montant
            </th>
            <th scope="col" class="num">
              Solde
            </th>
          </tr>
        </thead>
        {months.map(([month, entries]) => (
          <tbody>
            <tr class="group">
              <th colspan={4} scope="rowgroup">
                {capitalised(monthInWords(month))}
              </th>
            </tr>
            {entries.map(({ entry, title }) => (
              <Entry entry={entry} title={title} />
            ))}
          </tbody>
        ))}
        <tfoot>
          <tr class="total">
            <th colspan={3} scope="row">
              Solde au {dateInWords(statement.from)}
            </th>
            <td class="num">{formatEuros(statement.openingCents)}</td>
          </tr>
        </tfoot>
      </table>
      {rows.length === 0 && <p>Aucune écriture dans cette période.</p>}
    </div>
  )
}

const Entry: FC<{ entry: StatementEntry; title: string }> = ({ entry, title }) => (
  <tr class={entry.amountCents < 0 ? 'credit' : 'debit'}>
    <td class="c-date">{shortDate(entry.occurredOn)}</td>
    <td class="what">
      <span class="line-title">
        {entry.ref ? <a href={paths.invoice(entry.ref)}>{title}</a> : title}
      </span>{' '}
      {entry.number && (
        <span class="why">
          n°{'\u00A0'}
          {entry.number}
        </span>
      )}{' '}
      {entry.because && <span class="why">{entry.because}</span>}
    </td>
    <td class="num c-amount">{formatEuros(entry.amountCents)}</td>
    <td class="num c-balance">
      <span class="balance-word">solde </span>
      {formatEuros(entry.balanceCents)}
    </td>
  </tr>
)
