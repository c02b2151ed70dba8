import type { FC } from 'hono/jsx'
import type { InboxThread } from '../../src/messages/inbox.ts'
import { paths } from '../../src/paths.ts'
import { excerpt } from './excerpt.ts'
import { Badge } from './notices.tsx'
import { subjectBadges } from './thread-subject.ts'
import { shortWhen } from './when.ts'

/** A thread in the inbox: who wrote last, what, about what. */
export const ThreadLine: FC<{ thread: InboxThread; now: Date }> = ({ thread, now }) => (
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
        {authorOf(thread)}
        {'\u00A0'}: «{'\u00A0'}
        {excerpt(thread.lastBody, 140)}
        {'\u00A0'}»
      </span>{' '}
      <span class="l-date">{shortWhen(thread.lastMessageAt, now)}</span>
      <span class="l-badges">
        {badgesOf(thread).map((words) => (
          <>
            {' '}
            <Badge look="soft">{words}</Badge>
          </>
        ))}
      </span>
    </a>
  </li>
)

function badgesOf({ about, hasFiles, state }: InboxThread): string[] {
  return [
    ...(about ? [subjectBadges[about]] : []),
    ...(hasFiles ? ['Pièce jointe'] : []),
    ...(state === 'CLOSED' ? ['Terminé'] : []),
  ]
}

function authorOf({ isFromTownHall, isOwn, service, lastAuthor }: InboxThread): string {
  if (isFromTownHall) return service
  return isOwn ? 'Vous' : lastAuthor || 'L’autre parent'
}

/** `Service scolaire` → `SS` */
function initials(words: string): string {
  const first = words.split(/\s+/).map((word) => word.charAt(0).toLocaleUpperCase('fr-FR'))
  return first.slice(0, 2).join('')
}
