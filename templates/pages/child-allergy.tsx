import type { FC } from 'hono/jsx'
import type { ChildFile } from '../../src/households/child-file.ts'
import { ofName } from '../../src/kernel/french.ts'
import { paths } from '../../src/paths.ts'
import { Answer, ChoiceAnswer, TextAnswer, type Answers } from '../ui/answers.tsx'
import { ChildFrame, type ChildAround } from '../ui/child-frame.tsx'
import { ErrorSummary, FormFields, Submit, titleWith } from '../ui/form.tsx'
import { allergyTypes } from '../ui/health-words.ts'

export interface ChildAllergyPageProps {
  readonly frame: ChildAround
  readonly child: ChildFile
  /** `nouvelle`, or the allergy's ref. */
  readonly item: string
  readonly answers: Answers
}

/** One allergy: what, how serious, what to do. */
export const ChildAllergyPage: FC<ChildAllergyPageProps> = (props) => {
  const { frame, child, item, answers } = props
  const { chrome } = frame
  const title = `Allergie ${ofName(child.firstName)}`
  return (
    <ChildFrame frame={frame} child={child} tab="health" title={titleWith(answers.errors, title)}>
      <div class="narrow">
        <ErrorSummary errors={answers.errors} isKept />
        <form action={paths.childAllergy(child.ref, item)} method="post">
          <FormFields csrf={chrome.csrf} />
          <fieldset>
            <legend>{item === 'nouvelle' ? 'Une nouvelle allergie' : 'Corriger l’allergie'}</legend>
            <ChoiceAnswer of={answers} id="type" label="À quoi" options={allergyTypes} />
            <Answer
              of={answers}
              id="nom"
              label="Laquelle"
              help="Par exemple arachide, pénicilline, pollen de bouleau."
              maxlength={80}
            />
            <ChoiceAnswer
              of={answers}
              id="gravite"
              label="Gravité"
              options={[
                ['', 'Je ne sais pas'],
                ['Légère', 'Légère\u00A0: démangeaisons, nez qui coule'],
                ['Modérée', 'Modérée\u00A0: gonflement, vomissements'],
                ['Sévère', 'Sévère\u00A0: gêne pour respirer, malaise'],
              ]}
            />
            <TextAnswer
              of={answers}
              id="conduite"
              label="Que faire"
              help="En quelques mots. S’il faut un médicament, demandez un PAI à la mairie."
              rows={3}
            />
          </fieldset>
          <p class="actions">
            <Submit name="enregistrer" label="Enregistrer" />{' '}
            <a href={paths.childHealth(child.ref)}>Annuler</a>
          </p>
        </form>
      </div>
    </ChildFrame>
  )
}
