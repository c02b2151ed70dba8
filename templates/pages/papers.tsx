import type { FC } from 'hono/jsx'
import type { AskedPaper, GivenPaper } from '../../src/households/papers-to-supply.ts'
import { dayOf } from '../../src/kernel/day.ts'
import { dayAndMonth, listInWords, ofName, plural } from '../../src/kernel/french.ts'
import { paths } from '../../src/paths.ts'
import type { Chrome } from '../chrome.ts'
import { Layout } from '../layout.tsx'
import { Card } from '../ui/card.tsx'
import { Greeting, Trail } from '../ui/navigation.tsx'
import { Badge, Empty, Success } from '../ui/notices.tsx'
import { askedWords, givenWords } from '../ui/paper-words.ts'

export interface PapersPageProps {
  readonly chrome: Chrome
  readonly asked: readonly AskedPaper[]
  readonly given: readonly GivenPaper[]
  readonly done: string | null
}

/** « Pièces à fournir »: what is asked, where each stands, and what was given. */
export const PapersPage: FC<PapersPageProps> = ({ chrome, asked, given, done }) => {
  const todo = asked.filter(({ state }) => state !== 'ACCEPTED' && state !== 'RECEIVED').length
  const groups = [...Map.groupBy(asked, (paper) => paper.childFirstName ?? '')]
  return (
    <Layout chrome={chrome} title="Pièces à fournir">
      <Trail href={paths.familyFile} label="Mes informations" />
      {done && <Success>{done}</Success>}
      <Greeting title="Pièces à fournir" lead={leadOf(asked.length, todo)} />
      <div class="two">
        <div class="two-body two-tall stack">
          {asked.length === 0 && (
            <Empty
              title="Aucune pièce ne vous est demandée"
              action={<a href={paths.home}>Revenir à l’accueil</a>}
            >
              Si une activité en demande une, elle apparaîtra ici.
            </Empty>
          )}
          {groups.map(([firstName, papers]) => (
            <Card title={firstName ? `Pour ${firstName}` : 'Pour votre foyer'}>
              <ul class="papers">
                {papers.map((paper) => (
                  <Asked paper={paper} />
                ))}
              </ul>
            </Card>
          ))}
          {given.length > 0 && <Given papers={given} />}
        </div>
        <div class="two-side">
          <div class="card side">
            <h2>Avec un téléphone</h2>
            <p>
              Posez le papier à plat, à la lumière, prenez-le en photo, puis choisissez «{'\u00A0'}
              Envoyer{'\u00A0'}».
            </p>
          </div>
          <div class="card side">
            <h2>Qui voit ces pièces</h2>
            <p class="small">
              Vous et les services de la mairie, qui les gardent chiffrées. L’autre parent d’un
              enfant, s’il vit ailleurs, ne voit que les pièces de cet enfant.
            </p>
          </div>
        </div>
      </div>
    </Layout>
  )
}

function leadOf(count: number, todo: number): string {
  if (count === 0) return 'Les papiers que la mairie demande pour vos enfants.'
  if (todo === 0) return 'Tout est en ordre, merci.'
  return `${plural(todo, 'pièce attend', 'pièces attendent')} votre envoi.`
}

const Asked: FC<{ paper: AskedPaper }> = ({ paper }) => {
  const { look, badge, sentence } = askedWords(paper)
  const send = sendLabel(paper)
  return (
    <li>
      <div>
        <span class="l-title">{paper.label}</span>{' '}
        <span class="l-note">{[sentence, reasonOf(paper)].filter(Boolean).join(' ')}</span>
      </div>
      <p>
        <Badge look={look}>{badge}</Badge>{' '}
        {send && (
          <a
            class={send === 'Envoyer' ? 'button' : 'link-strong'}
            href={paths.givePaperOf(paper.kind, paper.childRef)}
          >
            {send}
            <span class="vh">
              {'\u00A0'}: {paper.label}
              {paper.childFirstName ? ` ${ofName(paper.childFirstName)}` : ''}
            </span>
          </a>
        )}
      </p>
    </li>
  )
}

function sendLabel({ state }: AskedPaper): string | null {
  if (state === 'ACCEPTED') return null
  return state === 'RECEIVED' ? 'Envoyer une autre version' : 'Envoyer'
}

function reasonOf({ activities, isBlocking, state }: AskedPaper): string {
  if (state === 'ACCEPTED' || state === 'RECEIVED') return ''
  const by = activities.length > 0 ? `Demandée pour\u00A0: ${listInWords(activities)}.` : ''
  return isBlocking ? `${by} Sans elle, une inscription ne peut pas être acceptée.`.trim() : by
}

const Given: FC<{ papers: readonly GivenPaper[] }> = ({ papers }) => (
  <Card title="Pièces envoyées">
    <ul class="list">
      {papers.map((paper) => {
        const { badge, look, sentence } = givenWords(paper)
        return (
          <li>
            <a href={paths.paper(paper.ref)}>
              <span class="l-title">
                {paper.label}
                {paper.childFirstName ? ` ${ofName(paper.childFirstName)}` : ''}
              </span>{' '}
              <span class="l-note">
                <Badge look={look}>{badge}</Badge>{' '}
                {[paper.isOwn ? paper.fileName : 'donnée par l’autre foyer', sentence]
                  .filter(Boolean)
                  .join('. ')}
              </span>{' '}
              <span class="l-date">{dayAndMonth(dayOf(paper.createdAt))}</span>
            </a>
          </li>
        )
      })}
    </ul>
  </Card>
)
