import type { Child, FC } from 'hono/jsx'
import type { FormErrors, FormValues } from '../../src/kernel/forms.ts'
import { paths } from '../../src/paths.ts'
import type { FamilyMandate } from '../../src/payments/mandates/list.ts'
import type { SignatureRequest } from '../../src/requests/signatures.ts'
import type { Chrome } from '../chrome.ts'
import { Layout } from '../layout.tsx'
import { Field, FileField, FormFields, Submit } from '../ui/form.tsx'
import { Greeting, Trail } from '../ui/navigation.tsx'
import { Info, Notice } from '../ui/notices.tsx'

export interface MandateToSignProps {
  readonly csrf: string
  readonly mandate: FamilyMandate
  readonly sent: SignatureRequest | null
  readonly isOpen: boolean
  readonly values: FormValues
  readonly errors: FormErrors
}

/** The three steps of a draft: print, sign, send back. */
export const MandateToSign: FC<MandateToSignProps> = (props) => {
  const { mandate, sent, isOpen } = props
  if (sent?.state === 'PENDING')
    return (
      <p>
        Vous avez envoyé le mandat signé. La mairie le compare avec votre RIB, puis vous répond.{' '}
        <a href={paths.request(sent.ref)}>Voir la demande</a>
      </p>
    )
  if (!mandate.paper)
    return (
      <p>
        Le mandat se prépare, il sera prêt à imprimer dans quelques instants.{' '}
        <a href={paths.mandate}>Regarder à nouveau</a>
      </p>
    )
  return (
    <>
      {sent?.state === 'REJECTED' && (
        <Notice>
          La mairie n’a pas pu prendre le mandat envoyé{'\u00A0'}: {sent.reason} Vous pouvez en
          envoyer un autre.
        </Notice>
      )}
      <div class="prose">
        <ol>
          <li>
            <PaperLink mandate={mandate}>Imprimez le mandat</PaperLink>
          </li>
          <li>
            <p>Vérifiez le compte, datez et signez à la main.</p>
          </li>
          <li>
            <p>
              {isOpen
                ? 'Prenez-le en photo, bien à plat, et envoyez-la ci-dessous.'
                : 'Apportez-le à la mairie.'}
            </p>
          </li>
        </ol>
        <p>Pas d’imprimante{'\u202F'}? La mairie l’imprime et vous le signez au guichet.</p>
      </div>
      {isOpen && <SignatureForm csrf={props.csrf} values={props.values} errors={props.errors} />}
    </>
  )
}

const SignatureForm: FC<Pick<MandateToSignProps, 'csrf' | 'values' | 'errors'>> = ({
  csrf,
  values,
  errors,
}) => (
  <form
    action={paths.mandateSignature}
    method="post"
    enctype="multipart/form-data"
    data-hx-sync="this:drop"
  >
    <FormFields csrf={csrf} />
    <Field
      id="signature"
      label="Date écrite sur le mandat"
      help="jj/mm/aaaa"
      value={values['f_signature'] ?? ''}
      error={errors['f_signature']}
      inputmode="numeric"
      isShort
    />
    <FileField id="fichier" label="Le mandat signé" error={errors['f_fichier']} />
    <p class="actions">
      <Submit name="envoyer" label="Envoyer à la mairie" />
    </p>
  </form>
)

export const PaperLink: FC<{ mandate: FamilyMandate; children?: Child }> = ({
  mandate: { paper },
  children,
}) =>
  paper && (
    <p>
      <a class="i-download" href={paths.document(paper.ref, paper.fileName)}>
        {children} (PDF)
      </a>
    </p>
  )

export interface EndMandatePageProps {
  readonly chrome: Chrome
  readonly mandate: FamilyMandate
}

/** Before a mandate ends: what follows. */
export const EndMandatePage: FC<EndMandatePageProps> = ({ chrome, mandate }) => {
  const isDraft = mandate.state === 'DRAFT'
  const title = isDraft ? 'Abandonner ce mandat' : 'Arrêter le prélèvement'
  return (
    <Layout chrome={chrome} title={title}>
      <Trail href={paths.mandate} label="Prélèvement" />
      <div class="narrow stack">
        <Greeting title={title} lead={`Mandat ${mandate.rum}`} />
        <div class="card">
          <p>
            {isDraft
              ? 'Le papier préparé ne servira plus. Vous pourrez en préparer un autre.'
              : 'Plus aucune facture ne sera prélevée. Vous les paierez en ligne ou à la mairie, à la date indiquée sur chacune.'}
          </p>
          {!isDraft && (
            <Info>
              Un prélèvement déjà annoncé peut être en route{'\u00A0'}: appelez la mairie ou votre
              banque pour l’arrêter.
            </Info>
          )}
          <form action={paths.mandateEnd} method="post">
            <FormFields csrf={chrome.csrf} />
            <p class="actions">
              <Submit name="arreter" label={title} look="danger" />{' '}
              <a href={paths.mandate}>{isDraft ? 'Le garder' : 'Continuer le prélèvement'}</a>
            </p>
          </form>
        </div>
      </div>
    </Layout>
  )
}
