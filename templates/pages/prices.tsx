import type { FC } from 'hono/jsx'
import type { FormErrors, FormValues } from '../../src/kernel/forms.ts'
import { capitalised, listInWords } from '../../src/kernel/french.ts'
import { formatEuros } from '../../src/kernel/money.ts'
import { paths } from '../../src/paths.ts'
import type { ListedPrice } from '../../src/pricing/price-list-words.ts'
import type { Simulation } from '../../src/pricing/simulate.ts'
import type { Chrome } from '../chrome.ts'
import { Layout } from '../layout.tsx'
import { titleWith } from '../ui/form.tsx'
import { Greeting } from '../ui/navigation.tsx'
import { Empty } from '../ui/notices.tsx'
import { PriceSimulator } from '../ui/price-simulator.tsx'
import { atTown } from '../ui/town.ts'

export interface ShownTariff {
  readonly label: string
  /** « le repas » */
  readonly per: string
  readonly audience: readonly string[]
  readonly prices: readonly ListedPrice[]
  readonly rules: readonly string[]
  readonly isForCareProtocol: boolean
  /** Null: nothing was asked. */
  readonly simulation: Simulation | null
}

export interface ShownActivity {
  readonly name: string
  readonly kind: string
  readonly tariffs: readonly ShownTariff[]
}

export interface PricesPageProps {
  readonly chrome: Chrome
  readonly activities: readonly ShownActivity[]
  readonly isSimulated: boolean
  readonly values: FormValues
  readonly errors: FormErrors
}

/** What everything costs, for everybody; and what it costs a family that says its quotient. */
export const PricesPage: FC<PricesPageProps> = (props) => {
  const { chrome, activities, isSimulated, errors } = props
  return (
    <Layout chrome={chrome} title={titleWith(errors, 'Tarifs')}>
      <div class="two">
        <div class="two-head">
          <Greeting
            title="Tarifs"
            lead={`Ce que coûte chaque activité ${atTown(chrome.commune.name)}, selon votre quotient familial.`}
          />
        </div>
        <div class="two-side">
          <PriceSimulator town={chrome.commune.name} values={props.values} errors={errors} />
        </div>
        <div class="two-body stack">
          {isSimulated && activities.length > 0 && <Results activities={activities} />}
          {activities.length === 0 && (
            <Empty
              title="Les tarifs ne sont pas encore publiés ici"
              action={
                <a class="button button-quiet" href={paths.contact}>
                  Joindre la mairie
                </a>
              }
            >
              La mairie peut vous les donner.
            </Empty>
          )}
          {activities.map((activity, at) => (
            <Activity activity={activity} place={at + 1} />
          ))}
        </div>
      </div>
    </Layout>
  )
}

const Results: FC<{ activities: readonly ShownActivity[] }> = ({ activities }) => {
  const rows = activities.flatMap(({ name, tariffs }) =>
    tariffs.flatMap((tariff) =>
      tariff.simulation && tariff.simulation.kind !== 'NOT_FOR_YOU' && !tariff.isForCareProtocol
        ? [{ activity: name, tariff, simulation: tariff.simulation }]
        : [],
    ),
  )
  return (
    <div class="card" role="status" tabindex={-1} autofocus>
      <h2 id="t-resultat">Pour votre famille</h2>
      {rows.length === 0 ? (
        <p>Aucun tarif publié ne correspond. La mairie vous répond au guichet.</p>
      ) : (
        <table class="prices" aria-labelledby="t-resultat">
          <thead>
            <tr>
              <th scope="col">Activité</th>
              <th scope="col" class="num">
                Votre prix
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ activity, tariff, simulation }) => (
              <tr>
                <th scope="row">
                  <span class="line-title">{titleOf(activity, tariff)}</span>
                  <span class="why">
                    {simulation.kind === 'PRICE'
                      ? simulation.sentence
                      : 'Rien n’est publié pour ce quotient\u00A0: la mairie vous dira le prix.'}
                  </span>
                </th>
                <td class="num">{amountsOf(simulation)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <p class="small">
        Une estimation, par le calcul qui fait les factures. Votre quotient est vérifié par la
        mairie.
      </p>
    </div>
  )
}

function titleOf(activity: string, { label, audience }: ShownTariff): string {
  const special = audience.filter((words) => !/commune/.test(words))
  const name = label.startsWith(activity) ? label : `${activity}, ${label.toLocaleLowerCase('fr')}`
  return special.length > 0 ? `${name} (${special.join(', ')})` : name
}

function amountsOf(simulation: Simulation): string {
  if (simulation.kind !== 'PRICE') return '\u2013'
  return listInWords(simulation.cents.map(formatEuros))
}

const Activity: FC<{ activity: ShownActivity; place: number }> = ({ activity, place }) => (
  <div class="card">
    <h2 id={`activite-${place}`}>{activity.name}</h2>
    <table class="prices" aria-labelledby={`activite-${place}`}>
      <thead class="vh">
        <tr>
          <th scope="col">Pour qui</th>
          <th scope="col" class="num">
            Prix
          </th>
        </tr>
      </thead>
      {activity.tariffs.map((tariff) => (
        <Tariff tariff={tariff} activity={activity.name} />
      ))}
    </table>
  </div>
)

const Tariff: FC<{ tariff: ShownTariff; activity: string }> = ({ tariff, activity }) => (
  <tbody>
    <tr class="group">
      <th colspan={2} scope="rowgroup">
        {tariff.audience.length > 0 ? capitalised(tariff.audience.join(', ')) : 'Pour tous'}
        <span class="why">
          {tariff.label === activity ? capitalised(tariff.per) : `${tariff.label}, ${tariff.per}`}
        </span>
      </th>
    </tr>
    {tariff.prices.map(({ range, price }) => (
      <tr>
        <th scope="row">{range ?? 'Prix unique'}</th>
        <td class="num">{price}</td>
      </tr>
    ))}
    {tariff.rules.length > 0 && (
      <tr>
        <td colspan={2} class="prices-rule">
          {tariff.rules.join(' ')}
        </td>
      </tr>
    )}
  </tbody>
)
