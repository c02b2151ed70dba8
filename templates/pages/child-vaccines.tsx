import type { FC } from 'hono/jsx'
import type { ChildFile, ChildHealth } from '../../src/households/child-file.ts'
import type { VaccinationState } from '../../src/households/child/vaccination-state.ts'
import { dateInWords, ofName } from '../../src/kernel/french.ts'
import { paths } from '../../src/paths.ts'
import { ChoiceAnswer, DayAnswer, type Answers } from '../ui/answers.tsx'
import { Card } from '../ui/card.tsx'
import { ChildFrame, type ChildAround } from '../ui/child-frame.tsx'
import { ErrorSummary, FormFields, Submit, titleWith } from '../ui/form.tsx'
import { isOpen } from '../ui/child-rights.ts'
import { vaccineNames } from '../ui/health-words.ts'
import { VaccineTable } from '../ui/vaccine-table.tsx'

export interface ChildVaccinesPageProps {
  readonly frame: ChildAround
  readonly child: ChildFile
  readonly health: ChildHealth
  readonly vaccination: VaccinationState
  readonly answers: Answers
}

/** The vaccines of a health record, copied line by line. */
export const ChildVaccinesPage: FC<ChildVaccinesPageProps> = (props) => {
  const { frame, child, health, vaccination, answers } = props
  const { chrome } = frame
  const canAdd = isOpen(child, 'CHILD.vaccinations')
  const title = `Vaccins ${ofName(child.firstName)}`
  return (
    <ChildFrame frame={frame} child={child} tab="health" title={titleWith(answers.errors, title)}>
      <div class="two">
        <div class="two-body two-tall stack">
          <ErrorSummary errors={answers.errors} isKept />
          {canAdd && (
            <form action={paths.childVaccines(child.ref)} method="post">
              <FormFields csrf={chrome.csrf} />
              <fieldset>
                <legend>Ajouter un vaccin du carnet de santé</legend>
                <ChoiceAnswer
                  of={answers}
                  id="vaccin"
                  label="Vaccin"
                  options={[['', 'Choisissez'], ...vaccinesOffered(vaccination)]}
                />
                <DayAnswer of={answers} id="date" label="Date de la dose" inputmode="numeric" />
                <p class="actions">
                  <Submit name="ajouter" label="Ajouter" />{' '}
                  <a href={paths.childHealth(child.ref)}>Revenir à sa santé</a>
                </p>
              </fieldset>
            </form>
          )}
          <Card title="Où il en est">
            <VaccineTable firstName={child.firstName} state={vaccination} />
          </Card>
          {health.vaccinations.length > 0 && (
            <Card title="Doses notées">
              <ul class="list devices">
                {health.vaccinations.map((one) => (
                  <li>
                    <div>
                      <span class="l-title">{dateInWords(one.day)}</span>{' '}
                      <span class="l-note">{vaccineNames[one.vaccine]}</span>
                    </div>
                    {canAdd && (
                      <p>
                        <a href={paths.childRemoval(child.ref, 'vaccin', one.ref)}>
                          Retirer<span class="vh"> la dose du {dateInWords(one.day)}</span>
                        </a>
                      </p>
                    )}
                  </li>
                ))}
              </ul>
            </Card>
          )}
        </div>
        <div class="two-side">
          <div class="card side">
            <h2>Ce que dit la loi</h2>
            <p class="small">
              Seuls les vaccins obligatoires à l’âge {ofName(child.firstName)} sont demandés.
              L’accueil reste possible trois mois le temps de faire une dose qui manque.
            </p>
            <p>
              <a href={paths.givePaperOf('VACCINATIONS', child.ref)}>
                Envoyer une photo du carnet de santé
              </a>
            </p>
          </div>
        </div>
      </div>
    </ChildFrame>
  )
}

/** Yellow fever is asked, and offered, in Guyana alone. */
function vaccinesOffered({ diseases }: VaccinationState) {
  const isAsked = diseases.some(({ disease }) => disease === 'YELLOW_FEVER')
  return Object.entries(vaccineNames).filter(([code]) => isAsked || code !== 'YELLOW_FEVER')
}
