import type { FC } from 'hono/jsx'
import type { Chrome } from '../chrome.ts'
import { Layout } from '../layout.tsx'
import { ofTown } from '../ui/town.ts'

/** The declaration that the law asks for, with nothing claimed that was not checked. */
export const AccessibilityPage: FC<{ chrome: Chrome }> = ({ chrome }) => (
  <Layout chrome={chrome} title="Accessibilité">
    <div class="prose">
      <h1>Accessibilité{'\u00A0'}: partiellement conforme</h1>
      <p class="lead">Ce portail doit servir à tout le monde. Dites-nous ce qui vous gêne.</p>
      <p>
        Le portail famille {ofTown(chrome.commune.name)} vise le référentiel général d’amélioration
        de l’accessibilité (RGAA 4.1). Il n’a pas encore été audité par un tiers{'\u00A0'}: il est
        donc déclaré partiellement conforme.
      </p>
      <h2>Ce qui est vérifié</h2>
      <ul>
        <li>Chaque page se lit et s’utilise au clavier, sans souris et sans JavaScript.</li>
        <li>
          Les contrastes, en clair comme en sombre, et l’affichage à 320 pixels de large ou agrandi.
        </li>
        <li>Les intitulés, les tableaux et les messages d’erreur, pour les lecteurs d’écran.</li>
      </ul>
      <h2>Ce qui ne l’est pas</h2>
      <ul>
        <li>Les essais avec des personnes handicapées et un audit complet restent à faire.</li>
        <li>Les documents ajoutés par la mairie peuvent ne pas être accessibles.</li>
      </ul>
      <h2>Un obstacle{'\u202F'}?</h2>
      <p>
        Écrivez à <a href={`mailto:${chrome.commune.email}`}>{chrome.commune.email}</a> ou appelez
        le <span class="nowrap">{chrome.commune.phone}</span>
        {'\u00A0'}: nous vous donnons l’information autrement et nous corrigeons. Sans réponse de
        notre part, vous pouvez saisir le Défenseur des droits.
      </p>
    </div>
  </Layout>
)
