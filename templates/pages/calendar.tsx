import type { FC } from 'hono/jsx'
import type { CalendarMonth } from '../../src/enrolments/calendar-month.ts'
import type { PriceOfChange } from '../../src/enrolments/price-of-change.ts'
import type { Receipt } from '../../src/enrolments/receipts.ts'
import { capitalised, listInWords } from '../../src/kernel/french.ts'
import { paths } from '../../src/paths.ts'
import type { Chrome } from '../chrome.ts'
import { Layout } from '../layout.tsx'
import {
  CalendarFixed,
  CalendarHead,
  CalendarHistory,
  CalendarLegend,
  CalendarRules,
} from '../ui/calendar-around.tsx'
import { CalendarBar } from '../ui/calendar-bar.tsx'
import { spanPath, spanTitle } from '../ui/calendar-span.ts'
import { CalendarTable } from '../ui/calendar-table.tsx'
import { lower, receiptWords, refusalSentence, type ToldRefusal } from '../ui/calendar-words.ts'
import { FormFields } from '../ui/form.tsx'
import { Greeting } from '../ui/navigation.tsx'
import { Empty, Info, Success } from '../ui/notices.tsx'

export interface CalendarProps {
  readonly csrf: string
  readonly month: CalendarMonth
  readonly ticked: ReadonlySet<string>
  /** The boxes that were ticked when the family began to change the month. */
  readonly seen: string
  readonly price: PriceOfChange | null
  readonly receipts: readonly Receipt[]
  readonly done: CalendarDone | null
  readonly refused: readonly ToldRefusal[]
}

/** What the last form did. */
export type CalendarDone = 'SAVED' | 'NOTHING' | 'REPEAT'

export const CalendarPage: FC<{ chrome: Chrome; view: CalendarProps }> = ({ chrome, view }) => (
  <Layout chrome={chrome} title={spanTitle(view.month)}>
    <Greeting
      title="Calendrier"
      lead={leadOf(view.month)}
      action={
        <a class="button button-quiet" href={paths.absences}>
          Signaler une absence
        </a>
      }
    />
    <CalendarSection view={view} />
    <p class="tools">
      <a href={paths.pattern}>Semaine type</a> <a href={paths.receipts}>Historique et reçus</a>{' '}
      <a href={paths.feedSettings}>Dans mon agenda</a>
    </p>
    <CalendarHistory receipts={view.receipts} />
  </Layout>
)

/** The part that changes with the month: also sent alone. */
export const CalendarSection: FC<{ view: CalendarProps; isAlone?: boolean }> = (props) => {
  const { view, isAlone } = props
  const { month, done, refused, receipts } = view
  return (
    <div id="calendrier">
      <Refused refused={refused} />
      {done && <Done done={done} receipts={receipts} isAlone={refused.length === 0} />}
      <CalendarHead month={month} isAlone={isAlone ?? false} />
      <Days view={view} />
    </div>
  )
}

const Refused: FC<{ refused: readonly ToldRefusal[] }> = ({ refused }) =>
  refused.length === 0 ? null : (
    <div class="errors" tabindex={-1} autofocus>
      <div role="alert">
        <h2>
          {refused.length === 1
            ? 'Un jour n’a pas pu être changé'
            : `${refused.length} jours n’ont pas pu être changés`}
        </h2>
        <ul>
          {refused.map((one) => (
            <li>{refusalSentence(one)}</li>
          ))}
        </ul>
      </div>
    </div>
  )

const Done: FC<{ done: CalendarDone; receipts: readonly Receipt[]; isAlone: boolean }> = (
  props,
) => {
  const { done, receipts, isAlone } = props
  const [latest] = receipts
  if (done === 'NOTHING')
    return isAlone ? (
      <Info>Rien n’était à changer{'\u00A0'}: le calendrier est tel que vous le voyez.</Info>
    ) : null
  if (done === 'REPEAT') {
    return (
      <Info>
        Ce formulaire avait déjà été envoyé, il n’a compté qu’une fois. Voici ce qui est réservé.
      </Info>
    )
  }
  return <Success>C’est enregistré.{latest ? ` ${receiptWords(latest)}.` : ''}</Success>
}

const Days: FC<{ view: CalendarProps }> = ({ view }) => {
  const { month, price } = view
  if (month.children.length === 0) return <Nothing month={month} />
  return month.isOpen || price ? <MonthForm view={view} /> : <FixedMonth view={view} />
}

const MonthForm: FC<{ view: CalendarProps }> = ({ view: { csrf, month, ticked, seen, price } }) => (
  <>
    <CalendarRules month={month} />
    <form
      action={spanPath(month)}
      method="post"
      data-hx-post={spanPath(month)}
      data-hx-target="#calendrier-prix"
      data-hx-swap="outerHTML"
      data-hx-sync="this:drop"
    >
      <FormFields csrf={csrf} />
      <input type="hidden" name="vus" value={seen} />
      <input type="hidden" name="cases" value={month.columns.join(' ')} />
      <CalendarLegend month={month} />
      <CalendarTable month={month} ticked={ticked} />
      <CalendarBar span={month} price={price} />
    </form>
  </>
)

/** Days that are over, or not open yet: to be read. */
const FixedMonth: FC<{ view: CalendarProps }> = ({ view: { month, ticked } }) => (
  <>
    <CalendarFixed month={month} />
    <CalendarLegend month={month} />
    <CalendarTable month={month} ticked={ticked} />
  </>
)

const Nothing: FC<{ month: CalendarMonth }> = ({ month: { week } }) => (
  <Empty
    title={`Rien à réserver ${week === null ? 'ce mois-ci' : 'cette semaine'}`}
    action={
      <a class="button" href={paths.enrolments}>
        Voir les inscriptions
      </a>
    }
  >
    Aucun de vos enfants n’est inscrit à un service ouvert ces jours-là.
  </Empty>
)

function leadOf({ children, services }: CalendarMonth): string | undefined {
  if (children.length === 0) return undefined
  const names = listInWords(children.map((child) => child.firstName))
  return `${capitalised(listInWords(services.map(lower)))}, pour ${names}.`
}
