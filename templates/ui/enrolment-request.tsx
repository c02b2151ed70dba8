import type { FC } from 'hono/jsx'
import type { EnrolmentRequestState } from '../../src/enrolments/requests.ts'
import type { ThreadAbout } from '../../src/messages/threads-about.ts'
import { paths } from '../../src/paths.ts'
import { Badge, type BadgeLook } from './notices.tsx'
import { ThreadLinks } from './threads-about.tsx'
import { longWhen } from './when.ts'

interface Words {
  readonly look: BadgeLook
  readonly badge: string
}

const words: Record<EnrolmentRequestState['state'], Words> = {
  REQUESTED: { look: 'waiting', badge: 'En cours d’examen' },
  WAITING: { look: 'waiting', badge: 'En liste d’attente' },
  ACCEPTED: { look: 'ok', badge: 'Acceptée' },
  REFUSED: { look: 'bad', badge: 'Refusée' },
  CANCELLED: { look: 'soft', badge: 'Retirée' },
}

/** A request to enrol, among those of the file. */
export const EnrolmentRequestCard: FC<{
  request: EnrolmentRequestState
  threads: readonly ThreadAbout[]
  now: Date
}> = ({ request, threads, now }) => {
  const { ref, firstName, activity, state, reason, requestedAt } = request
  const { look, badge } = words[state]
  const isOpen = state === 'REQUESTED' || state === 'WAITING'
  return (
    <div class="card request">
      <div class="card-head">
        <h2>
          Inscrire {firstName} à {activity}
        </h2>{' '}
        <p>
          <Badge look={look}>{badge}</Badge>
        </p>
      </div>
      {reason && state === 'REFUSED' && <p>{reason}</p>}
      <p>
        {state === 'WAITING' && <a href={paths.waitingList}>Voir le rang</a>}{' '}
        <a href={paths.newThreadAbout('inscription', ref)}>
          Écrire à ce sujet
          <span class="vh">
            {'\u00A0'}: {activity}, {firstName}
          </span>
        </a>{' '}
        {isOpen && (
          <a href={paths.enrolmentWithdrawal(ref)}>
            Retirer<span class="vh"> la demande pour {activity}</span>
          </a>
        )}
      </p>
      {threads.length > 0 && <ThreadLinks threads={threads} now={now} />}
      <p class="small">{longWhen(requestedAt, now)}</p>
    </div>
  )
}
