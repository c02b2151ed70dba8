import type { FC } from 'hono/jsx'
import type { Settings } from '../../src/settings/settings.ts'
import type { Chrome } from '../chrome.ts'
import { Layout } from '../layout.tsx'
import { ofTown } from '../ui/town.ts'

export interface LegalPageProps {
  readonly chrome: Chrome
  readonly contact: Settings['contact']
}

export const LegalPage: FC<LegalPageProps> = ({ chrome, contact }) => (
  <Layout chrome={chrome} title="Mentions légales">
    <div class="prose">
      <h1>Mentions légales</h1>
      <h2>Qui publie ce site</h2>
      <p>
        Mairie {ofTown(chrome.commune.name)}, {chrome.commune.address}. Téléphone{'\u00A0'}:{' '}
        <span class="nowrap">{chrome.commune.phone}</span>. Directeur de la publication{'\u00A0'}:{' '}
        {contact.publisher}.
      </p>
      <p>
        Hébergement{'\u00A0'}: {contact.host}.
      </p>
      <h2>Vos données</h2>
      <p>
        La commune enregistre ce qu’il faut pour accueillir vos enfants et vous facturer{'\u00A0'}:
        votre identité, votre adresse, votre quotient familial, la scolarité et la santé de vos
        enfants, leurs réservations et leurs présences, vos factures et vos paiements. Elle le fait
        dans le cadre de sa mission de service public.
      </p>
      <p>
        Les données de santé, de banque et de revenus sont chiffrées, et chacune de leurs lectures
        est inscrite. Chaque parent ne voit que ce qui le concerne. Le numéro de votre carte
        bancaire n’est saisi que sur le site de la banque.
      </p>
      <p>
        Vous pouvez demander à voir, corriger ou effacer ce qui vous concerne en écrivant à{' '}
        <a href={`mailto:${contact.privacyEmail}`}>{contact.privacyEmail}</a>. Si la réponse ne vous
        convient pas, vous pouvez saisir la CNIL.
      </p>
      <h2>Cookies</h2>
      <p>
        Deux cookies, nécessaires à votre connexion, qui s’effacent quand vous fermez le navigateur
        ou vous déconnectez. Aucun autre, aucune mesure d’audience, aucun contenu venu d’ailleurs.
      </p>
      <h2>Police de caractères</h2>
      <p>Atkinson Hyperlegible Next, Braille Institute, licence SIL Open Font.</p>
    </div>
  </Layout>
)
