import type { FC } from 'hono/jsx'
import type { ChildFile } from '../../src/households/child-file.ts'
import { paths } from '../../src/paths.ts'
import type { Chrome } from '../chrome.ts'
import { Answer, ChoiceAnswer, hasOpenLine, type Answers } from '../ui/answers.tsx'
import { Card, Facts } from '../ui/card.tsx'
import { ChildInsurances } from '../ui/child-insurance.tsx'
import { ChildFrame, type ChildAround } from '../ui/child-frame.tsx'
import { Confirmation } from '../ui/confirmation.tsx'
import { PendingChanges } from '../ui/pending-changes.tsx'
import { ErrorSummary, FormFields, Submit, titleWith } from '../ui/form.tsx'
import { isOpen, isShown } from '../ui/child-rights.ts'
import { diets, leaveFacts, schoolFacts } from '../ui/child-facts.ts'

export interface ChildDailyPageProps {
  readonly frame: ChildAround
  readonly child: ChildFile
  readonly daily: Answers
  readonly insurance: Answers
}

/** School, meals, swimming, nap and insurance. */
export const ChildDailyPage: FC<ChildDailyPageProps> = (props) => {
  const { frame, child, daily, insurance } = props
  const { chrome, today } = frame
  const errors = { ...daily.errors, ...insurance.errors }
  const title = `${child.firstName}, école et quotidien`
  return (
    <ChildFrame frame={frame} child={child} tab="daily" title={titleWith(errors, title)}>
      <div class="two">
        <div class="two-body two-tall stack">
          <ErrorSummary errors={errors} isKept />
          <School child={child} />
          <Habits chrome={chrome} child={child} answers={daily} />
          {isShown(child, 'CHILD.insurance') && (
            <ChildInsurances chrome={chrome} child={child} today={today} answers={insurance} />
          )}
        </div>
        <div class="two-side">
          <Confirmation chrome={chrome} child={child} sheet="DAILY" today={today} />
          <div class="card side">
            <h2>Pas d’autres questions</h2>
            <p class="small">
              La mairie ne demande ni la religion, ni la nature d’un handicap, ni le numéro de
              sécurité sociale.
            </p>
          </div>
        </div>
      </div>
    </ChildFrame>
  )
}

const School: FC<{ child: ChildFile }> = ({ child }) => (
  <Card title="École">
    <Facts rows={[...schoolFacts(child), ...leaveFacts(child)]} />
    {child.asked['LEAVE_ALONE.from'] ? (
      <div class="field-pending">
        <p>
          Votre accord pour rentrer sans adulte attend la réponse de la mairie.{' '}
          <a href={paths.request(child.asked['LEAVE_ALONE.from'])}>Voir la demande</a>
        </p>
      </div>
    ) : (
      isOpen(child, 'CHILD.mayLeaveAlone') && (
        <p>
          <a href={paths.childLeaveAlone(child.ref)}>
            {child.mayLeaveAloneFrom
              ? 'Changer l’heure ou retirer mon accord'
              : `Permettre à ${child.firstName} de rentrer sans adulte`}
          </a>
        </p>
      )
    )}
    {child.asked['SCHOOLING.schooling'] ? (
      <div class="field-pending">
        <p>
          Le changement d’école attend la réponse de la mairie.{' '}
          <a href={paths.request(child.asked['SCHOOLING.schooling'])}>Voir la demande</a>
        </p>
      </div>
    ) : (
      isOpen(child, 'CHILD.school') && (
        <p>
          <a href={paths.childSchooling(child.ref)}>
            {child.school ? 'L’école ou le niveau a changé' : 'Indiquer l’école'}
          </a>
        </p>
      )
    )}
    <p class="small">La classe vient de l’école.</p>
  </Card>
)

interface PartProps {
  readonly chrome: Chrome
  readonly child: ChildFile
  readonly answers: Answers
}

const Habits: FC<PartProps> = ({ chrome, child, answers }) => (
  <form action={paths.childDaily(child.ref)} method="post">
    <FormFields csrf={chrome.csrf} />
    <fieldset>
      <legend>Quotidien</legend>
      <PendingChanges child={child} target="CHILD" />
      <ChoiceAnswer of={answers} id="repas" label="Repas" options={Object.entries(diets)} />
      <ChoiceAnswer
        of={answers}
        id="nage"
        label="Sait nager"
        help="Pour les sorties à la piscine ou au lac."
        options={[
          ['', 'Je préfère ne pas répondre'],
          ['oui', 'Oui'],
          ['non', 'Non, pas encore'],
        ]}
      />
      <Answer
        of={answers}
        id="sieste"
        label="Sieste"
        help="Pour les plus petits, par exemple avec doudou, 1 h 30."
        maxlength={80}
      />
      {hasOpenLine(answers) && (
        <p class="actions">
          <Submit name="enregistrer" label="Enregistrer" />
        </p>
      )}
    </fieldset>
  </form>
)
