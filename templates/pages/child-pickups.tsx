import type { FC } from 'hono/jsx'
import type { ChildFile } from '../../src/households/child-file.ts'
import { paths } from '../../src/paths.ts'
import { Answer, BoxAnswer, DayAnswer, type Answers } from '../ui/answers.tsx'
import { Card } from '../ui/card.tsx'
import { ChildFrame, type ChildAround } from '../ui/child-frame.tsx'
import { Confirmation } from '../ui/confirmation.tsx'
import { ErrorSummary, FormFields, Submit, titleWith } from '../ui/form.tsx'
import { PickupList } from '../ui/pickup-list.tsx'

export interface ChildPickupsPageProps {
  readonly frame: ChildAround
  readonly child: ChildFile
}

/** Who may fetch a child, and who is called when nobody answers. */
export const ChildPickupsPage: FC<ChildPickupsPageProps> = ({ frame, child }) => {
  const { chrome, today } = frame
  const title = child.sex === 'F' ? 'Qui vient la chercher' : 'Qui vient le chercher'
  const isOpen = child.access['CONTACT.name'] === 'REQUIRED'
  return (
    <ChildFrame
      frame={frame}
      child={child}
      tab="pickups"
      title={`${child.firstName}\u00A0: ${title.toLowerCase()}`}
    >
      <div class="two">
        <div class="two-body two-tall stack">
          <Card title={title}>
            <PickupList
              child={child}
              today={today}
              actions={(pickup) =>
                isOpen && (
                  <p class="item-links">
                    <a href={paths.childPickup(child.ref, pickup.ref)}>
                      Corriger<span class="vh"> {pickup.firstName}</span>
                    </a>{' '}
                    <a href={paths.childRemoval(child.ref, 'personne', pickup.ref)}>
                      Retirer<span class="vh"> {pickup.firstName}</span>
                    </a>
                  </p>
                )
              }
            />
            {isOpen ? (
              <p class="actions">
                <a class="button" href={paths.childPickup(child.ref, 'nouvelle')}>
                  Ajouter une personne
                </a>
              </p>
            ) : (
              <p class="small">
                La mairie tient cette liste. Un changement{'\u202F'}?{' '}
                <a href={paths.newThread}>Écrivez-lui</a>.
              </p>
            )}
          </Card>
        </div>
        <div class="two-side">
          <Confirmation chrome={chrome} child={child} sheet="PICKUPS" today={today} />
          <div class="card side">
            <h2>Les parents n’y sont pas</h2>
            <p class="small">
              Qui a l’autorité parentale peut venir sans être sur la liste. Les autres montrent une
              pièce d’identité. Chaque ajout ou retrait est annoncé aux parents.
            </p>
          </div>
        </div>
      </div>
    </ChildFrame>
  )
}

export interface ChildPickupPageProps {
  readonly frame: ChildAround
  readonly child: ChildFile
  /** `nouvelle`, or the person's ref. */
  readonly item: string
  readonly answers: Answers
  readonly minimumAge: number
}

/** One person: who, how to reach, until when. */
export const ChildPickupPage: FC<ChildPickupPageProps> = (props) => {
  const { frame, child, item, answers, minimumAge } = props
  const { chrome } = frame
  const isNew = item === 'nouvelle'
  const title = isNew ? 'Ajouter une personne' : 'Corriger une personne'
  return (
    <ChildFrame frame={frame} child={child} tab="pickups" title={titleWith(answers.errors, title)}>
      <div class="narrow">
        <ErrorSummary errors={answers.errors} isKept />
        <form action={paths.childPickup(child.ref, item)} method="post">
          <FormFields csrf={chrome.csrf} />
          <WhoAndWhere answers={answers} minimumAge={minimumAge} />
          <fieldset>
            <legend>Ce que cette personne peut faire</legend>
            <BoxAnswer of={answers} id="vient" label={`Venir chercher ${child.firstName}`} />
            <BoxAnswer of={answers} id="urgence" label="Être appelée en cas d’urgence" />
            <DayAnswer
              of={answers}
              id="debut"
              label="À partir du"
              help="Laissez vide pour aujourd’hui."
              inputmode="numeric"
            />
            <DayAnswer
              of={answers}
              id="fin"
              label="Jusqu’au"
              help="Laissez vide si c’est pour toujours."
              inputmode="numeric"
            />
            <Answer of={answers} id="note" label="À savoir" maxlength={200} />
          </fieldset>
          <p class="actions">
            <Submit name="enregistrer" label="Enregistrer" />{' '}
            <a href={paths.childPickups(child.ref)}>Annuler</a>
          </p>
        </form>
      </div>
    </ChildFrame>
  )
}

const WhoAndWhere: FC<{ answers: Answers; minimumAge: number }> = ({ answers, minimumAge }) => (
  <>
    <fieldset>
      <legend>Qui est-ce</legend>
      <Answer of={answers} id="prenom" label="Prénom" maxlength={38} />
      <Answer of={answers} id="nom" label="Nom" maxlength={38} />
      <Answer
        of={answers}
        id="lien"
        label="Lien avec l’enfant"
        help="Par exemple grand-mère, voisin, grande sœur."
        maxlength={50}
        isShort
      />
      <DayAnswer
        of={answers}
        id="naissance"
        label="Date de naissance"
        help={`Par exemple 14/03/1960. Il faut ${minimumAge} ans au moins pour venir chercher un enfant.`}
        inputmode="numeric"
      />
    </fieldset>
    <fieldset>
      <legend>Comment la joindre</legend>
      <Answer of={answers} id="tel" label="Téléphone" type="tel" inputmode="tel" isShort />
      <Answer
        of={answers}
        id="tel-2"
        label="Autre téléphone, s’il y en a un"
        type="tel"
        inputmode="tel"
        isShort
      />
      <Answer
        of={answers}
        id="courriel"
        label="Adresse électronique, si vous voulez"
        type="email"
        inputmode="email"
        isCode
        maxlength={254}
      />
      <Answer of={answers} id="adresse" label="Adresse, si vous voulez" maxlength={200} />
    </fieldset>
  </>
)
