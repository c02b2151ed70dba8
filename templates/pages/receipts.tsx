import type { FC } from 'hono/jsx'
import type { Receipt } from '../../src/enrolments/receipts.ts'
import { clockOf, dayOf } from '../../src/kernel/day.ts'
import { capitalised, dateInWords, dayInWords, hourInWords } from '../../src/kernel/french.ts'
import { paths } from '../../src/paths.ts'
import type { Chrome } from '../chrome.ts'
import { Layout } from '../layout.tsx'
import { receiptWords } from '../ui/calendar-words.ts'
import { Card, Facts } from '../ui/card.tsx'
import { Greeting, Trail } from '../ui/navigation.tsx'
import { Empty } from '../ui/notices.tsx'

export interface HistoryProps {
  readonly chrome: Chrome
  readonly receipts: readonly Receipt[]
  /** Set: there are older ones, before this instant. */
  readonly olderThan: Date | null
}

/** Who changed which day when, newest first. */
export const HistoryPage: FC<HistoryProps> = ({ chrome, receipts, olderThan }) => (
  <Layout chrome={chrome} title="Historique des réservations">
    <Trail href={paths.calendar} label="Calendrier" />
    <Greeting
      title="Historique des réservations"
      lead="Chaque changement, avec son auteur et son heure. Ouvrez-en un pour l’imprimer."
    />
    {receipts.length === 0 ? (
      <Empty title="Aucune réservation">Vos réservations apparaîtront ici.</Empty>
    ) : (
      <Card title="Du plus récent au plus ancien">
        <ul class="list">
          {receipts.map((receipt) => (
            <li>
              <a href={paths.receipt(receipt.ref)}>
                <span class="l-title">{receiptWords(receipt)}</span>{' '}
                <span class="l-note">{authorWords(receipt)}</span>{' '}
                <span class="l-date">{momentWords(receipt.at)}</span>
              </a>
            </li>
          ))}
        </ul>
        {olderThan && (
          <p class="actions">
            <a class="button button-quiet" href={paths.receiptsBefore(olderThan.toISOString())}>
              Plus anciennes
            </a>
          </p>
        )}
      </Card>
    )}
  </Layout>
)

/** One save with all its days: the proof, made to be printed. */
export const ReceiptPage: FC<{ chrome: Chrome; receipt: Receipt }> = ({ chrome, receipt }) => (
  <Layout chrome={chrome} title="Reçu de réservation">
    <Trail href={paths.receipts} label="Historique" />
    <Greeting
      title="Reçu de réservation"
      lead={`Enregistré le ${dateInWords(dayOf(receipt.at))} à ${hourInWords(clockOf(receipt.at))}.`}
    />
    <div class="narrow stack">
      <Card title="Ce qui a été enregistré">
        <Facts
          rows={[
            ['Par', authorWords(receipt)],
            ['Numéro du reçu', receipt.ref],
          ]}
        />
      </Card>
      {receipt.lines.map(({ firstName, activity, unit, state, days }) => (
        <Card title={`${firstName}, ${serviceWords(activity, unit)}`}>
          <p>
            <strong>{state === 'BOOKED' ? 'Réservé' : 'Annulé'}</strong>
            {'\u00A0'}:
          </p>
          <ul>
            {days.map((day) => (
              <li>
                {capitalised(dayInWords(day))} {day.slice(0, 4)}
              </li>
            ))}
          </ul>
        </Card>
      ))}
      <p class="why">
        Ce reçu dit ce qui a été enregistré à cet instant. L’état d’aujourd’hui se lit dans le{' '}
        <a href={paths.calendar}>calendrier</a>.
      </p>
    </div>
  </Layout>
)

function serviceWords(activity: string, unit: string): string {
  return unit.toLowerCase().includes(activity.toLowerCase()) ? unit : `${activity} (${unit})`
}

function momentWords(at: Date): string {
  return `${dateInWords(dayOf(at))}, ${hourInWords(clockOf(at))}`
}

function authorWords({ by, channel }: Receipt): string {
  if (by === null) return 'La mairie'
  if (channel === 'PATTERN') return `${by}, par une semaine type`
  if (channel === 'ABSENCE') return `${by}, en signalant une absence`
  return channel === 'OFFER' ? `${by}, par la liste d’attente` : by
}
