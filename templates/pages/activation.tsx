import type { FC } from 'hono/jsx'
import type { FormErrors, FormValues } from '../../src/kernel/forms.ts'
import { paths } from '../../src/paths.ts'
import type { Chrome } from '../chrome.ts'
import { Layout } from '../layout.tsx'
import { ErrorSummary, Field, FormFields, Submit, titleWith } from '../ui/form.tsx'
import { Greeting, Trail } from '../ui/navigation.tsx'

export interface ActivationPageProps {
  readonly chrome: Chrome
  readonly values: FormValues
  readonly errors: FormErrors
  /** What a password must be, in a sentence. */
  readonly policy: string
}

/** The code of the letter, and the password that the parent chooses. */
export const ActivationPage: FC<ActivationPageProps> = ({ chrome, values, errors, policy }) => {
  const title = 'Activer mon compte'
  return (
    <Layout chrome={chrome} title={titleWith(errors, title)}>
      <Trail href={paths.login} label="Connexion" />
      <div class="narrow">
        <Greeting
          title={title}
          lead="Avec le courrier de la mairie, pour une première visite ou un mot de passe oublié."
        />
        <ErrorSummary errors={errors} />
        <form action={paths.activation} method="post">
          <FormFields csrf={chrome.csrf} />
          <fieldset>
            <legend>Votre courrier</legend>
            <Field
              id="identifiant"
              label="Identifiant"
              help="Par exemple camille.dupont."
              value={values['f_identifiant'] ?? ''}
              error={errors['f_identifiant']}
              autocomplete="username"
              isCode
            />
            <Field
              id="code"
              label="Code"
              help="Douze lettres et chiffres. Les espaces et les majuscules n’ont pas d’importance."
              value={values['f_code'] ?? ''}
              error={errors['f_code']}
              autocomplete="one-time-code"
              isShort
              isCode
            />
          </fieldset>
          <fieldset>
            <legend>Votre mot de passe</legend>
            <NewPassword errors={errors} policy={policy} />
          </fieldset>
          <p class="actions">
            <Submit name="activer" label="Activer mon compte" />
          </p>
        </form>
      </div>
    </Layout>
  )
}

/** The new password, twice: what is typed is not seen. */
export const NewPassword: FC<{ errors: FormErrors; policy: string }> = ({ errors, policy }) => (
  <>
    <Field
      id="nouveau"
      label="Nouveau mot de passe"
      help={policy}
      type="password"
      error={errors['f_nouveau']}
      autocomplete="new-password"
    />
    <Field
      id="encore"
      label="Le même, encore une fois"
      type="password"
      error={errors['f_encore']}
      autocomplete="new-password"
    />
  </>
)
