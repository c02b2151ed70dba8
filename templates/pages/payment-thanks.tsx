import type { FC } from 'hono/jsx'
import { paths } from '../../src/paths.ts'
import type { AttemptState } from '../../src/payments/provider.ts'
import type { Chrome } from '../chrome.ts'
import { Layout } from '../layout.tsx'

export interface PaymentThanksProps {
  readonly chrome: Chrome
  readonly attemptRef: string
  readonly state: AttemptState
}

interface Words {
  readonly title: string
  readonly lead: string
  readonly next: 'STATEMENT' | 'WAIT' | 'RETRY'
}

const paid: Words = {
  title: 'Merci, votre paiement est enregistré',
  lead: 'La banque nous l’a confirmé. Votre compte est à jour.',
  next: 'STATEMENT',
}
const waiting: Words = {
  title: 'Votre paiement est en cours de vérification',
  lead: 'Nous attendons la confirmation de la banque, en général moins d’une minute. Ne payez pas une seconde fois\u00A0: rien ne se perd, même si vous fermez cette page.',
  next: 'WAIT',
}
const unpaid: Words = {
  title: 'Le paiement n’a pas abouti',
  lead: 'La banque ne l’a pas accepté, ou vous l’avez abandonné. Rien n’a été débité.',
  next: 'RETRY',
}
const back: Words = {
  title: 'Ce paiement vous a été rendu',
  lead: 'La somme est revenue sur votre compte bancaire. Le relevé de compte en garde la trace.',
  next: 'STATEMENT',
}

const wordsOf: Readonly<Record<AttemptState, Words>> = {
  CREATED: waiting,
  PENDING: waiting,
  PAID: paid,
  FAILED: unpaid,
  CANCELLED: unpaid,
  EXPIRED: unpaid,
  REFUNDED: back,
  CANCELLED_AFTER_PAID: back,
  CHARGEBACK: {
    title: 'La banque a repris ce paiement',
    lead: 'La somme est de nouveau à régler. Le relevé de compte en garde la trace.',
    next: 'RETRY',
  },
}

/** What is known of a payment, from the stored state alone. Needs no sign-in and names nobody. */
export const PaymentThanks: FC<PaymentThanksProps> = ({ chrome, attemptRef, state }) => {
  const { title, lead, next } = wordsOf[state]
  return (
    <Layout chrome={chrome} title={title}>
      <div class="narrow">
        <h1>{title}</h1>
        <p class="lead">{lead}</p>
        <p class="actions">
          <Next next={next} attemptRef={attemptRef} /> <a href={paths.home}>Revenir à l’accueil</a>
        </p>
      </div>
    </Layout>
  )
}

const Next: FC<{ next: Words['next']; attemptRef: string }> = ({ next, attemptRef }) => {
  if (next === 'WAIT') {
    return (
      <a class="button" href={`${paths.paymentThanks(attemptRef)}?encore=1`}>
        Où en est-il{'\u202F'}?
      </a>
    )
  }
  return next === 'RETRY' ? (
    <a class="button" href={paths.payment}>
      Recommencer le paiement
    </a>
  ) : (
    <a class="button" href={paths.statement}>
      Voir le relevé de compte
    </a>
  )
}
