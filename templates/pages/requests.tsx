import type { FC } from 'hono/jsx'
import type { EnrolmentRequestState } from '../../src/enrolments/requests.ts'
import type { ThreadAbout } from '../../src/messages/threads-about.ts'
import { paths } from '../../src/paths.ts'
import type { Chrome } from '../chrome.ts'
import { Layout } from '../layout.tsx'
import { EnrolmentRequestCard } from '../ui/enrolment-request.tsx'
import { Greeting } from '../ui/navigation.tsx'
import { Empty, Success } from '../ui/notices.tsx'
import { ChangeLine, RequestBadge, type ShownRequest } from '../ui/request.tsx'
import { longWhen } from '../ui/when.ts'

export interface RequestsPageProps {
  readonly chrome: Chrome
  readonly requests: readonly ShownRequest[]
  readonly enrolments: readonly EnrolmentRequestState[]
  /** About the requests to enrol. */
  readonly threads: readonly ThreadAbout[]
  readonly now: Date
  readonly done: string | null
}

/** « Mes demandes »: what was asked, where it is, and why. */
export const RequestsPage: FC<RequestsPageProps> = ({
  chrome,
  requests,
  enrolments,
  threads,
  now,
  done,
}) => (
  <Layout chrome={chrome} title="Mes demandes">
    <Greeting
      title="Mes demandes"
      lead="Ce que vous avez demandé ou changé, où cela en est, et pourquoi."
    />
    {done && <Success>{done}</Success>}
    <div class="two">
      <div class="two-body two-tall stack">
        {enrolments.map((one) => (
          <EnrolmentRequestCard
            request={one}
            threads={threads.filter(({ aboutId }) => aboutId === one.id)}
            now={now}
          />
        ))}
        {requests.length + enrolments.length === 0 && (
          <Empty title="Aucune demande pour l’instant">
            Vos changements de coordonnées, d’adresse ou de quotient s’affichent ici.
          </Empty>
        )}
        {requests.map((one) => (
          <RequestCard shown={one} now={now} />
        ))}
      </div>
      <div class="two-side">
        <div class="card side">
          <h2>Nouvelle demande</h2>
          <ul class="choices">
            <li>
              <a class="i-next" href={paths.familyAddress}>
                Changer d’adresse
              </a>
            </li>
            <li>
              <a class="i-next" href={paths.familyQuotient}>
                Mettre à jour mon quotient
              </a>
            </li>
            <li>
              <a class="i-next" href={paths.enrolments}>
                Inscrire à une activité
              </a>
            </li>
          </ul>
        </div>
      </div>
    </div>
  </Layout>
)

/** Its first two changes; what is sealed is read on its own page. */
const RequestCard: FC<{ shown: ShownRequest; now: Date }> = ({ shown, now }) => {
  const { request, title, changes } = shown
  const isCut = changes.length > 2
  return (
    <div class="card request">
      <div class="card-head">
        <h2>
          <a href={paths.request(request.ref)}>{title}</a>
        </h2>{' '}
        <p>
          <RequestBadge state={request.state} />
        </p>
      </div>
      {changes.slice(0, 2).map((change) => (
        <ChangeLine change={change} />
      ))}
      {(isCut || changes.some(({ isClosed }) => isClosed)) && (
        <p>
          <a href={paths.request(request.ref)}>
            {isCut ? `Voir les ${changes.length} renseignements` : 'Lire la demande'}
          </a>
        </p>
      )}
      <p class="small">
        {request.author}, {longWhen(request.createdAt, now)}
      </p>
    </div>
  )
}
