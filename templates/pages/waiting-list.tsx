import type { FC } from 'hono/jsx'
import type { WaitingEntry } from '../../src/enrolments/waiting-list.ts'
import { monthOf } from '../../src/kernel/day.ts'
import { formatEuros, type Cents } from '../../src/kernel/money.ts'
import { paths } from '../../src/paths.ts'
import type { Chrome } from '../chrome.ts'
import { Layout } from '../layout.tsx'
import { Card } from '../ui/card.tsx'
import { FormFields, Submit } from '../ui/form.tsx'
import { Greeting, Trail } from '../ui/navigation.tsx'
import { Badge, Empty, Info, Success } from '../ui/notices.tsx'
import { rankWords, untilWords, waitedWords } from '../ui/waiting-words.ts'

export interface WaitingListProps {
  readonly chrome: Chrome
  readonly entries: readonly WaitingEntry[]
  /** Of the offered days, by ref. */
  readonly prices: ReadonlyMap<string, Cents>
  readonly now: Date
  readonly done: WaitingDone | null
}

/** What the last form did. */
export type WaitingDone = 'JOINED' | 'TAKEN' | 'LEFT' | 'REPEAT'

/** The places that a family is offered, those it waits for with its rank, and what ended lately. */
export const WaitingListPage: FC<WaitingListProps> = (props) => {
  const { chrome, entries, prices, now, done } = props
  const offers = entries.filter((one) => isOffered(one, now))
  const waiting = entries.filter((one) => one.state === 'WAITING')
  const over = entries.filter((one) => !offers.includes(one) && !waiting.includes(one))
  return (
    <Layout chrome={chrome} title="Listes d’attente">
      <Trail href={paths.enrolments} label="Inscriptions" />
      <Greeting
        title="Listes d’attente"
        lead="Une place qui se libère est proposée à la première famille de la liste. Rien n’est pris sans votre accord."
      />
      {done && <Done done={done} />}
      {entries.length === 0 && (
        <Empty
          title="Vous n’attendez aucune place"
          action={<a href={paths.calendar}>Voir le calendrier</a>}
        >
          Un jour complet du calendrier et une activité complète ont un lien vers leur liste.
        </Empty>
      )}
      <div class="stack">
        {offers.length > 0 && (
          <Card title="Une place pour vous">
            {offers.map((entry) => (
              <Offer entry={entry} price={prices.get(entry.ref)} csrf={chrome.csrf} />
            ))}
          </Card>
        )}
        {waiting.length > 0 && <Waiting entries={waiting} />}
        {over.length > 0 && <Over entries={over} />}
      </div>
    </Layout>
  )
}

/** Is the place still this family's to take? */
export function isOffered({ state, offerEndsAt }: WaitingEntry, now: Date): boolean {
  return state === 'OFFERED' && offerEndsAt !== null && offerEndsAt > now
}

const Offer: FC<{ entry: WaitingEntry; price: Cents | undefined; csrf: string }> = ({
  entry,
  price,
  csrf,
}) => (
  <form action={paths.waitingEntry(entry.ref)} method="post">
    <FormFields csrf={csrf} />
    <p>
      <strong>{waitedWords(entry)}</strong> <Badge look="ok">Place proposée</Badge>
    </p>
    {price !== undefined && <p>{formatEuros(price)} sur la facture du mois.</p>}
    {entry.offerEndsAt && (
      <p>
        Répondez avant le {untilWords(entry.offerEndsAt)}. Après, elle ira à la famille suivante.
      </p>
    )}
    <p class="actions">
      <Submit name="accepter" label="Prendre la place" />{' '}
      <a href={paths.waitingEntry(entry.ref)}>Je n’en veux plus</a>
    </p>
  </form>
)

const Waiting: FC<{ entries: readonly WaitingEntry[] }> = ({ entries }) => (
  <Card title="Vous attendez">
    <ul class="history">
      {entries.map((entry) => (
        <li>
          <strong>{waitedWords(entry)}</strong>{' '}
          <Badge look="waiting">{rankWords(entry.rank ?? 1)}</Badge>{' '}
          <a href={paths.waitingEntry(entry.ref)}>
            Quitter la liste<span class="vh">, {waitedWords(entry)}</span>
          </a>
        </li>
      ))}
    </ul>
  </Card>
)

const Over: FC<{ entries: readonly WaitingEntry[] }> = ({ entries }) => (
  <Card title="Ces deux dernières semaines">
    <ul class="history">
      {entries.map((entry) => (
        <li>
          {waitedWords(entry)} <span class="l-note">{overWords(entry)}</span>{' '}
          {entry.state === 'TAKEN' && entry.day && (
            <a href={paths.calendarMonth(monthOf(entry.day))}>
              Voir le calendrier<span class="vh">, {waitedWords(entry)}</span>
            </a>
          )}
        </li>
      ))}
    </ul>
  </Card>
)

function overWords({ state, offerEndsAt }: WaitingEntry): string {
  if (state === 'TAKEN') return 'place prise'
  if (state === 'DECLINED') return 'vous n’en vouliez plus'
  if (state === 'WITHDRAWN') return 'fin de l’attente'
  return offerEndsAt ? 'proposée, sans réponse à temps' : 'aucune place ne s’est libérée à temps'
}

const Done: FC<{ done: WaitingDone }> = ({ done }) => {
  if (done === 'REPEAT')
    return <Info>Ce formulaire avait déjà été envoyé{'\u00A0'}: il n’a compté qu’une fois.</Info>
  if (done === 'TAKEN') return <Success>La place est à vous, c’est enregistré.</Success>
  if (done === 'LEFT') return <Success>C’est noté, vous n’attendez plus cette place.</Success>
  return (
    <Success>
      Vous êtes sur la liste. Nous vous prévenons dès qu’une place se libère, ne faites rien d’ici
      là.
    </Success>
  )
}
