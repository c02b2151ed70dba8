import type { FC } from 'hono/jsx'
import type { ChildFile } from '../../src/households/child-file.ts'
import type { ChildConsent } from '../../src/households/child/consents.ts'
import { dateInWords } from '../../src/kernel/french.ts'
import { paths } from '../../src/paths.ts'
import type { Answers } from '../ui/answers.tsx'
import { ChildFrame, type ChildAround } from '../ui/child-frame.tsx'
import { Confirmation } from '../ui/confirmation.tsx'
import { FieldError } from '../ui/field-frame.tsx'
import { ErrorSummary, FormFields, Submit, titleWith } from '../ui/form.tsx'
import { Badge, Empty } from '../ui/notices.tsx'

export interface ChildConsentsPageProps {
  readonly frame: ChildAround
  readonly child: ChildFile
  readonly answers: Answers
}

/** What the family agrees to, wording by wording. */
export const ChildConsentsPage: FC<ChildConsentsPageProps> = (props) => {
  const { frame, child, answers } = props
  const { chrome, today } = frame
  const title = `Autorisations pour ${child.firstName}`
  return (
    <ChildFrame frame={frame} child={child} tab="consents" title={titleWith(answers.errors, title)}>
      <div class="two">
        <div class="two-body two-tall stack">
          <ErrorSummary errors={answers.errors} />
          {child.consents.length === 0 ? (
            <Empty title="Aucune autorisation demandée">La mairie n’en demande pas.</Empty>
          ) : (
            <form action={paths.childConsents(child.ref)} method="post">
              <FormFields csrf={chrome.csrf} />
              {child.consents.map((consent) => (
                <Consent consent={consent} answers={answers} />
              ))}
              <p class="actions">
                <Submit name="enregistrer" label="Enregistrer mes réponses" />
              </p>
            </form>
          )}
        </div>
        <div class="two-side">
          <Confirmation chrome={chrome} child={child} sheet="CONSENTS" today={today} />
          <div class="card side">
            <h2>Vous pouvez changer d’avis</h2>
            <p class="small">
              Une réponse se change quand vous voulez. Chaque réponse est gardée avec sa date et le
              texte lu.
            </p>
          </div>
        </div>
      </div>
    </ChildFrame>
  )
}

const Consent: FC<{ consent: ChildConsent; answers: Answers }> = ({ consent, answers }) => {
  const { textId, title, body, blocking, isRules, answeredOn } = consent
  const name = `f_accord_${textId}`
  const id = `accord-${textId}`
  const given = answers.values[name]
  const error = answers.errors[name]
  return (
    <fieldset>
      <legend>{title}</legend>
      {isRules ? (
        <p>
          J’ai lu ce règlement et je l’accepte.{' '}
          <a href={paths.rulesText(String(textId))}>
            Lire le règlement
            <span class="vh">
              {'\u00A0'}: {title}
            </span>
          </a>
        </p>
      ) : (
        <p>{body}</p>
      )}
      <p class="small">
        {blocking && <Badge look="info">obligatoire pour s’inscrire</Badge>}{' '}
        {answeredOn ? (
          `Répondu le ${dateInWords(answeredOn)}.`
        ) : (
          <Badge look="waiting">sans réponse</Badge>
        )}
      </p>
      {error && <FieldError id={id} error={error} />}
      <p class="check-line">
        <input
          type="radio"
          id={id}
          name={name}
          value="oui"
          checked={given === 'oui' ? true : undefined}
          aria-describedby={error ? `${id}-erreur` : undefined}
        />{' '}
        <label for={id}>
          Oui<span class="vh">, {title.toLowerCase()}</span>
        </label>
      </p>
      <p class="check-line">
        <input
          type="radio"
          id={`${id}-non`}
          name={name}
          value="non"
          checked={given === 'non' ? true : undefined}
        />{' '}
        <label for={`${id}-non`}>
          Non<span class="vh">, {title.toLowerCase()}</span>
        </label>
      </p>
    </fieldset>
  )
}
