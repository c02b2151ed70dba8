import type { FC } from 'hono/jsx'
import { capitalised, plural } from '../../src/kernel/french.ts'
import type { Inbox, InboxFolder } from '../../src/messages/inbox.ts'
import { paths } from '../../src/paths.ts'
import type { Chrome } from '../chrome.ts'
import { Layout } from '../layout.tsx'
import { Submit } from '../ui/form.tsx'
import { Greeting, Tabs } from '../ui/navigation.tsx'
import { Empty, Success } from '../ui/notices.tsx'
import { ThreadLine } from '../ui/thread-line.tsx'

export interface MessagesPageProps {
  readonly chrome: Chrome
  readonly inbox: Inbox
  readonly folder: InboxFolder
  /** What was searched for; empty when nothing was. */
  readonly words: string
  readonly now: Date
  /** The code of what was just done. */
  readonly done: string | null
}

const doneWords: Readonly<Record<string, string>> = {
  envoye: 'Votre message est envoyé. La réponse arrive ici, et par courriel si vous le voulez.',
  range: 'L’échange est rangé dans les archives. Il revient si la mairie y répond.',
  repris: 'L’échange est de nouveau dans vos messages.',
}

const folders: readonly (readonly [InboxFolder, string, string])[] = [
  ['RECEIVED', '', 'Reçus'],
  ['SENT', 'envoyes', 'Envoyés'],
  ['ARCHIVE', 'archives', 'Archives'],
]

/** Who wrote, about what. */
export const MessagesPage: FC<MessagesPageProps> = (props) => {
  const { chrome, inbox, folder, words, now, done } = props
  return (
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
          {done && doneWords[done] && <Success>{doneWords[done]}</Success>}
          <Tabs
            tabs={folders.map(([key, , label]) => ({
              href: addressOf({ folder: key, words: '', page: 1 }),
              label,
              isCurrent: key === folder && words === '',
            }))}
          />
          {words !== '' && (
            <p>
              {plural(inbox.total, 'échange trouvé', 'échanges trouvés')} pour «{'\u00A0'}
              {words}
              {'\u00A0'}».
            </p>
          )}
          {inbox.threads.length === 0 ? (
            <Nothing folder={folder} words={words} />
          ) : (
            <div class="card card-list">
              <ul class="list list-messages">
                {inbox.threads.map((thread) => (
                  <ThreadLine thread={thread} now={now} />
                ))}
              </ul>
            </div>
          )}
          {inbox.pages > 1 && <Pages inbox={inbox} folder={folder} words={words} />}
        </div>
        <div class="two-side stack">
          <SearchCard words={words} folder={folder} />
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
}

interface Place {
  readonly folder: InboxFolder
  readonly words: string
  readonly page: number
}

function addressOf({ folder, words, page }: Place): string {
  const slug = folders.find(([key]) => key === folder)?.[1] ?? ''
  const query = new URLSearchParams({
    ...(slug ? { boite: slug } : {}),
    ...(words ? { q: words } : {}),
    ...(page > 1 ? { page: String(page) } : {}),
  }).toString()
  return query ? `${paths.messages}?${query}` : paths.messages
}

const SearchCard: FC<{ words: string; folder: InboxFolder }> = ({ words, folder }) => {
  const slug = folders.find(([key]) => key === folder)?.[1] ?? ''
  return (
    <div class="card side">
      <form action={paths.messages} method="get">
        {slug && <input type="hidden" name="boite" value={slug} />}
        <div class="field">
          <label for="recherche">Chercher dans les messages</label>
          <input class="input" type="text" id="recherche" name="q" value={words} maxlength={100} />
        </div>
        <p class="actions">
          <Submit name="chercher" label="Chercher" look="quiet" />
          {words && (
            <>
              {' '}
              <a href={addressOf({ folder, words: '', page: 1 })}>Tout montrer</a>
            </>
          )}
        </p>
      </form>
    </div>
  )
}

const Nothing: FC<{ folder: InboxFolder; words: string }> = ({ folder, words }) => {
  if (words !== '') return <Empty title="Rien trouvé">Essayez avec un seul mot, ou un autre.</Empty>
  if (folder === 'ARCHIVE')
    return <Empty title="Rien de rangé">Un échange terminé se range depuis sa page.</Empty>
  return (
    <Empty title="Aucun message">
      Une question, un changement{'\u202F'}? Écrivez à la mairie, elle vous répond ici.
    </Empty>
  )
}

const Pages: FC<{ inbox: Inbox; folder: InboxFolder; words: string }> = (props) => {
  const { inbox, folder, words } = props
  const { page, pages, total } = inbox
  return (
    <p class="pages">
      <span class="pages-where">
        Page {page} sur {pages}, {plural(total, 'échange', 'échanges')}
      </span>{' '}
      {page > 1 && (
        <a class="i-prev" href={addressOf({ folder, words, page: page - 1 })}>
          Plus récents
        </a>
      )}{' '}
      {page < pages && (
        <a class="i-next" href={addressOf({ folder, words, page: page + 1 })}>
          Plus anciens
        </a>
      )}
    </p>
  )
}
