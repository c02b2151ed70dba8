import type { FC } from 'hono/jsx'
import type { ChildFile } from '../../src/households/child-file.ts'
import { ofName } from '../../src/kernel/french.ts'
import { paths } from '../../src/paths.ts'
import { ChildFrame, type ChildAround } from '../ui/child-frame.tsx'
import { isOpen } from '../ui/child-rights.ts'
import { ErrorSummary, FileField, FormFields, Submit, titleWhen } from '../ui/form.tsx'

export interface ChildPhotoPageProps {
  readonly frame: ChildAround
  readonly child: ChildFile
  /** Why the file was not taken. */
  readonly error: string | null
}

/** The photo by which the team knows a child: sent from a phone, turned and brought nearer by the server. */
export const ChildPhotoPage: FC<ChildPhotoPageProps> = ({ frame, child, error }) => {
  const title = `Photo ${ofName(child.firstName)}`
  return (
    <ChildFrame frame={frame} child={child} tab="photo" title={titleWhen(error !== null, title)}>
      <div class="two">
        <div class="two-body two-tall stack">
          <ErrorSummary errors={error ? { f_photo: error } : {}} />
          {child.photo !== null && <Portrait frame={frame} child={child} photo={child.photo} />}
          {isOpen(child, 'CHILD.photo') && (
            <form action={paths.childPhoto(child.ref)} method="post" enctype="multipart/form-data">
              <FormFields csrf={frame.chrome.csrf} />
              <fieldset>
                <legend>{child.photo === null ? 'Ajouter une photo' : 'Changer la photo'}</legend>
                <FileField id="photo" label="Photo" isPhoto error={error ?? undefined} />
                <p class="actions">
                  <Submit name="envoyer" label="Envoyer la photo" />
                </p>
              </fieldset>
            </form>
          )}
        </div>
        <div class="two-side">
          <div class="card side">
            <h2>À quoi elle sert</h2>
            <p class="small">
              L’équipe reconnaît {child.firstName}, surtout quand quelqu’un d’autre que vous vient.
              Elle n’est montrée à personne d’autre, et le lieu de la prise de vue n’est pas gardé.
              Elle est effacée un mois après la fin de la dernière inscription.
            </p>
          </div>
        </div>
      </div>
    </ChildFrame>
  )
}

interface PortraitProps {
  readonly frame: ChildAround
  readonly child: ChildFile
  readonly photo: number
}

const Portrait: FC<PortraitProps> = ({ frame, child, photo }) => (
  <div class="card">
    <h2>La photo</h2>
    <div class="portrait-tools">
      <p>
        <img
          class="portrait"
          src={paths.childPicture(child.ref, `${photo}.jpg`)}
          alt={`Photo ${ofName(child.firstName)}`}
          width="180"
          height="240"
        />
      </p>
      <form action={paths.childPhoto(child.ref)} method="post" enctype="multipart/form-data">
        <FormFields csrf={frame.chrome.csrf} />
        <p>Choisissez ce que la photo montre. Si rien ne bouge, rapprochez d’abord.</p>
        <p class="actions">
          <Submit name="rapprocher" label="Rapprocher" look="quiet" />{' '}
          <Submit name="eloigner" label="Éloigner" look="quiet" />
        </p>
        <p class="actions">
          <Submit name="plus_gauche" label="Plus à gauche" look="quiet" />{' '}
          <Submit name="plus_droite" label="Plus à droite" look="quiet" />{' '}
          <Submit name="plus_haut" label="Plus haut" look="quiet" />{' '}
          <Submit name="plus_bas" label="Plus bas" look="quiet" />
        </p>
        <p class="actions">
          <Submit name="tourner_gauche" label="Tourner à gauche" look="quiet" />{' '}
          <Submit name="tourner_droite" label="Tourner à droite" look="quiet" />
        </p>
        <p class="actions">
          <Submit name="retirer" label="Retirer la photo" look="danger" />
        </p>
      </form>
    </div>
  </div>
)
