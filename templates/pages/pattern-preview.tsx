import type { FC } from 'hono/jsx'
import type { FamilyChild } from '../../src/enrolments/family-days.ts'
import type { PlannedDays } from '../../src/enrolments/patterns.ts'
import type { ChangeRefusal, PossibleChange } from '../../src/enrolments/slots.ts'
import { monthOf, type Day } from '../../src/kernel/day.ts'
import type { FormValues } from '../../src/kernel/forms.ts'
import {
  dayAndMonth,
  dayNumber,
  listInWords,
  monthInWords,
  plural,
  ofName,
} from '../../src/kernel/french.ts'
import { paths } from '../../src/paths.ts'
import type { Chrome } from '../chrome.ts'
import { Layout } from '../layout.tsx'
import { pricePartWords, signedEuros } from '../ui/calendar-words.ts'
import { Card } from '../ui/card.tsx'
import { FormFields, Submit } from '../ui/form.tsx'
import { Greeting, Trail } from '../ui/navigation.tsx'
import { Info } from '../ui/notices.tsx'

export interface PatternPreviewProps {
  readonly chrome: Chrome
  readonly child: FamilyChild
  readonly plan: PlannedDays
  /** Sent again to save. */
  readonly values: FormValues
}

const reasons: Readonly<Record<ChangeRefusal, string>> = {
  NOT_ENROLLED: 'sans inscription ce jour-là',
  DAY_CLOSED: 'service fermé',
  NOT_OPEN_YET: 'réservations pas encore ouvertes',
  OTHER_HOUSEHOLD: 'réservé par l’autre foyer',
  OTHER_WEEK: 'semaine de l’autre foyer',
  DEADLINE_PASSED: 'délai passé',
  UNPAID: 'factures en retard à régler d’abord',
  DAY_FULL: 'complet',
}

/** What a week type will book and cost, before it is saved. */
export const PatternPreviewPage: FC<PatternPreviewProps> = ({ chrome, child, plan, values }) => {
  const isPriced = plan.parts.every((part) => part.cents !== null)
  const count = plan.booked.length + plan.cancelled.length
  return (
    <Layout chrome={chrome} title={`Semaine type ${ofName(child.firstName)}`}>
      <Trail href={paths.patternOf(child.ref)} label="Semaine type" />
      <Greeting
        title={`Les jours ${ofName(child.firstName)}`}
        lead="Rien n’est encore enregistré. Vérifiez, puis confirmez."
      />
      <div class="narrow stack">
        {count === 0 ? (
          <Info>Rien ne change{'\u00A0'}: ces jours sont déjà réservés, fermés ou passés.</Info>
        ) : (
          <Card title={isPriced ? signedEuros(plan.totalCents) : 'Prix à confirmer'}>
            <p>{plan.parts.map(pricePartWords).join('. ')}.</p>
            <Days title="À réserver" changes={plan.booked} labels={plan.labels} />
            <Days title="À annuler" changes={plan.cancelled} labels={plan.labels} />
            <form action={paths.pattern} method="post" data-hx-sync="this:drop">
              <FormFields csrf={chrome.csrf} />
              {Object.entries(values).flatMap(([name, value]) =>
                (name.endsWith('[]') ? value.split(' ') : [value]).map((one) => (
                  <input type="hidden" name={name} value={one} />
                )),
              )}
              <p class="actions">
                <Submit name="enregistrer" label="Enregistrer ces jours" />{' '}
                <a href={paths.patternOf(child.ref)}>Revenir sans rien changer</a>
              </p>
            </form>
          </Card>
        )}
        <Refused plan={plan} />
      </div>
    </Layout>
  )
}

interface DaysProps {
  readonly title: string
  readonly changes: readonly PossibleChange[]
  readonly labels: PlannedDays['labels']
}

const Days: FC<DaysProps> = ({ title, changes, labels }) => {
  if (changes.length === 0) return null
  const groups = Map.groupBy(changes, ({ slot }) => slot.unitId)
  return (
    <>
      <h3>{title}</h3>
      {[...groups].map(([unitId, group]) => (
        <p>
          <strong>{labels.get(unitId)}</strong>, {plural(group.length, 'jour', 'jours')}
          {'\u00A0'}: {daysByMonth(group.map(({ slot }) => slot.day))}.
        </p>
      ))}
    </>
  )
}

/** `décembre 2026 : 3, 7 et 10 ; janvier 2027 : 4` */
function daysByMonth(days: readonly Day[]): string {
  const months = Map.groupBy(days, monthOf)
  return [...months]
    .map(([month, own]) => `${monthInWords(month)}, le ${listInWords(own.map(dayNumber))}`)
    .join('\u202F; ')
}

const Refused: FC<{ plan: PlannedDays }> = ({ plan: { refused, labels } }) => {
  if (refused.length === 0) return null
  const groups = Map.groupBy(refused, ({ key, because }) => `${because} ${key.unitId}`)
  return (
    <Card title="Ce qui ne sera pas changé">
      <ul>
        {[...groups.values()].map((group) => {
          const [first] = group
          if (!first) return null
          return (
            <li>
              {labels.get(first.key.unitId)}, {reasons[first.because]}
              {'\u00A0'}: {listInWords(group.slice(0, 12).map(({ key }) => dayAndMonth(key.day)))}
              {group.length > 12 && `, et ${group.length - 12} autres`}.
            </li>
          )
        })}
      </ul>
    </Card>
  )
}
