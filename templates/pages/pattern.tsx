import type { FC } from 'hono/jsx'
import type { FamilyChild } from '../../src/enrolments/family-days.ts'
import type { PatternStart, StoredPattern } from '../../src/enrolments/patterns.ts'
import { isoWeekOf, type Day } from '../../src/kernel/day.ts'
import type { FormErrors, FormValues } from '../../src/kernel/forms.ts'
import { shortDate, ofName } from '../../src/kernel/french.ts'
import { paths } from '../../src/paths.ts'
import type { Chrome } from '../chrome.ts'
import { Layout } from '../layout.tsx'
import { Card } from '../ui/card.tsx'
import { Choice } from '../ui/choice.tsx'
import { ErrorSummary, Field, FormFields, Submit, titleWith, fieldName } from '../ui/form.tsx'
import { Greeting, Tabs, Trail } from '../ui/navigation.tsx'
import { Empty } from '../ui/notices.tsx'
import { KeptPatterns, PatternTable } from '../ui/pattern-table.tsx'

export interface PatternProps {
  readonly chrome: Chrome
  readonly start: PatternStart
  readonly child: FamilyChild | null
  readonly today: Day
  readonly values: FormValues
  readonly errors: FormErrors
}

/** « Semaine type »: the days of a usual week, for a period; or the days of a brother or sister. */
export const PatternPage: FC<PatternProps> = (props) => {
  const { chrome, start, child, errors } = props
  const units = child ? (start.units.get(child.id) ?? []) : []
  return (
    <Layout chrome={chrome} title={titleWith(errors, 'Semaine type')}>
      <Trail href={paths.calendar} label="Calendrier" />
      <ErrorSummary errors={errors} />
      <Greeting
        title="Semaine type"
        lead="Cochez une semaine, choisissez la période : tous les jours sont réservés d’un coup."
      />
      {start.children.length > 1 && (
        <Tabs
          tabs={start.children.map((one) => ({
            href: paths.patternOf(one.ref),
            label: one.firstName,
            isCurrent: one.id === child?.id,
          }))}
        />
      )}
      {!child || units.length === 0 ? (
        <Empty
          title="Rien à réserver"
          action={
            <a class="button" href={paths.enrolments}>
              Voir les inscriptions
            </a>
          }
        >
          Aucune inscription ouverte pour {child?.firstName ?? 'vos enfants'} dans les mois qui
          viennent.
        </Empty>
      ) : (
        <div class="stack">
          <Week view={props} child={child} />
          <Siblings view={props} child={child} />
        </div>
      )}
    </Layout>
  )
}

const Week: FC<{ view: PatternProps; child: FamilyChild }> = ({ view, child }) => {
  const { chrome, start, values, errors, today } = view
  const units = start.units.get(child.id) ?? []
  const kept = start.patterns.filter((one) => one.childId === child.id)
  const ticked = new Set(
    values['case[]'] === undefined ? shownFirst(kept) : values['case[]'].split(' '),
  )
  const week = isoWeekOf(today)
  return (
    <Card title={`La semaine ${ofName(child.firstName)}`}>
      {kept.length > 0 && (
        <>
          <KeptPatterns kept={kept} units={units} />
          <p class="help">
            Pour ne plus garder une semaine, décochez tout et enregistrez. Les jours déjà réservés
            le restent, sauf si vous demandez de les annuler.
          </p>
        </>
      )}
      <form action={paths.pattern} method="post" data-hx-sync="this:drop">
        <FormFields csrf={chrome.csrf} />
        <input type="hidden" name="f_enfant" value={child.ref} />
        <PatternTable units={units} weekdays={start.weekdays} ticked={ticked} />
        <Choice
          id="semaines"
          label={`Quelles semaines (celle-ci est la semaine ${week}, ${week % 2 === 1 ? 'impaire' : 'paire'})`}
          value={values['f_semaines'] ?? kept[0]?.parity ?? 'ANY'}
          options={[
            ['ANY', 'Toutes les semaines'],
            ['ODD', 'Les semaines impaires'],
            ['EVEN', 'Les semaines paires'],
          ]}
        />
        <Period view={view} />
        <Field
          id="sauf"
          label="Sauf ces jours"
          value={values['f_sauf'] ?? ''}
          help="Facultatif, séparés par des virgules, par exemple 14/12/2026, 17/12/2026"
          error={errors['f_sauf']}
        />
        <p class="check-line">
          <input
            type="checkbox"
            id="entier"
            name="f_entier"
            value="oui"
            checked={values['f_entier'] === 'oui' ? true : undefined}
          />{' '}
          <label for="entier">
            Annuler aussi, dans ces semaines, les jours réservés qui ne sont pas cochés
          </label>
        </p>
        <p class="actions">
          <Submit name="voir" label="Voir les jours et le prix" />
        </p>
        <p class="help">Rien n’est encore enregistré à cette étape.</p>
      </form>
    </Card>
  )
}

/** The boxes of the weeks that the select shows first. */
function shownFirst(kept: readonly StoredPattern[]): string[] {
  const parity = kept[0]?.parity
  return kept.filter((one) => one.parity === parity).map((one) => `${one.unitId}.${one.weekday}`)
}

const Period: FC<{ view: PatternProps; prefix?: string }> = ({ view, prefix = '' }) => (
  <>
    <Field
      id={`${prefix}du`}
      label="Premier jour"
      value={view.values[fieldName(`${prefix}du`)] ?? shortDate(view.today)}
      error={view.errors[fieldName(`${prefix}du`)]}
      isShort
    />
    <Field
      id={`${prefix}au`}
      label="Dernier jour"
      value={view.values[fieldName(`${prefix}au`)] ?? shortDate(view.start.lastDay ?? view.today)}
      error={view.errors[fieldName(`${prefix}au`)]}
      isShort
    />
  </>
)

const Siblings: FC<{ view: PatternProps; child: FamilyChild }> = ({ view, child }) => {
  const others = view.start.children.filter((one) => one.id !== child.id)
  if (others.length === 0) return null
  return (
    <Card title={`Faire comme pour un frère ou une sœur ${ofName(child.firstName)}`}>
      <form action={paths.pattern} method="post" data-hx-sync="this:drop">
        <FormFields csrf={view.chrome.csrf} />
        <input type="hidden" name="f_enfant" value={child.ref} />
        <Choice
          id="comme"
          label="Copier les jours réservés de"
          value={view.values['f_comme'] ?? ''}
          options={others.map((one) => [one.ref, one.firstName])}
          error={view.errors['f_comme']}
        />
        <Period view={view} prefix="copie-" />
        <p class="actions">
          <Submit name="voir" label="Voir les jours et le prix" look="quiet" />
        </p>
      </form>
    </Card>
  )
}
