import type { FC } from 'hono/jsx'
import type { EnrolmentRequestState } from '../../src/enrolments/requests.ts'
import { paths } from '../../src/paths.ts'
import { Badge, type BadgeLook } from './notices.tsx'
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
export const EnrolmentRequestCard: FC<{ request: EnrolmentRequestState; now: Date }> = ({
  request,
  now,
}) => {
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
      {isOpen && (
        <p>
          {state === 'WAITING' && <a href={paths.waitingList}>Voir le rang</a>}{' '}
          <a href={paths.enrolmentWithdrawal(ref)}>
            Retirer<span class="vh"> la demande pour {activity}</span>
          </a>
        </p>
      )}
      <p class="small">{longWhen(requestedAt, now)}</p>
    </div>
  )
}
