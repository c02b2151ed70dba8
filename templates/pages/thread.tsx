import type { FC } from 'hono/jsx'
import type { FormErrors, FormValues } from '../../src/kernel/forms.ts'
import { capitalised, sizeInWords } from '../../src/kernel/french.ts'
import type { ThreadSubject } from '../../src/messages/thread-subject.ts'
import type { ThreadMessage, ThreadView } from '../../src/messages/thread.ts'
import { paths } from '../../src/paths.ts'
import type { Chrome } from '../chrome.ts'
import { Layout } from '../layout.tsx'
import { ChildBadge } from '../ui/child.tsx'
import { ErrorSummary, FormFields, Submit, titleWith } from '../ui/form.tsx'
import { MessageFields } from '../ui/message-fields.tsx'
import { Greeting, Trail } from '../ui/navigation.tsx'
import { Badge, Info, Success } from '../ui/notices.tsx'
import { subjectWords } from '../ui/thread-subject.ts'
import { longWhen } from '../ui/when.ts'

export interface ThreadPageProps {
  readonly chrome: Chrome
  readonly thread: ThreadView
  readonly about: ThreadSubject | null
  readonly now: Date
  readonly values: FormValues
  readonly errors: FormErrors
  readonly justSent: boolean
}

/** One conversation, oldest first, what it is about beside it, and the answer under it. */
export const ThreadPage: FC<ThreadPageProps> = (props) => {
  const { chrome, thread, about, now, values, errors, justSent } = props
  const title = titleWith(errors, thread.subject)
  return (
    <Layout chrome={chrome} title={title}>
      <Trail href={paths.messages} label="Messages" />
      <div class="two">
        <div class="two-head">
          <Greeting title={thread.subject} lead={`Avec\u00A0: ${thread.service}`} />
        </div>
        <div class="two-side stack">{about && <Subject about={about} />}</div>
        <div class="two-body">
          {justSent && <Success>Votre message est envoyé.</Success>}
          <ErrorSummary errors={errors} />
          {thread.isShared && (
            <Info>
              Tous les responsables de {about?.childFirstName ?? 'l’enfant'} lisent cet échange.
            </Info>
          )}
          <ol class="exchange">
            {about?.declaredAt && (
              <li class="milestone">
                <p>
                  {capitalised(longWhen(about.declaredAt, now))}
                  {'\u00A0'}: absence signalée.
                </p>
              </li>
            )}
            {thread.messages.map((message) => (
              <Bubble threadRef={thread.ref} message={message} now={now} />
            ))}
          </ol>
          {thread.state === 'CLOSED' && <Info>Cet échange est terminé. Répondre le rouvre.</Info>}
          <form action={paths.thread(thread.ref)} method="post" enctype="multipart/form-data">
            <FormFields csrf={chrome.csrf} />
            <div class="reply">
              <MessageFields
                label="Votre réponse"
                text={values['f_texte'] ?? ''}
                errors={errors}
                rows={4}
              />
              <p class="actions">
                <Submit name="envoyer" label="Envoyer" />
              </p>
            </div>
          </form>
          <Archive thread={thread} csrf={chrome.csrf} />
        </div>
      </div>
    </Layout>
  )
}

const Subject: FC<{ about: ThreadSubject }> = ({ about }) => {
  const { title, note, awaited, link } = subjectWords(about)
  return (
    <div class="subject">
      {about.childFirstName && (
        <ChildBadge firstName={about.childFirstName} place={about.childPlace ?? 1} />
      )}{' '}
      <p class="subject-title">{title}</p>
      {(note || awaited) && (
        <p class="subject-note">
          {note} {awaited && <Badge look="waiting">{awaited}</Badge>}
        </p>
      )}
      <p class="subject-action">
        <a class="button button-quiet" href={link.href}>
          {link.label}
        </a>
      </p>
    </div>
  )
}

const Archive: FC<{ thread: ThreadView; csrf: string }> = ({ thread, csrf }) => (
  <form action={paths.threadArchive(thread.ref)} method="post">
    <FormFields csrf={csrf} />
    <p class="actions">
      {thread.isArchived ? (
        <Submit name="reprendre" label="Reprendre dans mes messages" look="quiet" />
      ) : (
        <Submit name="ranger" label="Ranger dans les archives" look="quiet" />
      )}
    </p>
  </form>
)

const Bubble: FC<{ threadRef: string; message: ThreadMessage; now: Date }> = ({
  threadRef,
  message,
  now,
}) => (
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
    {message.attachments.map(({ ref, fileName, bytes }) => (
      <p class="attachment">
        <a class="i-clip" href={paths.attachment(threadRef, ref, fileName)}>
          {fileName} <span class="size">{sizeInWords(bytes)}</span>
        </a>
      </p>
    ))}
  </li>
)
