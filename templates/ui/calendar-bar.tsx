import type { FC } from 'hono/jsx'
import type { CalendarSpan } from '../../src/enrolments/calendar-month.ts'
import type { PriceOfChange } from '../../src/enrolments/price-of-change.ts'
import { spanBills } from './calendar-span.ts'
import { pricePartWords, signedEuros } from './calendar-words.ts'
import { Submit } from './form.tsx'

export interface CalendarSumProps {
  readonly span: CalendarSpan
  /** Null: the price was not asked for. */
  readonly price: PriceOfChange | null
}

/** Under the month: what the change costs, and the two buttons. Enter saves. */
export const CalendarBar: FC<CalendarSumProps> = ({ span, price }) => (
  <div class="save-bar">
    <div class="save-bar-in" aria-live="polite">
      <CalendarSum span={span} price={price} />
      <p class="save-bar-go">
        <Submit name="enregistrer" label="Enregistrer" />{' '}
        <Submit name="prix" label="Voir le prix" look="quiet" />
      </p>
    </div>
  </div>
)

/** The part that « Voir le prix » replaces. */
export const CalendarSum: FC<CalendarSumProps> = ({ span, price }) => (
  <div class="save-bar-sum" id="calendrier-prix">
    {price ? <Asked span={span} price={price} /> : <p class="save-bar-what">{invitation}</p>}
  </div>
)

const invitation =
  'Cochez les jours à réserver, décochez ceux à annuler, puis enregistrez. Le prix se regarde avant.'

const Asked: FC<{ span: CalendarSpan; price: PriceOfChange }> = ({ span, price }) => {
  if (price.parts.length === 0 && price.refused.length === 0) {
    return (
      <p class="save-bar-what">
        Rien n’a changé{'\u00A0'}: cochez ou décochez un jour pour en voir le prix.
      </p>
    )
  }
  return (
    <>
      <p class="save-bar-price">
        <strong>{isPriced(price) ? signedEuros(price.totalCents) : 'Prix à confirmer'}</strong>{' '}
        <span>sur {spanBills(span)}</span>
      </p>
      <p class="save-bar-what">
        {price.parts.map(pricePartWords).join('. ')}
        {price.parts.length > 0 && '. '}
        {price.refused.length > 0 && notCounted(price.refused.length)}
      </p>
    </>
  )
}

function notCounted(count: number): string {
  return count === 1
    ? 'Un jour ne peut plus être changé et n’est pas compté.'
    : `${count} jours ne peuvent plus être changés et ne sont pas comptés.`
}

/** A sum of which a part is unknown would mislead. */
function isPriced({ parts }: PriceOfChange): boolean {
  return parts.every((part) => part.cents !== null)
}
