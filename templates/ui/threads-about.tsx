import type { FC } from 'hono/jsx'
import type { ThreadAbout } from '../../src/messages/threads-about.ts'
import { paths } from '../../src/paths.ts'
import { shortWhen } from './when.ts'

interface ThreadsAboutProps {
  readonly threads: readonly ThreadAbout[]
  readonly now: Date
}

/** On the page of an invoice, an absence, a request or a child: what was said about it. Nothing when nothing was. */
export const ThreadsAbout: FC<ThreadsAboutProps> = ({ threads, now }) => (
  <>
    {threads.length > 0 && (
      <div class="card side">
        <h2>Vos échanges à ce sujet</h2>
        <ThreadLinks threads={threads} now={now} />
      </div>
    )}
  </>
)

export const ThreadLinks: FC<ThreadsAboutProps> = ({ threads, now }) => (
  <ul class="list">
    {threads.map((thread) => (
      <li class={thread.isUnread ? 'unread' : undefined}>
        <a href={paths.thread(thread.ref)}>
          <span class="l-title">
            {thread.isUnread && <span class="vh">Non lu{'\u00A0'}: </span>}
            {thread.subject}
          </span>{' '}
          <span class="l-note">
            {thread.isFromTownHall ? 'Réponse de la mairie' : 'Sans réponse pour l’instant'},{' '}
            {shortWhen(thread.lastMessageAt, now)}
          </span>
        </a>
      </li>
    ))}
  </ul>
)
