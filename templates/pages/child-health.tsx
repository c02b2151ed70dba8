import type { FC } from 'hono/jsx'
import type { ChildFile, ChildHealth } from '../../src/households/child-file.ts'
import type { ChildPaper } from '../../src/households/child/child-papers.ts'
import type { VaccinationState } from '../../src/households/child/vaccination-state.ts'
import { dateInWords, ofName } from '../../src/kernel/french.ts'
import { paths } from '../../src/paths.ts'
import type { Answers } from '../ui/answers.tsx'
import { Card } from '../ui/card.tsx'
import { ProtocolBox } from '../ui/care-protocol.tsx'
import { ChildFrame, type ChildAround } from '../ui/child-frame.tsx'
import { Confirmation } from '../ui/confirmation.tsx'
import { ErrorSummary, titleWith } from '../ui/form.tsx'
import { HealthSheetForm } from '../ui/health-sheet-form.tsx'
import { VaccineTable } from '../ui/vaccine-table.tsx'
import { ChildPapers } from '../ui/child-papers.tsx'
import { isOpen, isShown } from '../ui/child-rights.ts'
import { Badge, Notice } from '../ui/notices.tsx'

export interface ChildHealthPageProps {
  readonly frame: ChildAround
  readonly child: ChildFile
  readonly health: ChildHealth
  readonly vaccination: VaccinationState
  readonly papers: readonly ChildPaper[]
  readonly answers: Answers
}

/** A child's health sheet, as its parents keep it. */
export const ChildHealthPage: FC<ChildHealthPageProps> = (props) => {
  const { frame, child, health, vaccination, answers } = props
  const { chrome, today } = frame
  const title = `Santé ${ofName(child.firstName)}`
  return (
    <ChildFrame frame={frame} child={child} tab="health" title={titleWith(answers.errors, title)}>
      <div class="two">
        <div class="two-body two-tall stack">
          <ErrorSummary errors={answers.errors} isKept />
          <Exclusions child={child} health={health} />
          {isShown(child, 'CHILD.careProtocol') && <Protocols child={child} health={health} />}
          {isShown(child, 'CHILD.allergies') && <Allergies child={child} health={health} />}
          {isShown(child, 'CHILD.vaccinations') && (
            <Card
              title="Ses vaccins"
              more={{
                href: paths.childVaccines(child.ref),
                label: isOpen(child, 'CHILD.vaccinations') ? 'Ajouter un vaccin' : 'Doses notées',
              }}
            >
              <VaccineTable firstName={child.firstName} state={vaccination} />
            </Card>
          )}
          <HealthSheetForm chrome={chrome} child={child} answers={answers} />
        </div>
        <div class="two-side">
          <Confirmation chrome={chrome} child={child} sheet="HEALTH" today={today} />
          <ChildPapers child={child} papers={props.papers} />
          <div class="card side">
            <h2>Qui lit cette page</h2>
            <p class="small">
              Seules les personnes qui s’occupent {ofName(child.firstName)} ce jour-là, et vous.
              Chaque lecture est inscrite.
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

/** Days on which the child stays at home: the town hall wrote them. */
const Exclusions: FC<PartProps> = ({ child, health }) => (
  <>
    {health.exclusions.map(({ firstDay, lastDay, reason }) => (
      <Notice>
        {child.firstName} reste à la maison du {dateInWords(firstDay)} au {dateInWords(lastDay)}
        {'\u00A0'}: {reason}
      </Notice>
    ))}
  </>
)

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
      isOpen(child, 'CHILD.careProtocol') && (
        <p>
          <a href={paths.childProtocol(child.ref)}>
            {health.careProtocols.length > 0 ? 'Changer ou renouveler le PAI' : 'Demander un PAI'}
          </a>
        </p>
      )
    )}
    <p class="small">Un PAI est signé par le médecin, l’école et la mairie.</p>
  </Card>
)

const Allergies: FC<PartProps> = ({ child, health }) => (
  <Card
    title="Ses allergies"
    more={
      isOpen(child, 'CHILD.allergies')
        ? { href: paths.childAllergy(child.ref, 'nouvelle'), label: 'Ajouter une allergie' }
        : undefined
    }
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
            {isOpen(child, 'CHILD.allergies') && (
              <p class="item-links">
                <a href={paths.childAllergy(child.ref, allergy.ref)}>
                  Corriger<span class="vh"> l’allergie {allergy.label}</span>
                </a>{' '}
                <a href={paths.childRemoval(child.ref, 'allergie', allergy.ref)}>
                  Retirer<span class="vh"> l’allergie {allergy.label}</span>
                </a>
              </p>
            )}
          </li>
        ))}
      </ul>
    )}
  </Card>
)
