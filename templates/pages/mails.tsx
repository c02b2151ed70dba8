import type { FC } from 'hono/jsx'
import type { NoticeKind } from '../../src/messages/notice-kinds.ts'
import type { MailPreference } from '../../src/messages/preferences.ts'
import { paths } from '../../src/paths.ts'
import type { Chrome } from '../chrome.ts'
import { Layout } from '../layout.tsx'
import { FormFields, Submit } from '../ui/form.tsx'
import { Greeting, Trail } from '../ui/navigation.tsx'
import { Success } from '../ui/notices.tsx'

const labels: Readonly<Record<NoticeKind, string>> = {
  INVOICE: 'Une facture est disponible',
  PAYMENT: 'Un paiement est bien arrivé',
  PAYMENT_FAILED: 'Un paiement n’a pas abouti',
  REMINDER: 'Une facture reste à payer',
  DEBIT: 'Un prélèvement est prévu',
  MANDATE: 'Votre mandat de prélèvement a changé',
  REQUEST: 'La mairie a répondu à une demande',
  OFFER: 'Une place vous est proposée',
  OFFER_OVER: 'Une place proposée n’est plus gardée',
  BOOKING: 'Vos réservations sont enregistrées',
  ABSENCE: 'La mairie a répondu au sujet d’une absence',
  DAY_CLOSED: 'Une journée réservée n’aura pas lieu',
  EVIDENCE: 'Un document est à fournir ou arrive à sa fin',
  PICKUP: 'Les personnes autorisées à venir chercher un enfant ont changé',
  CUSTODY: 'Le calendrier de garde d’un enfant a changé',
  MESSAGE: 'La mairie vous a écrit',
  CREDENTIALS: 'Votre mot de passe ou votre adresse a changé',
}

export interface MailChoicePageProps {
  readonly chrome: Chrome
  readonly preferences: readonly MailPreference[]
}

/** What a parent wants by mail; what the town hall owes is said, not asked. */
export const MailChoicePage: FC<MailChoicePageProps> = ({ chrome, preferences }) => (
  <Layout chrome={chrome} title="Mes courriels">
    <Trail href={paths.account} label="Mon compte" />
    <div class="narrow">
      <Greeting
        title="Mes courriels"
        lead="Tout reste sur le portail. Choisissez ce qui vous est aussi annoncé par courriel."
      />
      <form action={paths.accountMails} method="post">
        <FormFields csrf={chrome.csrf} />
        <div class="stack">
          <fieldset>
            <legend>M’écrire quand</legend>
            {preferences
              .filter((preference) => !preference.isDuty)
              .map((preference) => (
                <CheckLine preference={preference} />
              ))}
          </fieldset>
          <div class="card prose">
            <h2>Toujours envoyés</h2>
            <ul>
              {preferences
                .filter((preference) => preference.isDuty)
                .map(({ kind }) => (
                  <li>{labels[kind]}</li>
                ))}
            </ul>
          </div>
          <p class="actions">
            <Submit name="enregistrer" label="Enregistrer" />{' '}
            <a class="link-strong" href={paths.account}>
              Annuler
            </a>
          </p>
        </div>
      </form>
    </div>
  </Layout>
)

const CheckLine: FC<{ preference: MailPreference }> = ({ preference: { kind, byMail } }) => {
  const id = `avis-${kind.toLowerCase().replaceAll('_', '-')}`
  return (
    <p class="check-line">
      <input
        type="checkbox"
        id={id}
        name={`f_${kind.toLowerCase()}`}
        value="oui"
        checked={byMail ? true : undefined}
      />{' '}
      <label for={id}>{labels[kind]}</label>
    </p>
  )
}

export interface StopMailPageProps {
  readonly chrome: Chrome
  readonly kind: NoticeKind
  readonly token: string
  readonly isDone: boolean
}

/** « Ne plus recevoir », from a mail. */
export const StopMailPage: FC<StopMailPageProps> = ({ chrome, kind, token, isDone }) => (
  <Layout chrome={chrome} title="Ne plus recevoir ces courriels">
    <div class="narrow">
      <Greeting title="Ne plus recevoir ces courriels" lead={`«\u00A0${labels[kind]}\u00A0»`} />
      {isDone ? (
        <Success>
          C’est fait. Vous retrouvez tout sur le portail, et votre choix dans «{'\u00A0'}Mon compte
          {'\u00A0'}».
        </Success>
      ) : (
        <form action={paths.stopMail(token)} method="post">
          <FormFields csrf={chrome.csrf} />
          <div class="card">
            <p>Vous ne recevrez plus ces courriels. Tout reste sur le portail.</p>
            <p class="actions">
              <Submit name="arreter" label="Ne plus recevoir" />
            </p>
          </div>
        </form>
      )}
      <p class="actions">
        <a href={paths.home}>Aller au portail</a>
      </p>
    </div>
  </Layout>
)
