import type { FC } from 'hono/jsx'
import type { ChildFile } from '../../src/households/child-file.ts'
import type { Day } from '../../src/kernel/day.ts'
import { shortDate } from '../../src/kernel/french.ts'
import { paths } from '../../src/paths.ts'
import type { Chrome } from '../chrome.ts'
import { Answer, DayAnswer, type Answers } from './answers.tsx'
import { Card } from './card.tsx'
import { isOpen } from './child-rights.ts'
import { FileField, FormFields, Submit } from './form.tsx'
import { Badge } from './notices.tsx'

interface PartProps {
  readonly chrome: Chrome
  readonly child: ChildFile
  readonly answers: Answers
}

/** A child's insurances, and another one with its certificate. */
export const ChildInsurances: FC<PartProps & { today: Day }> = ({
  chrome,
  child,
  answers,
  today,
}) => (
  <Card title="Assurance">
    <p>
      Une assurance de responsabilité civile est demandée pour la cantine et les activités. Elle
      figure souvent dans l’assurance habitation ou scolaire.
    </p>
    {child.insurances.length > 0 && (
      <ul class="list devices">
        {child.insurances.map((one) => (
          <li>
            <div>
              <span class="l-title">{one.insurer}</span>{' '}
              <span class="l-note">
                {one.contract && `Contrat ${one.contract}, `}du {shortDate(one.validFrom)} au{' '}
                {shortDate(one.validTo)}
              </span>
            </div>
            <p class="item-links">
              <Badge look={one.validTo < today ? 'bad' : 'ok'}>
                {one.validTo < today ? 'finie' : one.validFrom > today ? 'à venir' : 'en cours'}
              </Badge>{' '}
              {one.paper && (
                <a href={paths.paper(one.paper)}>
                  Attestation<span class="vh"> {one.insurer}</span>
                </a>
              )}{' '}
              {isOpen(child, 'CHILD.insurance') && (
                <a href={paths.childRemoval(child.ref, 'assurance', one.ref)}>
                  Retirer<span class="vh"> {one.insurer}</span>
                </a>
              )}
            </p>
          </li>
        ))}
      </ul>
    )}
    {isOpen(child, 'CHILD.insurance') && (
      <InsuranceForm chrome={chrome} child={child} answers={answers} />
    )}
  </Card>
)

const InsuranceForm: FC<PartProps> = ({ chrome, child, answers }) => (
  <>
    <h3>Ajouter une attestation</h3>
    <form action={paths.childInsurance(child.ref)} method="post" enctype="multipart/form-data">
      <FormFields csrf={chrome.csrf} />
      <Answer of={answers} id="assureur" label="Assureur" maxlength={80} />
      <Answer of={answers} id="contrat" label="Numéro de contrat" maxlength={40} isShort />
      <DayAnswer of={answers} id="debut" label="Valable du" inputmode="numeric" />
      <DayAnswer of={answers} id="fin" label="au" inputmode="numeric" />
      <FileField
        id="attestation"
        label="L’attestation, si vous l’avez"
        error={answers.errors['f_attestation']}
      />
      <p class="actions">
        <Submit name="ajouter" label="Ajouter l’assurance" look="quiet" />
      </p>
    </form>
  </>
)
