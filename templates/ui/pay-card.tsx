import type { Child, FC } from 'hono/jsx'
import type { Cents } from '../../src/kernel/money.ts'
import { dayInWords } from '../../src/kernel/french.ts'
import { formatEuros, sumCents } from '../../src/kernel/money.ts'
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

type Parts = NonNullable<PayCardProps['parts']>

/** In cents: from here on a sum needs more room than its card has. */
const tenThousand = 1_000_000
const mostLines = 5

/** The button stays near the sum, however much is owed: the newest papers are one line. */
function inFewLines(parts: Parts): Parts {
  if (parts.length <= mostLines) return parts
  const more = parts.slice(mostLines - 1)
  const cents = sumCents(more.map((part) => part.cents))
  return [...parts.slice(0, mostLines - 1), { label: `Et ${more.length} autres`, cents }]
}

/** The one strong block of a page: what is owed, until when, and the button. */
export const PayCard: FC<PayCardProps> = (props) => (
  <div class="card pay-card">
    <h2>{props.title}</h2>
    <p class={props.totalCents < tenThousand ? 'sum' : 'sum sum-long'}>
      {formatEuros(props.totalCents)}
    </p>
    {props.dueOn && (
      <p class="due">
        {props.isLate ? 'la date limite était le ' : 'avant le '}
        <strong>{dayInWords(props.dueOn)}</strong>
      </p>
    )}
    {props.parts && props.parts.length > 0 && (
      <dl class="breakdown">
        {inFewLines(props.parts).map((part) => (
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
