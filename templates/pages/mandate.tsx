import type { FC } from 'hono/jsx'
import type { FormErrors, FormValues } from '../../src/kernel/forms.ts'
import { dateInWords } from '../../src/kernel/french.ts'
import { dayOf } from '../../src/kernel/day.ts'
import { paths } from '../../src/paths.ts'
import type { FamilyMandate } from '../../src/payments/mandates/list.ts'
import type { SignatureRequest } from '../../src/requests/signatures.ts'
import type { Creditor } from '../../src/settings/settings.ts'
import type { Chrome } from '../chrome.ts'
import { Layout } from '../layout.tsx'
import { Card, Facts } from '../ui/card.tsx'
import { ErrorSummary, FormFields, Submit, titleWith } from '../ui/form.tsx'
import { mandateWords } from '../ui/mandate-words.ts'
import { Greeting, Trail } from '../ui/navigation.tsx'
import { Badge, Info, Success } from '../ui/notices.tsx'
import { MandateToSign, PaperLink } from './mandate-to-sign.tsx'

export interface MandatePageProps {
  readonly chrome: Chrome
  /** Null: the commune takes no direct debit. */
  readonly creditor: Creditor | null
  /** The account that counts today. */
  readonly account: { readonly holder: string; readonly maskedIban: string } | null
  /** The mandate that the page speaks of; null: there never was one. */
  readonly mandate: FamilyMandate | null
  readonly earlier: readonly FamilyMandate[]
  /** Its signed paper, as it was last sent. */
  readonly sent: SignatureRequest | null
  /** The commune lets families do this by themselves. */
  readonly isOpen: boolean
  readonly values: FormValues
  readonly errors: FormErrors
  readonly done: string | null
}

/** « Prélèvement »: what it is, the mandate to sign, where it stands, how it ends. */
export const MandatePage: FC<MandatePageProps> = (props) => {
  const { chrome, account, mandate, errors } = props
  return (
    <Layout chrome={chrome} title={titleWith(errors, 'Prélèvement')}>
      <Trail href={paths.familyFile} label="Mes informations" />
      <ErrorSummary errors={errors} />
      <Greeting
        title="Prélèvement"
        lead="Autorisez la commune à prélever vos factures sur le compte que vous avez donné."
      />
      {props.done && <Success>{props.done}</Success>}
      <div class="two">
        <div class="two-body two-tall stack">
          {mandate && <Present page={props} mandate={mandate} />}
          {isAsking(props) && <Start page={props} />}
          {props.earlier.length > 0 && <Earlier mandates={props.earlier} />}
        </div>
        <div class="two-side">
          {props.creditor && <HowItWorks />}
          <div class="card side">
            <h2>Le compte</h2>
            <p>
              {account ? `${account.maskedIban}, ${account.holder}` : 'Aucun compte n’est noté.'}
            </p>
            <p>
              <a href={paths.familyBank}>{account ? 'Changer de compte' : 'Donner mon compte'}</a>
            </p>
          </div>
        </div>
      </div>
    </Layout>
  )
}

/** Nothing is open, or what is there was signed for another account: a new one may be asked for. */
function isAsking({ mandate }: MandatePageProps): boolean {
  return !mandate || (mandate.state !== 'DRAFT' && mandate.state !== 'ACTIVE')
}

const Present: FC<{ page: MandatePageProps; mandate: FamilyMandate }> = ({ page, mandate }) => {
  const isSent = page.sent?.state === 'PENDING'
  const { look, words } = mandateWords(mandate, isSent)
  return (
    <Card title={mandate.state === 'DRAFT' ? 'Votre mandat à signer' : 'Votre mandat'}>
      <p>
        <Badge look={look}>{words}</Badge>
      </p>
      {mandate.because && <Info>{mandate.because}</Info>}
      <Facts rows={factsOf(mandate, page.creditor)} />
      {mandate.state === 'DRAFT' && (
        <MandateToSign
          csrf={page.chrome.csrf}
          mandate={mandate}
          sent={page.sent}
          isOpen={page.isOpen}
          values={page.values}
          errors={page.errors}
        />
      )}
      {mandate.state === 'ACTIVE' && <PaperLink mandate={mandate}>Relire le mandat</PaperLink>}
      {isEndable(mandate) && (
        <p class="actions">
          <a class="link-danger" href={paths.mandateEnd}>
            {mandate.state === 'DRAFT' ? 'Abandonner ce mandat' : 'Arrêter le prélèvement'}
          </a>
        </p>
      )}
    </Card>
  )
}

function isEndable({ state }: FamilyMandate): boolean {
  return state === 'DRAFT' || state === 'ACTIVE' || state === 'SUSPENDED'
}

function factsOf(mandate: FamilyMandate, creditor: Creditor | null) {
  return [
    ['Référence (RUM)', mandate.rum],
    ['Créancier', creditor ? `${creditor.name}, ICS ${mandate.ics}` : `ICS ${mandate.ics}`],
    ['Préparé le', dateInWords(dayOf(mandate.createdAt))],
    ...(mandate.signedOn ? ([['Signé le', dateInWords(mandate.signedOn)]] as const) : []),
  ] as const
}

const Start: FC<{ page: MandatePageProps }> = ({ page }) => {
  const { account, creditor, isOpen, mandate, chrome } = page
  if (!creditor)
    return <Info>La mairie ne propose pas le prélèvement pour le moment. Rien n’est à faire.</Info>
  if (!isOpen)
    return (
      <Info>
        Le mandat se signe à la mairie. Apportez-lui votre RIB, elle le prépare avec vous.
      </Info>
    )
  if (!account)
    return (
      <Card title="D’abord, votre compte">
        <p>
          Donnez le compte à prélever. Quand la mairie l’aura accepté, vous préparerez ici le mandat
          à signer.
        </p>
        <p class="actions">
          <a class="button" href={paths.familyBank}>
            Donner mon compte
          </a>
        </p>
      </Card>
    )
  return (
    <Card title={mandate ? 'Un nouveau mandat' : 'Mettre en place le prélèvement'}>
      <p>
        Nous préparons un mandat pour le compte <strong>{account.maskedIban}</strong>. Vous
        l’imprimez, vous le signez, et vous en renvoyez une photo.
      </p>
      <form action={paths.mandate} method="post" data-hx-sync="this:drop">
        <FormFields csrf={chrome.csrf} />
        <p class="actions">
          <Submit name="preparer" label="Préparer mon mandat" />
        </p>
      </form>
    </Card>
  )
}

const HowItWorks: FC = () => (
  <div class="card side prose">
    <h2>Comment ça marche</h2>
    <ul>
      <li>Le mandat autorise la commune à prélever vos factures, et elles seules.</li>
      <li>Vous êtes prévenu du montant et de la date 14{'\u00A0'}jours avant.</li>
      <li>Sans cet avis, rien n’est prélevé{'\u00A0'}: réglez la facture comme d’habitude.</li>
      <li>
        Une erreur{'\u202F'}? Votre banque vous rembourse, sur demande, pendant 8{'\u00A0'}semaines.
      </li>
      <li>Vous arrêtez quand vous voulez, sur cette page.</li>
    </ul>
  </div>
)

const Earlier: FC<{ mandates: readonly FamilyMandate[] }> = ({ mandates }) => (
  <Card title="Mandats précédents">
    <Facts
      rows={mandates.map((one) => [
        one.rum,
        `${mandateWords(one, false).words} le ${dateInWords(dayOf(one.stateAt))}`,
      ])}
    />
  </Card>
)
