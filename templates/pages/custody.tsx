import type { FC } from 'hono/jsx'
import type { CustodyCalendar } from '../../src/households/custody-calendar.ts'
import type { GivenPaper } from '../../src/households/papers-to-supply.ts'
import { addDays, isoWeekOf, mondayOf, type Day } from '../../src/kernel/day.ts'
import { dateInWords, dayInWords, hourInWords, shortDate, ofName } from '../../src/kernel/french.ts'
import { paths } from '../../src/paths.ts'
import type { Chrome } from '../chrome.ts'
import { Layout } from '../layout.tsx'
import { Card, Facts } from '../ui/card.tsx'
import { Greeting, Trail } from '../ui/navigation.tsx'
import { Empty, Info, Notice } from '../ui/notices.tsx'
import { SentDocument } from '../ui/sent-document.tsx'

export interface CustodyPageProps {
  readonly chrome: Chrome
  readonly child: { readonly ref: string; readonly firstName: string; readonly place: number }
  readonly custody: CustodyCalendar | undefined
  /** The newest that this household sent. */
  readonly judgment: GivenPaper | null
  readonly today: Day
}

/** « Garde alternée »: the same days for both parents, each told from his or her own side. */
export const CustodyPage: FC<CustodyPageProps> = ({ chrome, child, custody, judgment, today }) => (
  <Layout chrome={chrome} title={`Garde alternée ${ofName(child.firstName)}`}>
    <Trail href={paths.child(child.ref)} label={`Fiche ${ofName(child.firstName)}`} />
    <Greeting
      title={`Garde alternée ${ofName(child.firstName)}`}
      lead={custody ? leadOf(child.firstName, custody, today) : undefined}
    />
    {custody ? (
      <div class="two">
        <div class="two-body two-tall stack">
          <Card title="Les semaines qui viennent">
            <p class="help">
              En couleur, les jours chez vous{'\u00A0'}; les autres, dans son autre foyer. C’est le
              repas de midi qui compte.
            </p>
            <Weeks days={custody.days} today={today} place={child.place} />
            {custody.isEvenYearFirstHalfOwn === null && hasWeek53(custody.days) && (
              <Notice>
                La semaine 53 est impaire, et la semaine 1 qui la suit aussi{'\u00A0'}: le même
                foyer a deux semaines de suite, comme le disent les jugements. Si vous êtes d’accord
                pour faire autrement, dites-le à la mairie.
              </Notice>
            )}
          </Card>
          <Card title="La règle">
            <Facts rows={ruleFacts(custody)} />
          </Card>
        </div>
        <div class="two-side">
          <div class="card side">
            <h2>Un changement{'\u202F'}?</h2>
            <p>
              La mairie suit le jugement ou la convention. Une nouvelle décision, un échange de
              jours{'\u00A0'}: <a href={paths.newThread}>écrivez-lui</a>, avec le document.
            </p>
            {judgment && (
              <p>
                <SentDocument paper={judgment} />
              </p>
            )}
            <p>
              <a href={paths.givePaperOf('JUDGMENT', null)}>Envoyer le jugement ou la convention</a>
            </p>
            <p class="small">Les jours déjà réservés ne changent jamais tout seuls de foyer.</p>
          </div>
        </div>
      </div>
    ) : (
      <>
        {judgment && (
          <Info>
            <SentDocument paper={judgment} />
          </Info>
        )}
        <Empty
          title="Aucune garde alternée n’est inscrite"
          action={
            <a class="button button-quiet" href={paths.givePaperOf('JUDGMENT', null)}>
              Envoyer le jugement ou la convention
            </a>
          }
        >
          La mairie l’inscrit d’après le jugement ou la convention des parents.
        </Empty>
      </>
    )}
  </Layout>
)

function leadOf(firstName: string, { days }: CustodyCalendar, today: Day): string {
  const now = days.find((one) => one.day === today)
  if (!now) return 'Les mêmes jours sont montrés aux deux parents.'
  const change = days.find((one) => one.day > today && one.isOwn !== now.isOwn)
  const until = change ? `, jusqu’au ${dayInWords(addDays(change.day, -1))}` : ''
  return now.isOwn
    ? `Aujourd’hui, ${firstName} est chez vous${until}.`
    : `Aujourd’hui, ${firstName} est dans son autre foyer${until}.`
}

/** Does the year end with a fifty-third week, in the weeks that are shown? */
function hasWeek53(days: CustodyCalendar['days']): boolean {
  return days.some(({ day }) => isoWeekOf(day) === 53)
}

const weekdayNames = ['lundi', 'mardi', 'mercredi', 'jeudi', 'vendredi', 'samedi', 'dimanche']

function ruleFacts(custody: CustodyCalendar): (readonly [string, string])[] {
  return [
    ['Semaines paires', mine(custody.isEvenWeekOwn)],
    ['Semaines impaires', mine(!custody.isEvenWeekOwn)],
    [
      'Changement',
      `Le ${weekdayNames[custody.handoverWeekday - 1] ?? ''} à ${hourInWords(custody.handoverTime)}`,
    ],
    ...(custody.isEvenYearFirstHalfOwn === null
      ? ([['Vacances', 'Comme les autres semaines']] as const)
      : ([
          ['Vacances, années paires', halves(custody.isEvenYearFirstHalfOwn)],
          ['Vacances, années impaires', halves(!custody.isEvenYearFirstHalfOwn)],
        ] as const)),
    ['Facture', billedTo(custody)],
    ['Depuis le', dateInWords(custody.validFrom)],
  ]
}

function billedTo({ billing, ownPercent }: CustodyCalendar): string {
  if (billing === 'BY_CALENDAR') return 'À chacun les jours où l’enfant est chez lui'
  if (billing === 'BY_BOOKER') return 'Au foyer qui réserve'
  if (ownPercent === 100) return 'À votre foyer, pour tous les jours'
  if (ownPercent === 0) return 'À l’autre foyer, pour tous les jours'
  return `${ownPercent ?? 0}\u202F% de chaque jour à votre foyer, au tarif de votre foyer`
}

function mine(isOwn: boolean): string {
  return isOwn ? 'Chez vous' : 'Autre foyer'
}

function halves(isFirstOwn: boolean): string {
  return `Première moitié ${isFirstOwn ? 'chez vous' : 'dans l’autre foyer'}`
}

const Weeks: FC<{ days: CustodyCalendar['days']; today: Day; place: number }> = (props) => {
  const weeks = [...Map.groupBy(props.days, ({ day }) => mondayOf(day))]
  return (
    <table class="custody">
      <caption class="vh">Chez qui, jour par jour, au repas de midi</caption>
      <thead>
        <tr>
          <th scope="col">Semaine du</th>
          {weekdayNames.map((name) => (
            <th scope="col">
              {name.slice(0, 2)}
              <span class="vh">{name.slice(2)}</span>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {weeks.map(([monday, days]) => (
          <tr>
            <th scope="row">{shortDate(monday).slice(0, 5)}</th>
            {weekdayNames.map((_, at) => (
              <DayCell
                lunch={days.find(({ day }) => day === addDays(monday, at))}
                today={props.today}
                place={props.place}
              />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

interface DayCellProps {
  readonly lunch: CustodyCalendar['days'][number] | undefined
  readonly today: Day
  readonly place: number
}

const DayCell: FC<DayCellProps> = ({ lunch, today, place }) => {
  if (!lunch) return <td>{'\u00A0'}</td>
  const look = lunch.isOwn ? `own e${((place - 1) % 6) + 1}` : 'other'
  return (
    <td class={lunch.day === today ? `${look} today` : look}>
      {Number(lunch.day.slice(8))}
      <span class="whose"> {lunch.isOwn ? 'vous' : 'autre'}</span>
    </td>
  )
}
