import type { FC } from 'hono/jsx'
import type { FamilyAbsence } from '../../src/enrolments/absences.ts'
import type { AbsenceStart, NextDay } from '../../src/enrolments/next-days.ts'
import type { Day } from '../../src/kernel/day.ts'
import type { FormErrors, FormValues } from '../../src/kernel/forms.ts'
import { capitalised, dayInWords, listInWords, shortDate } from '../../src/kernel/french.ts'
import { paths } from '../../src/paths.ts'
import type { Chrome } from '../chrome.ts'
import { Layout } from '../layout.tsx'
import {
  absenceState,
  kindChoices,
  kindWords,
  planSentences,
  spanWords,
} from '../ui/absence-words.ts'
import { lower } from '../ui/calendar-words.ts'
import { Card } from '../ui/card.tsx'
import { ChildBadge, childColour } from '../ui/child.tsx'
import { Choice } from '../ui/choice.tsx'
import { ErrorSummary, Field, FormFields, Submit, titleWith } from '../ui/form.tsx'
import { Greeting, Trail } from '../ui/navigation.tsx'
import { Badge, Empty, Info } from '../ui/notices.tsx'

export interface AbsencesProps {
  readonly chrome: Chrome
  readonly start: AbsenceStart
  readonly absences: readonly FamilyAbsence[]
  readonly today: Day
  readonly values: FormValues
  readonly errors: FormErrors
  /** This form had been sent before. */
  readonly isRepeat: boolean
}

/** « Signaler une absence »: the next awaited day in one tap, the rest in a form, and what was declared. */
export const AbsencesPage: FC<AbsencesProps> = (props) => {
  const { chrome, start, absences, today, errors } = props
  return (
    <Layout chrome={chrome} title={titleWith(errors, 'Signaler une absence')}>
      <Trail href={paths.calendar} label="Calendrier" />
      <ErrorSummary errors={errors} />
      <Greeting
        title="Signaler une absence"
        lead="Prévenez dès que possible : avant la limite, le jour est annulé et vous ne payez rien."
      />
      {props.isRepeat && (
        <Info>Ce formulaire avait déjà été envoyé, il n’a compté qu’une fois.</Info>
      )}
      {start.children.length === 0 ? (
        <Empty title="Aucun enfant pour l’instant">
          La mairie peut rattacher votre enfant à votre compte.
        </Empty>
      ) : (
        <div class="stack">
          {start.next.length > 0 && (
            <div class="cards-2">
              {start.next.map((next) => (
                <Next next={next} labels={start.labels} today={today} csrf={chrome.csrf} />
              ))}
            </div>
          )}
          <Declare view={props} />
          <Declared absences={absences} />
        </div>
      )}
    </Layout>
  )
}

interface NextProps {
  readonly next: NextDay
  readonly labels: AbsenceStart['labels']
  readonly today: Day
  readonly csrf: string
}

const Next: FC<NextProps> = ({ next, labels, today, csrf }) => {
  const { child, place, day, services, plan } = next
  const when = day === today ? `Aujourd’hui, ${dayInWords(day)}` : capitalised(dayInWords(day))
  return (
    <div class={`card ${childColour(place)}`}>
      <div class="card-head">
        <h2>
          <ChildBadge firstName={child.firstName} place={place} picture={child} /> {child.firstName}
        </h2>
      </div>
      <p>
        <strong>{when}</strong>
        {'\u00A0'}: {listInWords(services.map(lower))}.
      </p>
      {planSentences(plan, labels).map((sentence) => (
        <p class="why">{sentence}</p>
      ))}
      <form action={paths.absences} method="post" data-hx-sync="this:drop">
        <FormFields csrf={csrf} />
        <input type="hidden" name="f_enfant" value={child.ref} />
        <input type="hidden" name="f_du" value={shortDate(day)} />
        <p class="actions">
          <Submit name="malade" label={`${child.firstName} est malade`} />{' '}
          <Submit name="autre" label="Absence, autre motif" look="quiet" />
        </p>
      </form>
    </div>
  )
}

const Declare: FC<{ view: AbsencesProps }> = ({
  view: { chrome, start, values, errors, today },
}) => (
  <Card title="Plusieurs jours, ou un autre jour">
    <form action={paths.absences} method="post" class="form" data-hx-sync="this:drop">
      <FormFields csrf={chrome.csrf} />
      <Choice
        id="enfant"
        label="Enfant"
        value={values['f_enfant'] ?? ''}
        options={start.children.map((child) => [child.ref, child.firstName])}
        error={errors['f_enfant']}
      />
      <Field
        id="du"
        label="Premier jour"
        value={values['f_du'] ?? shortDate(today)}
        help="Par exemple 07/12/2026"
        error={errors['f_du']}
        isShort
      />
      <Field
        id="au"
        label="Dernier jour"
        value={values['f_au'] ?? ''}
        help="Laissez vide pour un seul jour"
        error={errors['f_au']}
        isShort
      />
      <Choice
        id="motif"
        label="Motif"
        value={values['f_motif'] ?? ''}
        options={kindChoices}
        error={errors['f_motif']}
      />
      <p class="actions">
        <Submit name="voir" label="Voir ce que cela change" />
      </p>
      <p class="help">Rien n’est encore enregistré à cette étape.</p>
    </form>
  </Card>
)

const Declared: FC<{ absences: readonly FamilyAbsence[] }> = ({ absences }) => (
  <Card title="Absences signalées">
    {absences.length === 0 ? (
      <p>Aucune absence signalée ces derniers mois.</p>
    ) : (
      <ul class="list">
        {absences.map((absence) => {
          const { look, badge } = absenceState(absence)
          return (
            <li>
              <a href={paths.absence(absence.ref)}>
                <span class="l-title">
                  {absence.firstName}, {spanWords(absence)}
                </span>{' '}
                <span class="l-note">{kindWords[absence.kind]}</span>{' '}
                <span class="l-date">
                  <Badge look={look}>{badge}</Badge>
                </span>
              </a>
            </li>
          )
        })}
      </ul>
    )}
  </Card>
)
