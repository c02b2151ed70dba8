import type { FC } from 'hono/jsx'
import { capitalised } from '../../src/kernel/french.ts'
import type { FormErrors, FormValues } from '../../src/kernel/forms.ts'
import type { InboxThread } from '../../src/messages/inbox.ts'
import { paths } from '../../src/paths.ts'
import type { Chrome } from '../chrome.ts'
import { Layout } from '../layout.tsx'
import { excerpt } from '../ui/excerpt.ts'
import { ErrorSummary, Field, FieldError, FormFields, Submit } from '../ui/form.tsx'
import { Greeting, Trail } from '../ui/navigation.tsx'
import { Badge, Empty } from '../ui/notices.tsx'
import { shortWhen } from '../ui/when.ts'

export interface MessagesPageProps {
  readonly chrome: Chrome
  readonly threads: readonly InboxThread[]
  readonly now: Date
}

/** Who wrote, about what. */
export const MessagesPage: FC<MessagesPageProps> = ({ chrome, threads, now }) => (
  <Layout chrome={chrome} title="Messages">
    <Greeting
      title="Messages"
      action={
        <a class="button" href={paths.newThread}>
          Écrire à la mairie
        </a>
      }
    />
    <div class="two">
      <div class="two-body two-tall">
        {threads.length === 0 ? (
          <Empty title="Aucun message">
            Une question, un changement{'\u202F'}? Écrivez à la mairie, elle vous répond ici.
          </Empty>
        ) : (
          <div class="card card-list">
            <ul class="list list-messages">
              {threads.map((thread) => (
                <ThreadLine thread={thread} now={now} />
              ))}
            </ul>
          </div>
        )}
      </div>
      <div class="two-side">
        <div class="card side">
          <h2>Un besoin urgent{'\u202F'}?</h2>
          <p>
            Pour ce matin, appelez le <span class="nowrap">{chrome.commune.phone}</span>.
          </p>
          <p class="small">{capitalised(chrome.commune.openingHours)}.</p>
        </div>
      </div>
    </div>
  </Layout>
)

const ThreadLine: FC<{ thread: InboxThread; now: Date }> = ({ thread, now }) => (
  <li class={thread.isUnread ? 'unread' : undefined}>
    <a href={paths.thread(thread.ref)}>
      <span class="disc" aria-hidden="true">
        {initials(thread.service)}
      </span>{' '}
      <span class="l-title">
        {thread.isUnread && <span class="vh">Non lu{'\u00A0'}: </span>}
        {thread.subject}
      </span>{' '}
      <span class="l-note">
        {thread.isFromTownHall ? thread.service : 'Vous'}
        {'\u00A0'}: «{'\u00A0'}
        {excerpt(thread.lastBody, 140)}
        {'\u00A0'}»
      </span>{' '}
      <span class="l-date">{shortWhen(thread.lastMessageAt, now)}</span>
      {thread.state === 'CLOSED' && (
        <>
          {' '}
          <Badge look="soft">Terminé</Badge>
        </>
      )}
    </a>
  </li>
)

/** `Service scolaire` → `SS` */
function initials(words: string): string {
  const first = words.split(/\s+/).map((word) => word.charAt(0).toLocaleUpperCase('fr-FR'))
  return first.slice(0, 2).join('')
}

export interface NewThreadPageProps {
  readonly chrome: Chrome
  readonly services: readonly string[]
  readonly values: FormValues
  readonly errors: FormErrors
}

export const NewThreadPage: FC<NewThreadPageProps> = ({ chrome, services, values, errors }) => (
  <Layout
    chrome={chrome}
    title={
      Object.keys(errors).length > 0 ? 'Erreur\u00A0: écrire à la mairie' : 'Écrire à la mairie'
    }
  >
    <Trail href={paths.messages} label="Messages" />
    <div class="narrow">
      <Greeting title="Écrire à la mairie" lead="La réponse arrive dans vos messages." />
      <ErrorSummary errors={errors} />
      <form action={paths.newThread} method="post">
        <FormFields csrf={chrome.csrf} />
        <div class="card">
          <div class="field short">
            <label for="service">À quel service</label>
            <select class="input" id="service" name="f_service">
              {services.map((service) => (
                <option selected={values['f_service'] === service ? true : undefined}>
                  {service}
                </option>
              ))}
            </select>
          </div>
          <Field
            id="objet"
            label="Sujet"
            value={values['f_objet'] ?? ''}
            error={errors['f_objet']}
            maxlength={150}
          />
          <BodyField
            label="Votre message"
            value={values['f_texte'] ?? ''}
            error={errors['f_texte']}
          />
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

export interface BodyFieldProps {
  readonly label: string
  readonly value: string
  readonly error?: string | undefined
  readonly rows?: number
}

export const BodyField: FC<BodyFieldProps> = ({ label, value, error, rows = 8 }) => (
  <div class={error ? 'field field-error' : 'field'}>
    <label for="texte">{label}</label>
    {error && <FieldError id="texte" error={error} />}
    <textarea
      class="input"
      id="texte"
      name="f_texte"
      rows={rows}
      cols={40}
      aria-describedby={error ? 'texte-erreur' : undefined}
      aria-invalid={error ? 'true' : undefined}
    >
      {value}
    </textarea>
  </div>
)
