import type { FC } from 'hono/jsx'
import type { FoundOffer } from '../../src/enrolments/enrol.ts'
import { dateInWords, hourInWords, ofName } from '../../src/kernel/french.ts'
import { paths } from '../../src/paths.ts'
import type { Chrome } from '../chrome.ts'
import { Layout } from '../layout.tsx'
import { Card, Facts } from '../ui/card.tsx'
import { untilRule } from '../ui/calendar-words.ts'
import { FormFields, Submit } from '../ui/form.tsx'
import { Greeting, Trail } from '../ui/navigation.tsx'
import { Info } from '../ui/notices.tsx'
import { rankWords } from '../ui/waiting-words.ts'

export interface EnrolmentProps {
  readonly chrome: Chrome
  readonly offer: FoundOffer
  /** Until when days may be booked and cancelled, in words; null: no rule. */
  readonly deadlines: { readonly add: string; readonly cancel: string } | null
}

/** What an enrolment means, before it is confirmed. */
export const EnrolmentPage: FC<EnrolmentProps> = ({ chrome, offer, deadlines }) => {
  const { child, activity, period, verdict } = offer
  const isImmediate = verdict.kind === 'OPEN' && verdict.isImmediate
  const isOpen = verdict.kind === 'OPEN' || verdict.kind === 'FULL'
  const title = isImmediate
    ? `Inscrire ${child.firstName}`
    : verdict.kind === 'FULL'
      ? `${child.firstName}\u00A0: entrer sur la liste d’attente`
      : `Demander l’inscription ${ofName(child.firstName)}`
  return (
    <Layout chrome={chrome} title={`${activity.name}, ${child.firstName}`}>
      <Trail href={paths.enrolments} label="Inscriptions" />
      <Greeting
        title={isOpen ? title : child.firstName}
        lead={`${activity.name}, ${period.label}`}
      />
      <div class="narrow">
        <Card title="Ce que cela veut dire">
          {activity.conditions.about && <p>{activity.conditions.about}</p>}
          <Facts rows={factsOf(offer, deadlines)} />
          {isOpen ? (
            <Confirm offer={offer} csrf={chrome.csrf} isImmediate={isImmediate} />
          ) : (
            <Refused offer={offer} />
          )}
        </Card>
      </div>
    </Layout>
  )
}

function factsOf(
  { activity, period, verdict }: FoundOffer,
  deadlines: EnrolmentProps['deadlines'],
) {
  const found = verdict.kind === 'OPEN' || verdict.kind === 'FULL' ? verdict : null
  const rows: [string, string][] = [
    ['Pour', activity.units.map(unitWords).join(', ')],
    ['Du', `${dateInWords(found?.from ?? period.firstDay)} au ${dateInWords(period.lastDay)}`],
  ]
  if (found) {
    const { siteName, siteAddress } = found.group
    rows.push(['Lieu', [siteName, siteAddress].filter(Boolean).join(', ')])
  }
  if (found && found.kind === 'FULL') rows.push(['Votre rang', rankWords(found.waiting + 1)])
  if (deadlines) {
    rows.push(['Réserver un jour', untilRule(deadlines.add)])
    rows.push(['Annuler un jour', untilRule(deadlines.cancel)])
  }
  return rows
}

function unitWords({ label, fromTime, toTime }: FoundOffer['activity']['units'][number]): string {
  return fromTime && toTime ? `${label} (${hourInWords(fromTime)} à ${hourInWords(toTime)})` : label
}

const Confirm: FC<{ offer: FoundOffer; csrf: string; isImmediate: boolean }> = ({
  offer,
  csrf,
  isImmediate,
}) => {
  const { child, activity, period, verdict } = offer
  const isFull = verdict.kind === 'FULL'
  return (
    <form action={paths.enrolment(activity.ref)} method="post">
      <FormFields csrf={csrf} />
      <input type="hidden" name="enfant" value={child.ref} />
      <input type="hidden" name="periode" value={String(period.id)} />
      {isFull && <input type="hidden" name="attente" value="oui" />}
      <p>
        {isFull
          ? 'Toutes les places sont prises. Sur la liste d’attente, une place qui se libère vous est proposée par message, avec un délai pour répondre\u00A0: rien n’est pris sans votre accord, et rien n’est facturé.'
          : isImmediate
            ? 'L’inscription vaut tout de suite. Vous choisissez ensuite les jours sur le calendrier\u00A0: seuls les jours réservés sont facturés.'
            : 'La mairie examine chaque demande et vous répond. Vous pourrez réserver des jours dès qu’elle aura accepté.'}
      </p>
      <p class="actions">
        <Submit
          name="inscrire"
          label={
            isFull
              ? 'Entrer sur la liste d’attente'
              : isImmediate
                ? 'Confirmer l’inscription'
                : 'Envoyer la demande'
          }
        />{' '}
        <a href={paths.enrolments}>Revenir sans rien changer</a>
      </p>
    </form>
  )
}

const Refused: FC<{ offer: FoundOffer }> = ({ offer: { child, verdict } }) => {
  if (verdict.kind === 'NOT_ELIGIBLE') return <Info>{verdict.reason}</Info>
  if (verdict.kind === 'NOT_OPEN_YET')
    return <Info>Les inscriptions ne sont pas encore ouvertes.</Info>
  return <Info>{child.firstName} y est déjà inscrit ou une demande est en cours.</Info>
}
