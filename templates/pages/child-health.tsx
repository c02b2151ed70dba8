import type { FC } from 'hono/jsx'
import type { ChildFile, ChildHealth } from '../../src/households/child-file.ts'
import type { VaccinationState } from '../../src/households/child/vaccination-state.ts'
import { paths } from '../../src/paths.ts'
import type { Chrome } from '../chrome.ts'
import { Answer, BoxAnswer, hasOpenLine, TextAnswer, type Answers } from '../ui/answers.tsx'
import { Card } from '../ui/card.tsx'
import { ProtocolBox } from '../ui/care-protocol.tsx'
import { ChildFrame, type ChildAround } from '../ui/child-frame.tsx'
import { Confirmation } from '../ui/confirmation.tsx'
import { ErrorSummary, FormFields, Submit } from '../ui/form.tsx'
import { PendingChanges } from '../ui/pending-changes.tsx'
import { VaccineTable } from '../ui/vaccine-table.tsx'
import { Badge } from '../ui/notices.tsx'

export interface ChildHealthPageProps {
  readonly frame: ChildAround
  readonly child: ChildFile
  readonly health: ChildHealth
  readonly vaccination: VaccinationState
  readonly answers: Answers
}

/** A child's health sheet, as its parents keep it. */
export const ChildHealthPage: FC<ChildHealthPageProps> = (props) => {
  const { frame, child, health, vaccination, answers } = props
  const { chrome, today } = frame
  const title = `Santé de ${child.firstName}`
  return (
    <ChildFrame
      frame={frame}
      child={child}
      tab="health"
      title={Object.keys(answers.errors).length > 0 ? `Erreur\u00A0: ${title}` : title}
    >
      <div class="two">
        <div class="two-body two-tall stack">
          <ErrorSummary errors={answers.errors} />
          <Protocols child={child} health={health} />
          <Allergies child={child} health={health} />
          <Card
            title="Ses vaccins"
            more={{ href: paths.childVaccines(child.ref), label: 'Ajouter un vaccin' }}
          >
            <VaccineTable firstName={child.firstName} state={vaccination} />
          </Card>
          <SheetForm chrome={chrome} child={child} answers={answers} />
        </div>
        <div class="two-side">
          <Confirmation chrome={chrome} child={child} sheet="HEALTH" today={today} />
          <div class="card side">
            <h2>Qui lit cette page</h2>
            <p class="small">
              Seules les personnes qui s’occupent de {child.firstName} ce jour-là, et vous. Chaque
              lecture est inscrite.
            </p>
          </div>
        </div>
      </div>
    </ChildFrame>
  )
}

interface PartProps {
  readonly child: ChildFile
  readonly health: ChildHealth
}

const Protocols: FC<PartProps> = ({ child, health }) => (
  <Card title="Son PAI">
    {health.careProtocols.map((protocol) => (
      <ProtocolBox protocol={protocol} firstName={child.firstName} />
    ))}
    {health.careProtocols.length === 0 && (
      <p>
        Aucun projet d’accueil individualisé. Il est utile pour une allergie, un asthme ou un
        traitement à prendre pendant la journée.
      </p>
    )}
    {child.asked['CARE_PROTOCOL.protocol'] ? (
      <div class="field-pending">
        <p>
          Un PAI attend la réponse de la mairie. Jusque-là, rien ne change.{' '}
          <a href={paths.request(child.asked['CARE_PROTOCOL.protocol'])}>Voir la demande</a>
        </p>
      </div>
    ) : (
      <p>
        <a href={paths.childProtocol(child.ref)}>
          {health.careProtocols.length > 0 ? 'Changer ou renouveler le PAI' : 'Demander un PAI'}
        </a>
      </p>
    )}
    <p class="small">Un PAI est signé par le médecin, l’école et la mairie.</p>
  </Card>
)

const Allergies: FC<PartProps> = ({ child, health }) => (
  <Card
    title="Ses allergies"
    more={{ href: paths.childAllergy(child.ref, 'nouvelle'), label: 'Ajouter une allergie' }}
  >
    {health.allergies.length === 0 ? (
      <p>Aucune allergie signalée.</p>
    ) : (
      <ul class="list devices">
        {health.allergies.map((allergy) => (
          <li>
            <div>
              <span class="l-title">{allergy.label}</span>{' '}
              {allergy.severity && <Badge look="health">{allergy.severity}</Badge>}{' '}
              {allergy.conduct && <span class="l-note">{allergy.conduct}</span>}
            </div>
            <p>
              <a href={paths.childAllergy(child.ref, allergy.ref)}>
                Corriger<span class="vh"> l’allergie {allergy.label}</span>
              </a>{' '}
              <a href={paths.childRemoval(child.ref, 'allergie', allergy.ref)}>
                Retirer<span class="vh"> l’allergie {allergy.label}</span>
              </a>
            </p>
          </li>
        ))}
      </ul>
    )}
  </Card>
)

interface FormProps {
  readonly chrome: Chrome
  readonly child: ChildFile
  readonly answers: Answers
}

const SheetForm: FC<FormProps> = ({ chrome, child, answers }) => (
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
