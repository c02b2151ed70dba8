import type { FC } from 'hono/jsx'
import type { Chrome } from '../chrome.ts'
import { Layout } from '../layout.tsx'

/** Why signing in cannot work without cookies, and how to allow ours. */
export const CookiesPage: FC<{ chrome: Chrome; back: string }> = ({ chrome, back }) => (
  <Layout chrome={chrome} title="Votre navigateur refuse nos cookies">
    <div class="narrow prose">
      <h1>Votre navigateur refuse nos cookies</h1>
      <p class="lead">
        Sans eux, le portail ne peut pas se souvenir que c’est vous d’une page à l’autre.
      </p>
      <p>
        Nous en posons deux, qui s’effacent quand vous fermez le navigateur ou vous déconnectez. Ils
        ne servent ni à vous suivre, ni à la publicité.
      </p>
      <h2>Comment les accepter</h2>
      <ul>
        <li>
          <strong>Sur un téléphone</strong>
          {'\u00A0'}: ouvrez les réglages du navigateur, puis «{'\u00A0'}Cookies
          {'\u00A0'}» ou «{'\u00A0'}Confidentialité{'\u00A0'}», et autorisez ceux des sites que vous
          visitez.
        </li>
        <li>
          <strong>Firefox, Chrome, Edge, Safari</strong>
          {'\u00A0'}: Paramètres, «{'\u00A0'}Vie privée{'\u00A0'}», et retirez le blocage de tous
          les cookies. Bloquer les cookies tiers ne gêne pas le portail.
        </li>
        <li>
          <strong>Internet Explorer</strong>
          {'\u00A0'}: Outils, Options Internet, «{'\u00A0'}Confidentialité
          {'\u00A0'}», et réglez le curseur sur «{'\u00A0'}Moyen{'\u00A0'}».
        </li>
      </ul>
      <p>
        Si la page est restée ouverte longtemps, ou si vous l’avez rouverte depuis l’historique,
        revenir à la connexion suffit.
      </p>
      <p class="actions">
        <a class="button" href={back}>
          Réessayer
        </a>
      </p>
      <p class="small">
        Toujours bloqué{'\u202F'}? Appelez la mairie au {chrome.commune.phone}.
      </p>
    </div>
  </Layout>
)
