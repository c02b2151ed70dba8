import type { FC } from 'hono/jsx'
import type { ChildOffers, Offer } from '../../src/enrolments/offers.ts'
import { clockOf, dayOf } from '../../src/kernel/day.ts'
import { dateInWords, hourInWords } from '../../src/kernel/french.ts'
import { paths } from '../../src/paths.ts'
import type { Chrome } from '../chrome.ts'
import { Layout } from '../layout.tsx'
import { Card } from '../ui/card.tsx'
import { ChildBadge } from '../ui/child.tsx'
import { Greeting } from '../ui/navigation.tsx'
import { Badge, Empty, Info, Success } from '../ui/notices.tsx'

export interface EnrolmentsProps {
  readonly chrome: Chrome
  readonly families: readonly ChildOffers[]
  readonly done: EnrolmentDone | null
}

/** What the last form did. */
export type EnrolmentDone = 'ENROLLED' | 'REQUESTED' | 'WAITING' | 'WITHDRAWN' | 'REPEAT'

/** What each child is enrolled in, and what is offered, with the reason when it is not. */
export const EnrolmentsPage: FC<EnrolmentsProps> = ({ chrome, families, done }) => (
  <Layout chrome={chrome} title="Inscriptions">
    <Greeting
      title="Inscriptions"
      lead="Une inscription ouvre le droit de réserver. Elle ne coûte rien tant que rien n’est réservé."
      action={<a href={paths.waitingList}>Listes d’attente</a>}
    />
    {done && <Done done={done} />}
    {families.length === 0 && (
      <Empty
        title="Aucun enfant dans votre dossier"
        action={<a href={paths.messages}>Écrire à la mairie</a>}
      >
        La mairie ajoute les enfants à partir des listes des écoles.
      </Empty>
    )}
    <div class="cards-2">
      {families.map((one) => (
        <ChildCard offers={one} />
      ))}
    </div>
  </Layout>
)

const Done: FC<{ done: EnrolmentDone }> = ({ done }) => {
  if (done === 'REPEAT')
    return <Info>Ce formulaire avait déjà été envoyé{'\u00A0'}: il n’a compté qu’une fois.</Info>
  if (done === 'WITHDRAWN') return <Success>Votre demande est retirée.</Success>
  if (done === 'WAITING') {
    return (
      <Success>
        Votre enfant est sur la liste d’attente. Quand une place se libère, nous vous la proposons
        {'\u00A0'}: rien n’est pris sans votre accord.{' '}
        <a href={paths.waitingList}>Voir votre rang</a>
      </Success>
    )
  }
  if (done === 'REQUESTED') {
    return (
      <Success>
        Votre demande est envoyée. La mairie vous répond, et vous pourrez réserver dès qu’elle aura
        accepté.
      </Success>
    )
  }
  return (
    <Success>
      C’est fait, votre enfant est inscrit.{' '}
      <a href={paths.calendar}>Réserver des jours sur le calendrier</a>
    </Success>
  )
}

const ChildCard: FC<{ offers: ChildOffers }> = ({ offers: { child, offers, enrolments } }) => (
  <Card
    title={
      <>
        <ChildBadge firstName={child.firstName} place={child.place} picture={child} />{' '}
        {child.firstName}
      </>
    }
  >
    {offers.length === 0 && <p>Aucune activité n’est ouverte aux inscriptions en ce moment.</p>}
    <ul class="history offers">
      {offers.map((offer) => (
        <li>
          <OfferLine offer={offer} childRef={child.ref} firstName={child.firstName} />
        </li>
      ))}
      {enrolments
        .filter((one) => one.state === 'REFUSED')
        .map((one) => (
          <li>
            <div>
              <strong>{one.activityName}</strong> <span class="l-note">{one.reason}</span>
            </div>{' '}
            <Badge look="bad">Demande refusée</Badge>
          </li>
        ))}
    </ul>
  </Card>
)

interface OfferLineProps {
  readonly offer: Offer
  readonly childRef: string
  readonly firstName: string
}

const OfferLine: FC<OfferLineProps> = ({ offer, childRef, firstName }) => (
  <>
    <div>
      <strong>{offer.activity.name}</strong> <span class="l-note">{offer.period.label}</span>
    </div>{' '}
    <div>
      <OfferState offer={offer} childRef={childRef} firstName={firstName} />
    </div>
  </>
)

/** Where the child stands, and what can be done. */
const OfferState: FC<OfferLineProps> = ({ offer, childRef, firstName }) => {
  const { activity, period, verdict } = offer
  if (verdict.kind === 'ENROLLED') return <Held held={verdict} name={activity.name} />
  if (verdict.kind === 'NOT_ELIGIBLE') return <span class="l-note">{verdict.reason}</span>
  if (verdict.kind === 'NOT_OPEN_YET') {
    return (
      <span class="l-note">
        Les inscriptions ouvrent le {dateInWords(dayOf(verdict.opensAt))} à{' '}
        {hourInWords(clockOf(verdict.opensAt))}.
      </span>
    )
  }
  const way = paths.enrolmentOf(activity.ref, childRef, period.id)
  if (verdict.kind === 'FULL') {
    return (
      <>
        <Badge look="waiting">Complet</Badge>{' '}
        <a class="button button-quiet" href={way}>
          Liste d’attente
          <span class="vh">
            {' '}
            de {activity.name}, {period.label}, pour {firstName}
          </span>
        </a>
      </>
    )
  }
  return (
    <a class="button button-quiet" href={way}>
      {verdict.isImmediate ? 'Inscrire' : 'Demander l’inscription de'} {firstName}
      <span class="vh">
        {' '}
        à {activity.name}, {period.label}
      </span>
    </a>
  )
}

const Held: FC<{ held: Extract<Offer['verdict'], { kind: 'ENROLLED' }>; name: string }> = ({
  held: { state, ref },
  name,
}) => {
  if (state === 'ACCEPTED') return <Badge look="ok">Inscription faite</Badge>
  return (
    <>
      <Badge look="waiting">{state === 'WAITING' ? 'En liste d’attente' : 'Demande envoyée'}</Badge>{' '}
      {state === 'WAITING' && (
        <>
          <a href={paths.waitingList}>
            Voir le rang<span class="vh"> pour {name}</span>
          </a>{' '}
        </>
      )}
      <a href={paths.enrolmentWithdrawal(ref)}>
        Retirer<span class="vh"> la demande pour {name}</span>
      </a>
    </>
  )
}
