import type { FC } from 'hono/jsx'
import { capitalised } from '../../src/kernel/french.ts'
import type { FormErrors } from '../../src/kernel/forms.ts'
import { paths } from '../../src/paths.ts'
import type { Chrome } from '../chrome.ts'
import { Layout } from '../layout.tsx'
import { ErrorSummary, Field, FormFields, Submit } from '../ui/form.tsx'
import { Greeting, Trail } from '../ui/navigation.tsx'
import { NewPassword } from './activation.tsx'

export interface PasswordPageProps {
  readonly chrome: Chrome
  readonly errors: FormErrors
  readonly policy: string
  /** Due before anything else, or wanted from the account page. */
  readonly isDue: boolean
}

export const PasswordPage: FC<PasswordPageProps> = ({ chrome, errors, policy, isDue }) => {
  const title = isDue ? 'Choisissez votre mot de passe' : 'Changer de mot de passe'
  const hasErrors = Object.keys(errors).length > 0
  return (
    <Layout chrome={chrome} title={hasErrors ? `Erreur\u00A0: ${title.toLowerCase()}` : title}>
      {!isDue && <Trail href={paths.account} label="Mon compte" />}
      <div class="narrow">
        <Greeting
          title={title}
          lead={
            isDue
              ? 'Celui que vous avez reçu ne sert qu’une fois.'
              : 'Vos autres appareils seront déconnectés.'
          }
        />
        <ErrorSummary errors={errors} />
        <form action={isDue ? paths.choosePassword : paths.accountPassword} method="post">
          <FormFields csrf={chrome.csrf} />
          <div class="card">
            <Field
              id="actuel"
              label="Mot de passe actuel"
              type="password"
              error={errors['f_actuel']}
              autocomplete="current-password"
            />
            <NewPassword errors={errors} policy={policy} />
            <p class="actions">
              <Submit name="changer" label="Enregistrer" />
              {!isDue && (
                <>
                  {' '}
                  <a class="link-strong" href={paths.account}>
                    Annuler
                  </a>
                </>
              )}
            </p>
          </div>
        </form>
      </div>
    </Layout>
  )
}

/** What to do without a password, honestly: a letter from the town hall. */
export const ForgottenPage: FC<{ chrome: Chrome; letterDays: number }> = ({
  chrome,
  letterDays,
}) => (
  <Layout chrome={chrome} title="Mot de passe oublié">
    <Trail href={paths.login} label="Connexion" />
    <div class="narrow">
      <Greeting
        title="Mot de passe oublié"
        lead="Un courrier de la mairie avec un code neuf, et vous en choisissez un autre."
      />
      <div class="card prose">
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
          <a class="button" href={paths.activation}>
            J’ai le courrier
          </a>{' '}
          <a href={paths.login}>Revenir à la connexion</a>
        </p>
      </div>
    </div>
  </Layout>
)
