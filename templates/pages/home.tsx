import type { Child, FC } from 'hono/jsx'
import type { ChildWeek } from '../../src/enrolments/week.ts'
import { dayOf, type Day } from '../../src/kernel/day.ts'
import { capitalised, dayInWords } from '../../src/kernel/french.ts'
import type { Cents } from '../../src/kernel/money.ts'
import type { NextDeadline } from '../../src/enrolments/next-deadline.ts'
import type { Waiting } from '../../src/operations/home/waiting.ts'
import { paths } from '../../src/paths.ts'
import type { Chrome } from '../chrome.ts'
import { Layout } from '../layout.tsx'
import { Greeting } from '../ui/navigation.tsx'
import { Empty, Success } from '../ui/notices.tsx'
import { PayCard } from '../ui/pay-card.tsx'
import { limitInWords } from '../ui/when.ts'
import { MessagesCard, PapersCard, RequestsCard } from './home-cards.tsx'
import { SinceLastVisit } from './home-since.tsx'
import { WeekTable } from './home-week.tsx'

export interface HomeDue {
  readonly regieCode: string
  readonly regieName: string
  readonly totalCents: Cents
  readonly dueOn: Day | null
  readonly parts: readonly { readonly label: string; readonly cents: Cents }[]
}

export interface HomePageProps {
  readonly chrome: Chrome
  readonly firstName: string
  readonly now: Date
  /** One a régie that is owed something. */
  readonly dues: readonly HomeDue[]
  readonly canPay: boolean
  readonly weeks: readonly ChildWeek[]
  readonly monday: Day
  readonly waiting: Waiting
  readonly done: string | null
}

/** In one look: what do I owe, where are my children this week, what waits for me. */
export const HomePage: FC<HomePageProps> = (props) => {
  const { chrome, firstName, now, dues, weeks, waiting, done } = props
  const today = dayOf(now)
  return (
    <Layout chrome={chrome} title="Accueil">
      <Greeting
        title={`Bonjour ${firstName}`}
        lead={`${capitalised(dayInWords(today))} ${today.slice(0, 4)}`}
      />
      {done && <Success>{done}</Success>}
      <div class="grid">
        {dues.length === 0 ? (
          <Settled />
        ) : (
          <div class="dues">
            {dues.map((due) => (
              <Due due={due} today={today} csrf={chrome.csrf} canPay={props.canPay} />
            ))}
          </div>
        )}
        <div class="card week">
          <div class="card-head">
            <h2 id="semaine">{props.monday > today ? 'La semaine prochaine' : 'Cette semaine'}</h2>
            {weeks.length > 0 && (
              <p>
                <a href={paths.enrolments}>Inscriptions</a>
              </p>
            )}
          </div>
          {weeks.length === 0 ? (
            <Empty
              title="Aucun enfant pour l’instant"
              action={
                <>
                  <a class="button" href={paths.newThread}>
                    Écrire à la mairie
                  </a>{' '}
                  <a class="button button-quiet" href={paths.familyFile}>
                    Relire mes informations
                  </a>
                </>
              }
            >
              Écrivez à la mairie le nom et la date de naissance de votre enfant{'\u00A0'}: elle le
              rattache à votre dossier, puis vous l’inscrivez à la cantine et aux activités.
            </Empty>
          ) : (
            <>
              <WeekTable
                weeks={weeks}
                monday={props.monday}
                today={today}
                closed={waiting.closed}
                labelledBy="semaine"
              />
              <p class="actions">
                <a class="button" href={paths.absences}>
                  Signaler une absence
                </a>{' '}
                <a class="button button-quiet" href={paths.calendar}>
                  Modifier les réservations
                </a>
              </p>
              <Deadline deadline={waiting.deadline} now={now} />
            </>
          )}
        </div>
        <MessagesCard threads={waiting.threads} now={now} />
        <PapersCard papers={waiting.papers} unconfirmed={waiting.unconfirmed} today={today} />
        <RequestsCard requests={waiting.requests} />
        <SinceLastVisit waiting={waiting} today={today} />
      </div>
    </Layout>
  )
}

/** What closes next: « Cantine, jeudi 10 décembre : modifiable aujourd’hui jusqu’à 10 h. » */
const Deadline: FC<{ deadline: NextDeadline | null; now: Date }> = ({ deadline, now }) =>
  deadline && (
    <p class="deadline">
      {deadline.activity}, {dayInWords(deadline.day)}
      {'\u00A0'}: modifiable <strong>{limitInWords(deadline.until, now)}</strong>.
    </p>
  )

interface DueProps {
  readonly due: HomeDue
  readonly today: Day
  readonly csrf: string
  readonly canPay: boolean
}

const Due: FC<DueProps> = ({ due, today, csrf, canPay }) => (
  <PayCard
    title={`À régler${due.regieName ? `\u00A0: ${due.regieName}` : ''}`}
    totalCents={due.totalCents}
    dueOn={due.dueOn}
    isLate={due.dueOn !== null && due.dueOn < today}
    parts={due.parts}
    pay={canPay ? { action: paths.payment, csrf, fields: regieField(due.regieCode) } : null}
    beside={<a href={paths.statement}>Voir le relevé</a>}
    note={
      canPay
        ? 'Par carte, sur le site de la banque.'
        : 'Le paiement en ligne n’est pas ouvert\u00A0: réglez à la mairie.'
    }
  />
)

function regieField(code: string): Child {
  return <input type="hidden" name="regie" value={code} />
}

const Settled: FC = () => (
  <div class="card settled-up">
    <h2 class="vh">À régler</h2>
    <Empty
      title="Tout est réglé, merci."
      action={
        <a class="button button-quiet" href={paths.statement}>
          Revoir le relevé
        </a>
      }
    >
      Votre prochaine facture vous sera annoncée ici.
    </Empty>
  </div>
)
