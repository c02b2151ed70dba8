import type { FC } from 'hono/jsx'
import type { FormValues } from '../../src/kernel/forms.ts'
import { paths } from '../../src/paths.ts'
import type { Chrome } from '../chrome.ts'
import { Layout } from '../layout.tsx'
import { ErrorSummary, Field, FileField, FormFields, Submit, titleWhen } from '../ui/form.tsx'
import { Greeting } from '../ui/navigation.tsx'

/** Among what is kept: names of the fields in which a file had been chosen. */
export const keptFiles = '_fichiers'

export interface StepUpPageProps {
  readonly chrome: Chrome
  /** The page of ours that was asked for. */
  readonly back: string
  /** What a form of that page had sent, when one was: nothing typed is lost. */
  readonly kept: FormValues
  /** What did not go, as one sentence. */
  readonly refusal?: string | undefined
}

/** The password again, before health and bank: why, and then on to where the parent was going. */
export const StepUpPage: FC<StepUpPageProps> = ({ chrome, back, kept, refusal }) => {
  const title = 'Votre mot de passe, encore une fois'
  const errors = refusal ? { f_mot_de_passe: refusal } : {}
  return (
    <Layout chrome={chrome} title={titleWhen(refusal !== undefined, title)}>
      <div class="narrow">
        <Greeting
          title={title}
          lead="Cette page touche à la santé de vos enfants ou à votre banque. Nous vérifions que c’est bien vous."
        />
        <ErrorSummary errors={errors} />
        <form action={paths.stepUp} method="post">
          <FormFields csrf={chrome.csrf} />
          <input type="hidden" name="retour" value={back} />
          {Object.entries(kept).map(([name, value]) => (
            <input type="hidden" name={`garde_${name}`} value={value} />
          ))}
          <div class="card">
            {Object.keys(kept).length > 0 && (
              <p>
                Ce que vous venez de remplir est gardé
                {kept[keptFiles] && ', sauf le fichier, que vous choisirez de nouveau ensuite'}.
                Rien n’est encore envoyé.
              </p>
            )}
            <Field
              id="mot-de-passe"
              label="Mot de passe"
              type="password"
              help="Il ne sera plus demandé pendant un quart d’heure."
              error={refusal}
              autocomplete="current-password"
            />
            <p class="actions">
              <Submit name="continuer" label="Continuer" />{' '}
              <a class="link-strong" href={paths.home}>
                Revenir à l’accueil
              </a>
            </p>
          </div>
        </form>
      </div>
    </Layout>
  )
}

/** After the password: the form that was kept, ready to be sent with one click. */
export const SendKeptPage: FC<Omit<StepUpPageProps, 'refusal'>> = ({ chrome, back, kept }) => {
  const { [keptFiles]: named, ...fields } = kept
  const files = named?.split(' ') ?? []
  return (
    <Layout chrome={chrome} title="C’est bien vous">
      <div class="narrow">
        <Greeting
          title="C’est bien vous"
          lead="Il ne reste qu’à envoyer ce que vous aviez rempli."
        />
        <form
          action={back}
          method="post"
          enctype={files.length > 0 ? 'multipart/form-data' : undefined}
        >
          <input type="hidden" name="_csrf" value={chrome.csrf} />
          {Object.entries(fields).map(([name, value]) => (
            <input type="hidden" name={name} value={value} />
          ))}
          <div class="card">
            {files.map((name) => (
              <FileField id={name.replace(/^f_/, '')} label="Choisissez de nouveau votre fichier" />
            ))}
            <p class="actions">
              <Submit name="envoyer" label="Envoyer" />{' '}
              <a class="link-strong" href={back}>
                Revoir avant d’envoyer
              </a>
            </p>
          </div>
        </form>
      </div>
    </Layout>
  )
}
