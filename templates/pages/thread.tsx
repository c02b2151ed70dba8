import type { FC } from 'hono/jsx'
import type { FormErrors, FormValues } from '../../src/kernel/forms.ts'
import type { ThreadMessage, ThreadView } from '../../src/messages/thread.ts'
import { paths } from '../../src/paths.ts'
import type { Chrome } from '../chrome.ts'
import { Layout } from '../layout.tsx'
import { ErrorSummary, FormFields, Submit } from '../ui/form.tsx'
import { Greeting, Trail } from '../ui/navigation.tsx'
import { Info, Success } from '../ui/notices.tsx'
import { longWhen } from '../ui/when.ts'
import { BodyField } from './messages.tsx'

export interface ThreadPageProps {
  readonly chrome: Chrome
  readonly thread: ThreadView
  readonly now: Date
  readonly values: FormValues
  readonly errors: FormErrors
  readonly justSent: boolean
}

/** One conversation, oldest first, and the answer under it. */
export const ThreadPage: FC<ThreadPageProps> = (props) => {
  const { chrome, thread, now, values, errors, justSent } = props
  const title = Object.keys(errors).length > 0 ? `Erreur\u00A0: ${thread.subject}` : thread.subject
  return (
    <Layout chrome={chrome} title={title}>
      <Trail href={paths.messages} label="Messages" />
      <Greeting title={thread.subject} lead={`Avec\u00A0: ${thread.service}`} />
      <div class="narrow">
        {justSent && <Success>Votre message est envoyé.</Success>}
        <ErrorSummary errors={errors} />
        <ol class="exchange">
          {thread.messages.map((message) => (
            <Bubble message={message} now={now} />
          ))}
        </ol>
        {thread.state === 'CLOSED' && <Info>Cet échange est terminé. Répondre le rouvre.</Info>}
        <form action={paths.thread(thread.ref)} method="post">
          <FormFields csrf={chrome.csrf} />
          <div class="reply">
            <BodyField
              label="Votre réponse"
              value={values['f_texte'] ?? ''}
              error={errors['f_texte']}
              rows={4}
            />
            <p class="actions">
              <Submit name="envoyer" label="Envoyer" />
            </p>
          </div>
        </form>
      </div>
    </Layout>
  )
}

const Bubble: FC<{ message: ThreadMessage; now: Date }> = ({ message, now }) => (
  <li class={message.isOwn ? 'bubble bubble-mine' : 'bubble'}>
    <p class="bubble-head">
      <strong>{message.isOwn ? 'Vous' : message.author}</strong>{' '}
      <span class="bubble-when">{longWhen(message.sentAt, now)}</span>
    </p>
    {message.body
      .split(/\r?\n(?:\s*\r?\n)*/)
      .filter(Boolean)
      .map((paragraph) => (
        <p>{paragraph}</p>
      ))}
  </li>
)
