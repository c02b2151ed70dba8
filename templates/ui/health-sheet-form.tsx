import type { FC } from 'hono/jsx'
import type { ChildFile } from '../../src/households/child-file.ts'
import { paths } from '../../src/paths.ts'
import type { Chrome } from '../chrome.ts'
import { Answer, BoxAnswer, hasOpenLine, TextAnswer, type Answers } from './answers.tsx'
import { isOpen } from './child-rights.ts'
import { FormFields, Submit } from './form.tsx'
import { PendingChanges } from './pending-changes.tsx'

interface FormProps {
  readonly chrome: Chrome
  readonly child: ChildFile
  readonly answers: Answers
}

/** Doctor, treatment and what the team must know of a child. */
export const HealthSheetForm: FC<FormProps> = ({ chrome, child, answers }) => (
  <form action={paths.childHealth(child.ref)} method="post">
    <FormFields csrf={chrome.csrf} />
    <PendingChanges child={child} target="HEALTH" />
    <fieldset>
      <legend>Son médecin</legend>
      <Answer of={answers} id="medecin" label="Nom du médecin" maxlength={80} />
      <Answer
        of={answers}
        id="tel-medecin"
        label="Téléphone du médecin"
        type="tel"
        inputmode="tel"
        isShort
      />
      <Answer of={answers} id="ville-medecin" label="Ville" maxlength={38} isShort />
    </fieldset>
    <fieldset>
      <legend>Ce que l’équipe doit savoir</legend>
      <TextAnswer
        of={answers}
        id="traitement"
        label="Traitement en cours"
        help="Le nom, la dose, l’heure. Sans ordonnance ni PAI, l’équipe ne donne aucun médicament."
        rows={3}
      />
      {answers.values['f_traitement'] && isOpen(child, 'CHILD.treatment') && (
        <p>
          <a href={paths.givePaperOf('PRESCRIPTION', child.ref)}>Envoyer l’ordonnance</a>
        </p>
      )}
      <Answer
        of={answers}
        id="maladies"
        label="Maladies déjà eues"
        help="Par exemple varicelle, otites à répétition."
        maxlength={200}
      />
      <TextAnswer
        of={answers}
        id="a-savoir"
        label="Vos recommandations"
        help="1 000 caractères au plus. Pour un handicap, dites seulement ce qu’il faut faire ou aménager, pas sa nature."
      />
      <BoxAnswer of={answers} id="lunettes" label={`${child.firstName} porte des lunettes.`} />
      <BoxAnswer
        of={answers}
        id="appareil-auditif"
        label={`${child.firstName} porte un appareil auditif.`}
      />
      <BoxAnswer
        of={answers}
        id="appareil-dentaire"
        label={`${child.firstName} porte un appareil dentaire.`}
      />
    </fieldset>
    {hasOpenLine(answers) && (
      <p class="actions">
        <Submit name="enregistrer" label="Enregistrer" />{' '}
        <a href={paths.child(child.ref)}>Annuler</a>
      </p>
    )}
    <p class="small">
      Les soins d’urgence et l’hôpital sont dans{' '}
      <a href={paths.childConsents(child.ref)}>ses autorisations</a>.
    </p>
  </form>
)
