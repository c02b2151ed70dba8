import type { FC } from 'hono/jsx'
import type { FormErrors, FormValues } from '../../src/kernel/forms.ts'
import type { ThreadSubject } from '../../src/messages/thread-subject.ts'
import { ofName } from '../../src/kernel/french.ts'
import { paths } from '../../src/paths.ts'
import type { Chrome } from '../chrome.ts'
import { Layout } from '../layout.tsx'
import { Choice } from '../ui/choice.tsx'
import { ErrorSummary, Field, FormFields, Submit, titleWith } from '../ui/form.tsx'
import { MessageFields } from '../ui/message-fields.tsx'
import { Greeting, Trail } from '../ui/navigation.tsx'
import { subjectSlugs, subjectWords } from '../ui/thread-subject.ts'

export interface NewThreadPageProps {
  readonly chrome: Chrome
  readonly services: readonly string[]
  /** Null: opened from nowhere in particular. */
  readonly about: ThreadSubject | null
  readonly values: FormValues
  readonly errors: FormErrors
}

export const NewThreadPage: FC<NewThreadPageProps> = (props) => {
  const { chrome, services, about, values, errors } = props
  const words = about && subjectWords(about)
  return (
    <Layout chrome={chrome} title={titleWith(errors, 'Écrire à la mairie')}>
      <Trail
        href={words ? words.link.href : paths.messages}
        label={words ? (words.trail ?? words.title) : 'Messages'}
      />
      <div class="narrow">
        <Greeting title="Écrire à la mairie" lead="La réponse arrive dans vos messages." />
        <ErrorSummary errors={errors} />
        <form action={paths.newThread} method="post" enctype="multipart/form-data">
          <FormFields csrf={chrome.csrf} />
          {about && (
            <>
              <input type="hidden" name="apropos" value={subjectSlugs[about.kind]} />
              <input type="hidden" name="ref" value={about.ref} />
            </>
          )}
          <div class="card">
            <Choice
              id="service"
              label="À quel service"
              value={values['f_service'] ?? ''}
              options={services.map((service) => [service, service])}
              error={errors['f_service']}
            />
            <Field
              id="objet"
              label="Sujet"
              value={values['f_objet'] ?? words?.proposal ?? ''}
              error={errors['f_objet']}
              maxlength={150}
            />
            <MessageFields
              label="Votre message"
              text={values['f_texte'] ?? ''}
              errors={errors}
              rows={8}
            />
            {about?.childFirstName && (
              <p class="check-line">
                <input
                  type="checkbox"
                  id="partage"
                  name="f_partage"
                  value="oui"
                  checked={values['f_partage'] === 'oui' ? true : undefined}
                />{' '}
                <label for="partage">
                  Les autres responsables {ofName(about.childFirstName)} peuvent lire cet échange et
                  y répondre
                </label>
              </p>
            )}
            <p class="actions">
              <Submit name="envoyer" label="Envoyer" />{' '}
              <a class="link-strong" href={paths.messages}>
                Annuler
              </a>
            </p>
          </div>
        </form>
      </div>
    </Layout>
  )
}
