import type { FC } from 'hono/jsx'
import type { AskedPaper } from '../../src/households/papers-to-supply.ts'
import type { Unconfirmed } from '../../src/households/child/confirmations.ts'
import { schoolYearOf, type Day } from '../../src/kernel/day.ts'
import { capitalised, dayAndMonth, listInWords, ofName } from '../../src/kernel/french.ts'
import type { NewestThread } from '../../src/messages/newest-threads.ts'
import type { OpenRequest } from '../../src/operations/home/open-requests.ts'
import { paths } from '../../src/paths.ts'
import { Card } from '../ui/card.tsx'
import { excerpt } from '../ui/excerpt.ts'
import { Badge } from '../ui/notices.tsx'
import { askedWords } from '../ui/paper-words.ts'
import { requestWords } from '../ui/request-words.ts'
import { shortWhen } from '../ui/when.ts'

/** The newest conversations, unread ones marked. */
export const MessagesCard: FC<{ threads: readonly NewestThread[]; now: Date }> = (props) => (
  <Card title="Messages" more={{ href: paths.messages, label: 'Tous les messages' }}>
    {props.threads.length === 0 ? (
      <p>
        Aucun message. <a href={paths.newThread}>Écrire à la mairie</a>
      </p>
    ) : (
      <ul class="list">
        {props.threads.map((thread) => (
          <li class={thread.isUnread ? 'unread' : undefined}>
            <a href={paths.thread(thread.ref)}>
              <span class="l-title">
                {thread.isUnread && <span class="vh">Non lu{'\u00A0'}: </span>}
                {thread.subject}
              </span>{' '}
              <span class="l-note">
                {thread.isFromTownHall ? thread.service : 'Vous'}
                {'\u00A0'}: «{'\u00A0'}
                {excerpt(thread.lastBody)}
                {'\u00A0'}»
              </span>{' '}
              <span class="l-date">{shortWhen(thread.lastMessageAt, props.now)}</span>
            </a>
          </li>
        ))}
      </ul>
    )}
  </Card>
)

const shownPapers = 2

export interface PapersCardProps {
  readonly papers: readonly AskedPaper[]
  readonly unconfirmed: Unconfirmed
  readonly today: Day
}

/** Papers that the family must send, or soon will, and the sheets to read again this year. */
export const PapersCard: FC<PapersCardProps> = ({ papers, unconfirmed, today }) => (
  <Card title="Papiers à fournir" more={{ href: paths.papers, label: 'Tous les papiers' }}>
    {papers.length === 0 && <p>Rien à fournir, merci.</p>}
    {(papers.length > 0 || isLeft(unconfirmed)) && (
      <ul class="list">
        {papers.slice(0, shownPapers).map((paper) => (
          <Paper paper={paper} />
        ))}
        {isLeft(unconfirmed) && <ReadAgain unconfirmed={unconfirmed} today={today} />}
      </ul>
    )}
    {papers.length > shownPapers && (
      <p class="small">
        <a href={paths.papers}>
          {papers.length - shownPapers === 1
            ? 'Et un autre papier'
            : `Et ${papers.length - shownPapers} autres papiers`}
        </a>
      </p>
    )}
  </Card>
)

function isLeft({ family, children }: Unconfirmed): boolean {
  return family || children.length > 0
}

/** Once a school year: what the family has not found right yet. */
const ReadAgain: FC<{ unconfirmed: Unconfirmed; today: Day }> = ({ unconfirmed, today }) => {
  const { family, children } = unconfirmed
  const year = schoolYearOf(today)
  return (
    <li>
      <a href={family ? paths.familyFile : paths.children}>
        <span class="l-title">
          Dossier {year}-{year + 1} à relire
        </span>{' '}
        <span class="l-note">
          {capitalised(
            listInWords([
              ...(family ? ['mes informations'] : []),
              ...children.map((name) => `fiche ${ofName(name)}`),
            ]),
          )}
        </span>{' '}
        <Badge look="waiting">à confirmer</Badge>
      </a>
    </li>
  )
}

const Paper: FC<{ paper: AskedPaper }> = ({ paper }) => {
  const { look, badge } = askedWords(paper)
  return (
    <li>
      <a href={paths.givePaperOf(paper.kind, paper.childRef)}>
        <span class="l-title">
          {paper.label}
          {paper.childFirstName ? ` ${ofName(paper.childFirstName)}` : ''}
        </span>{' '}
        <span class="l-note">{paperNote(paper)}</span> <Badge look={look}>{badge}</Badge>
      </a>
    </li>
  )
}

function paperNote({ state, validTo, activities, refusedBecause }: AskedPaper): string {
  if (state === 'EXPIRING' && validTo) return `Expire le ${dayAndMonth(validTo)}`
  if (state === 'EXPIRED' && validTo) return `Expirée depuis le ${dayAndMonth(validTo)}`
  if (state === 'REFUSED') return refusedBecause ?? 'La mairie n’a pas pu la prendre'
  return activities.length > 0 ? `Pour ${activities.join(', ')}` : 'Demandé à toutes les familles'
}

function isPlace({ kind }: OpenRequest): boolean {
  return kind === 'OFFER' || kind === 'WAITING_LIST'
}

/** What the family asked for and waits for. */
export const RequestsCard: FC<{ requests: readonly OpenRequest[] }> = ({ requests }) => (
  <Card title="Mes demandes" more={{ href: paths.requests, label: 'Toutes' }}>
    {requests.length === 0 ? (
      <p>Aucune demande en cours.</p>
    ) : (
      <ul class="list">
        {requests.map((request) => {
          const { title, note, done } = requestWords(request)
          return (
            <li>
              <a href={isPlace(request) ? paths.waitingList : paths.requests}>
                <span class="l-title">{title}</span> <span class="l-note">{note}</span>
                <span class="steps">
                  <span class="vh"> Étape {done} sur 3</span>
                  <span class="step done"></span>
                  <span class={done > 1 ? 'step done' : 'step'}></span>
                  <span class="step"></span>
                </span>
              </a>
            </li>
          )
        })}
      </ul>
    )}
  </Card>
)
