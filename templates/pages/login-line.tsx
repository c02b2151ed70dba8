import type { FC } from 'hono/jsx'
import { paths } from '../../src/paths.ts'
import type { Chrome } from '../chrome.ts'
import { Layout } from '../layout.tsx'
import { Greeting } from '../ui/navigation.tsx'

export interface LoginLinePageProps {
  readonly chrome: Chrome
  /** How many families come before. */
  readonly ahead: number
  /** Null: not known yet. */
  readonly secondsLeft: number | null
}

/** Many sign in at once: where one stands, that the place is kept, and that nothing is to be done. */
export const LoginLinePage: FC<LoginLinePageProps> = ({ chrome, ahead, secondsLeft }) => (
  <Layout chrome={chrome} title="Connexion en cours">
    <div class="narrow">
      <Greeting title="Votre place est gardée" lead={rankInWords(ahead)} />
      {secondsLeft !== null && <p>{timeInWords(secondsLeft)}</p>}
      <p>
        Beaucoup de familles se connectent en ce moment, et chacune entre à son tour, dans l’ordre
        d’arrivée. Laissez cette page ouverte{'\u00A0'}: elle avance toute seule et vous mène à
        votre espace.
      </p>
      <p class="actions">
        <a class="button" href={paths.loginLine}>
          Voir où j’en suis
        </a>
      </p>
    </div>
  </Layout>
)

function rankInWords(ahead: number): string {
  if (ahead === 0) return 'C’est à vous\u00A0: votre espace s’ouvre.'
  return ahead === 1
    ? 'Une famille est encore devant vous.'
    : `${ahead.toLocaleString('fr-FR')} familles sont encore devant vous.`
}

function timeInWords(seconds: number): string {
  if (seconds < 45) return 'Il reste moins d’une minute.'
  const minutes = Math.ceil(seconds / 60)
  return minutes === 1 ? 'Il reste environ une minute.' : `Il reste environ ${minutes} minutes.`
}
