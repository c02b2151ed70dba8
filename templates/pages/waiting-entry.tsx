import type { FC } from 'hono/jsx'
import type { WaitingEntry } from '../../src/enrolments/waiting-list.ts'
import { formatEuros, type Cents } from '../../src/kernel/money.ts'
import { paths } from '../../src/paths.ts'
import type { Chrome } from '../chrome.ts'
import { Layout } from '../layout.tsx'
import { Card, Facts } from '../ui/card.tsx'
import { FormFields, Submit } from '../ui/form.tsx'
import { Greeting, Trail } from '../ui/navigation.tsx'
import { Info } from '../ui/notices.tsx'
import { rankWords, untilWords, waitedWords } from '../ui/waiting-words.ts'
import { isOffered } from './waiting-list.tsx'

export interface WaitingEntryProps {
  readonly chrome: Chrome
  readonly entry: WaitingEntry
  /** Of the offered days, by ref. */
  readonly prices: ReadonlyMap<string, Cents>
  readonly now: Date
}

/** One place: what is offered or awaited, and leaving the list, asked once more. */
export const WaitingEntryPage: FC<WaitingEntryProps> = ({ chrome, entry, prices, now }) => {
  const offered = isOffered(entry, now)
  return (
    <Layout chrome={chrome} title="Liste d’attente">
      <Trail href={paths.waitingList} label="Listes d’attente" />
      <Greeting
        title={offered ? 'Une place vous est proposée' : 'Liste d’attente'}
        lead={waitedWords(entry)}
      />
      <div class="narrow">
        <Card title={offered ? 'Votre réponse' : 'Votre attente'}>
          <Facts rows={factsOf(entry, offered, prices.get(entry.ref))} />
          {offered || entry.state === 'WAITING' ? (
            <Answer entry={entry} csrf={chrome.csrf} offered={offered} />
          ) : (
            <Info>C’est terminé{'\u00A0'}: il n’y a plus rien à répondre.</Info>
          )}
        </Card>
      </div>
    </Layout>
  )
}

function factsOf(
  { siteName, groupName, rank, offerEndsAt }: WaitingEntry,
  offered: boolean,
  price: Cents | undefined,
) {
  const rows: [string, string][] = [['Lieu', `${siteName}, ${groupName}`]]
  if (rank !== null) rows.push(['Votre rang', rankWords(rank)])
  if (offered && offerEndsAt) rows.push(['Répondre avant', untilWords(offerEndsAt)])
  if (price !== undefined) rows.push(['Prix', formatEuros(price)])
  return rows
}

const Answer: FC<{ entry: WaitingEntry; csrf: string; offered: boolean }> = (props) => {
  const { entry, csrf, offered } = props
  return (
    <form action={paths.waitingEntry(entry.ref)} method="post">
      <FormFields csrf={csrf} />
      <p>
        {offered
          ? 'Si vous n’en voulez plus, elle est proposée à la famille suivante et vous quittez la liste.'
          : 'En quittant la liste, vous perdez votre rang.'}
      </p>
      <p class="actions">
        {offered && <Submit name="accepter" label="Prendre la place" />}{' '}
        <Submit
          name="quitter"
          label={offered ? 'Laisser la place' : 'Quitter la liste'}
          look={offered ? 'quiet' : 'danger'}
        />{' '}
        <a href={paths.waitingList}>Revenir sans rien changer</a>
      </p>
    </form>
  )
}
