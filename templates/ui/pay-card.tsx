import type { Child, FC } from 'hono/jsx'
import type { Cents } from '../../src/kernel/money.ts'
import { dayInWords } from '../../src/kernel/french.ts'
import { formatEuros } from '../../src/kernel/money.ts'
import type { Day } from '../../src/kernel/day.ts'
import { FormFields, Submit } from './form.tsx'

export interface PayCardProps {
  /** "À régler", "Net à payer". */
  readonly title: string
  readonly totalCents: Cents
  /** The earliest day by which something must be paid. */
  readonly dueOn?: Day | null
  readonly isLate?: boolean
  readonly parts?: readonly { readonly label: Child; readonly cents: Cents }[]
  /** Null: paying is not possible here (nothing due, or no provider). */
  readonly pay: { readonly action: string; readonly csrf: string; readonly fields?: Child } | null
  /** A link beside the button. */
  readonly beside?: Child
  /** The line under the button. */
  readonly note?: Child
}

/** The one strong block of a page: what is owed, until when, and the button. */
export const PayCard: FC<PayCardProps> = (props) => (
  <div class="card pay-card">
    <h2>{props.title}</h2>
    <p class="sum">{formatEuros(props.totalCents)}</p>
    {props.dueOn && (
      <p class="due">
        {props.isLate ? 'la date limite était le ' : 'avant le '}
        <strong>{dayInWords(props.dueOn)}</strong>
      </p>
    )}
    {props.parts && props.parts.length > 0 && (
      <dl class="breakdown">
        {props.parts.map((part) => (
          <>
            <dt>{part.label}</dt>
            <dd>{formatEuros(part.cents)}</dd>
          </>
        ))}
      </dl>
    )}
    {props.pay ? (
      <form action={props.pay.action} method="post">
        <FormFields csrf={props.pay.csrf} />
        {props.pay.fields}
        <p class="actions">
          <Submit name="payer" label={`Payer ${formatEuros(props.totalCents)}`} look="sun" />{' '}
          {props.beside}
        </p>
      </form>
    ) : (
      props.beside && <p class="actions">{props.beside}</p>
    )}
    {props.note && <p class="reassurance">{props.note}</p>}
  </div>
)
