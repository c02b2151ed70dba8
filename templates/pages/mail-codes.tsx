import type { FC } from 'hono/jsx'
import { capitalised } from '../../src/kernel/french.ts'
import type { FormErrors } from '../../src/kernel/forms.ts'
import { paths } from '../../src/paths.ts'
import type { Chrome } from '../chrome.ts'
import { Layout } from '../layout.tsx'
import { ErrorSummary, Field, FormFields, Submit, titleWith } from '../ui/form.tsx'
import { Greeting, Trail } from '../ui/navigation.tsx'
import { Info, Success } from '../ui/notices.tsx'
import { NewPassword } from './activation.tsx'

/** What to do without a password, honestly: a letter from the town hall. */
export interface ForgottenPageProps {
  readonly chrome: Chrome
  readonly letterDays: number
  readonly errors: FormErrors
  /** A mail was asked for: whether there is an account is not said. */
  readonly isAsked: boolean
}

export const ForgottenPage: FC<ForgottenPageProps> = ({ chrome, letterDays, errors, isAsked }) => (
  <Layout chrome={chrome} title={titleWith(errors, 'Mot de passe oublié')}>
    <Trail href={paths.login} label="Connexion" />
    <div class="narrow stack">
      <Greeting
        title="Mot de passe oublié"
        lead="Par courriel si votre adresse est confirmée, sinon par un courrier de la mairie."
      />
      {isAsked && (
        <Success>
          Si un compte a cet identifiant et une adresse confirmée, un lien vient d’y partir. Il sert
          pendant 30 minutes.
        </Success>
      )}
      <ErrorSummary errors={errors} />
      <form action={paths.forgottenPassword} method="post">
        <FormFields csrf={chrome.csrf} />
        <div class="card">
          <h2>Par courriel</h2>
          <Field
            id="identifiant"
            label="Votre identifiant ou votre adresse de courriel"
            error={errors['f_identifiant']}
            autocomplete="username"
            isCode
          />
          <p class="actions">
            <Submit name="demander" label="Recevoir un lien" />
          </p>
        </div>
      </form>
      <div class="card prose">
        <h2>Par courrier</h2>
        <ol class="timeline">
          <li class="here">
            <p class="t-what">Demandez le courrier</p>
            <p class="t-text">
              Au guichet ou par téléphone au <span class="nowrap">{chrome.commune.phone}</span>.{' '}
              {capitalised(chrome.commune.openingHours)}. Au guichet, vous repartez avec.
            </p>
          </li>
          <li class="to-come">
            <p class="t-what">Entrez le code</p>
            <p class="t-text">
              Il sert une fois, pendant {letterDays} jours. Personne à la mairie ne connaît votre
              mot de passe.
            </p>
          </li>
          <li class="to-come">
            <p class="t-what">Choisissez un nouveau mot de passe</p>
            <p class="t-text">Vous êtes connecté aussitôt.</p>
          </li>
        </ol>
        <p class="actions">
          <a class="button button-quiet" href={paths.activation}>
            J’ai le courrier
          </a>{' '}
          <a href={paths.login}>Revenir à la connexion</a>
        </p>
      </div>
    </div>
  </Layout>
)

export interface ResetPageProps {
  readonly chrome: Chrome
  readonly token: string
  readonly errors: FormErrors
  readonly policy: string
}

/** Behind the link of a mail. Opening it uses nothing up: mail programs open links too. */
export const ResetPage: FC<ResetPageProps> = ({ chrome, token, errors, policy }) => (
  <Layout chrome={chrome} title={titleWith(errors, 'Nouveau mot de passe')}>
    <Trail href={paths.forgottenPassword} label="Mot de passe oublié" />
    <div class="narrow">
      <Greeting title="Nouveau mot de passe" lead="Tous vos appareils seront déconnectés." />
      <ErrorSummary errors={errors} />
      <form action={paths.resetPassword(token)} method="post">
        <FormFields csrf={chrome.csrf} />
        <div class="card">
          <NewPassword errors={errors} policy={policy} />
          <p class="actions">
            <Submit name="choisir" label="Enregistrer" />
          </p>
        </div>
      </form>
    </div>
  </Layout>
)

export interface EmailPageProps {
  readonly chrome: Chrome
  /** Null while none is confirmed. */
  readonly current: string | null
  readonly value: string
  readonly errors: FormErrors
  readonly isSent: boolean
}

/** The address of the account: it counts once it has answered. */
export const EmailPage: FC<EmailPageProps> = ({ chrome, current, value, errors, isSent }) => (
  <Layout chrome={chrome} title={titleWith(errors, 'Mon adresse de courriel')}>
    <Trail href={paths.account} label="Mon compte" />
    <div class="narrow">
      <Greeting
        title="Mon adresse de courriel"
        lead="Confirmée, elle reçoit nos courriels et le lien d’un mot de passe oublié."
      />
      {isSent && (
        <Success>
          Un lien vient de partir à cette adresse. Ouvrez-le dans les 30 minutes pour la confirmer.
        </Success>
      )}
      <ErrorSummary errors={errors} />
      {current && (
        <Info>
          Adresse confirmée{'\u00A0'}: <strong>{current}</strong>
        </Info>
      )}
      <form action={paths.accountEmail} method="post">
        <FormFields csrf={chrome.csrf} />
        <div class="card">
          <Field
            id="courriel"
            label="Nouvelle adresse"
            type="email"
            value={value}
            error={errors['f_courriel']}
            autocomplete="email"
            maxlength={254}
            isCode
          />
          <p class="actions">
            <Submit name="confirmer" label="Recevoir le lien" />{' '}
            <a class="link-strong" href={paths.account}>
              Annuler
            </a>
          </p>
        </div>
      </form>
    </div>
  </Layout>
)

export interface ConfirmEmailPageProps {
  readonly chrome: Chrome
  readonly token: string
  readonly isDone: boolean
  /** The sentence of a link that does not work. */
  readonly errors: FormErrors
}

export const ConfirmEmailPage: FC<ConfirmEmailPageProps> = ({ chrome, token, isDone, errors }) => (
  <Layout chrome={chrome} title={titleWith(errors, 'Confirmer mon adresse')}>
    <div class="narrow">
      <Greeting title="Confirmer mon adresse" />
      {isDone && <Success>Votre adresse est confirmée. L’ancienne en est prévenue.</Success>}
      <ErrorSummary errors={errors} />
      {!isDone && (
        <form action={paths.confirmEmail(token)} method="post">
          <FormFields csrf={chrome.csrf} />
          <div class="card">
            <p>Nos courriels arriveront à l’adresse où vous avez reçu ce lien.</p>
            <p class="actions">
              <Submit name="confirmer" label="Confirmer cette adresse" />
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
