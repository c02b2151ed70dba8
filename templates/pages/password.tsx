import type { FC } from 'hono/jsx'
import type { FormErrors } from '../../src/kernel/forms.ts'
import { paths } from '../../src/paths.ts'
import type { Chrome } from '../chrome.ts'
import { Layout } from '../layout.tsx'
import { ErrorSummary, Field, FormFields, Submit, titleWith } from '../ui/form.tsx'
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
  return (
    <Layout chrome={chrome} title={titleWith(errors, title)}>
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
