import type { FC } from 'hono/jsx'
import { paths } from '../../src/paths.ts'

/** Whoever signs in changes the own address with a link that is sent to the new one. */
export const AboutMail: FC = () => (
  <div class="card side">
    <h2>Votre adresse électronique</h2>
    <p>
      Elle change quand vous ouvrez le lien que nous envoyons à la nouvelle. L’ancienne en est
      prévenue.
    </p>
    <p>
      <a href={paths.accountEmail}>Changer mon adresse électronique</a>
    </p>
  </div>
)
