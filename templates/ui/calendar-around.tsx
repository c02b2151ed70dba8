import type { FC } from 'hono/jsx'
import type { CalendarMonth } from '../../src/enrolments/calendar-month.ts'
import type { Receipt } from '../../src/enrolments/receipts.ts'
import { clockOf, dayOf } from '../../src/kernel/day.ts'
import { dayInWords, hourInWords, listInWords } from '../../src/kernel/french.ts'
import { paths } from '../../src/paths.ts'
import { neighbour, spanHeading, spanTabs, type Neighbour } from './calendar-span.ts'
import { deadlineWords, lower, receiptInShort, untilRule } from './calendar-words.ts'
import { Card } from './card.tsx'
import { ChildBadge } from './child.tsx'
import { Tabs } from './navigation.tsx'

/** The month or week between its neighbours. Alone, it takes the focus: it has just changed. */
export const CalendarHead: FC<{ month: CalendarMonth; isAlone: boolean }> = ({
  month,
  isAlone,
}) => (
  <>
    <Tabs tabs={spanTabs(month)} />
    <div class="month">
      <p class="month-prev">
        <SpanLink to={neighbour(month, -1)} class="i-prev" />
      </p>
      <h2
        id="mois-affiche"
        tabindex={isAlone ? -1 : undefined}
        autofocus={isAlone ? true : undefined}
      >
        {spanHeading(month)}
      </h2>
      <p class="month-next">
        <SpanLink to={neighbour(month, 1)} class="i-next" />
      </p>
    </div>
  </>
)

const SpanLink: FC<{ to: Neighbour; class: string }> = ({ to, class: look }) => (
  <a
    class={look}
    href={to.href}
    data-hx-get={to.href}
    data-hx-target="#calendrier"
    data-hx-swap="outerHTML"
    data-hx-push-url="true"
  >
    <span class="word">{to.label}</span>
  </a>
)

/** Until when days may be changed, and the next of these limits. */
export const CalendarRules: FC<{ month: CalendarMonth }> = ({ month }) => (
  <p class="rule">
    {sharedRules(month).map(({ activities, add, cancel }) => (
      <>
        {activities}
        {'\u00A0'}: {cancel ? 'réserver' : 'réserver ou annuler'} <strong>{untilRule(add)}</strong>
        {cancel && (
          <>
            , annuler <strong>{untilRule(cancel)}</strong>
          </>
        )}
        .{' '}
      </>
    ))}
    {month.nextDeadline && (
      <>
        Prochaine limite{'\u00A0'}: <strong>{deadlineWords(month.nextDeadline.at, month)}</strong>,
        pour {dayInWords(month.nextDeadline.day)}.
      </>
    )}
  </p>
)

/** Instead of the limits, where none is still to come: the way on. */
export const CalendarFixed: FC<{ month: CalendarMonth }> = ({ month }) => {
  const next = neighbour(month, 1)
  return (
    <p class="rule">
      Aucun de ces jours ne peut être modifié aujourd’hui.{' '}
      <a href={next.href}>
        {month.week === null ? `Voir ${lower(next.label)}` : 'Voir la semaine suivante'}
      </a>
    </p>
  )
}

/** Activities with the same limits share a sentence. */
function sharedRules({ rules }: CalendarMonth) {
  const groups = Map.groupBy(rules, ({ add, cancel }) => JSON.stringify([add, cancel]))
  return [...groups.values()].flatMap((group) => {
    const [first] = group
    if (!first) return []
    const names = group.map(({ activity }, at) => (at === 0 ? activity : lower(activity)))
    return [{ activities: listInWords(names), add: first.add, cancel: first.cancel }]
  })
}

/** Whose colour is whose, and what the boxes mean. */
export const CalendarLegend: FC<{ month: CalendarMonth }> = ({ month }) => (
  <div class="legend">
    <p class="vh">Légende{'\u00A0'}:</p>
    <ul>
      {month.children.map((child) => (
        <li>
          <ChildBadge firstName={child.firstName} place={child.place} picture={child} />{' '}
          {child.firstName}
        </li>
      ))}
      <li>
        <span class="key key-booked">Réservé</span>
      </li>
      <li>
        <span class="key">Libre</span>
      </li>
      <li>
        <span class="key key-locked">Délai passé</span>
      </li>
    </ul>
  </div>
)

/** Who booked what and when. */
export const CalendarHistory: FC<{ receipts: readonly Receipt[] }> = ({ receipts }) =>
  receipts.length === 0 ? null : (
    <Card
      title="Vos dernières réservations"
      more={{ href: paths.receipts, label: 'Tout l’historique' }}
    >
      <ul class="history">
        {receipts.map((receipt) => (
          <li>
            <span class="news-date">
              {dayInWords(dayOf(receipt.at))}, {hourInWords(clockOf(receipt.at))}
            </span>{' '}
            {receipt.by ?? 'La mairie'}
            {'\u00A0'}: {receiptInShort(receipt)}.
          </li>
        ))}
      </ul>
    </Card>
  )
