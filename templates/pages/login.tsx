import type { FC } from 'hono/jsx'
import type { ShownNews } from '../../src/messages/news.ts'
import { paths } from '../../src/paths.ts'
import type { Chrome } from '../chrome.ts'
import { Layout } from '../layout.tsx'
import { ErrorSummary, Field, FormFields, Submit, titleWhen } from '../ui/form.tsx'
import { Notice, Success } from '../ui/notices.tsx'
import { NewsStrip } from '../ui/news-strip.tsx'
import { atTown } from '../ui/town.ts'

/** What just happened. */
export type LoginWord = 'LEFT' | 'PLACE_GONE' | 'SESSION_OVER'

export interface LoginPageProps {
  readonly chrome: Chrome
  readonly login?: string
  /** What did not go, as one sentence: never which of the two. */
  readonly refusal?: string
  readonly word?: LoginWord | undefined
  /** What the commune announces to everybody. */
  readonly news: readonly ShownNews[]
}

/** The front door: where am I, how do I get in, what if I have no password. */
export const LoginPage: FC<LoginPageProps> = ({ chrome, login, refusal, word, news }) => (
  <Layout chrome={chrome} title={titleWhen(refusal !== undefined, 'Connexion')}>
    <div class="front-door">
      <div class="welcome">
        <div class="welcome-text">
          <p class="visitor-title">Bienvenue {atTown(chrome.commune.name)}, côté enfants.</p>
          <p>
            La cantine, la garderie, les mercredis, les vacances{'\u00A0'}: réservez, prévenez d’une
            absence et réglez, de jour comme de nuit.
          </p>
        </div>
      </div>
      <div class="card card-sign-in">
        <h1>Connexion</h1>
        {word === 'LEFT' && <Success>Vous êtes bien déconnecté. À bientôt{'\u202F'}!</Success>}
        {word === 'PLACE_GONE' && (
          <Notice>Votre place dans la file n’est plus gardée. Connectez-vous de nouveau.</Notice>
        )}
        {word === 'SESSION_OVER' && (
          <Notice>
            Vous n’étiez plus connecté{'\u00A0'}: ce que vous veniez d’envoyer n’est pas enregistré.
            Connectez-vous, puis recommencez.
          </Notice>
        )}
        {refusal && <ErrorSummary title="Connexion refusée" errors={{ f_identifiant: refusal }} />}
        <form action={paths.login} method="post">
          <FormFields csrf={chrome.csrf} />
          <Field
            id="identifiant"
            label="Identifiant"
            help="Il figure sur votre courrier d’activation."
            value={login ?? ''}
            autocomplete="username"
            isCode
          />
          <Field
            id="mot-de-passe"
            label="Mot de passe"
            type="password"
            autocomplete="current-password"
          />
          <p class="actions">
            <Submit name="connecter" label="Se connecter" />{' '}
            <a class="link-strong" href={paths.forgottenPassword}>
              Mot de passe oublié{'\u202F'}?
            </a>
          </p>
        </form>
        <div class="first-visit">
          <h2>Première visite{'\u202F'}?</h2>
          <p>
            Vous avez reçu un courrier de la mairie avec un code.{' '}
            <a href={paths.activation}>Activer mon compte</a>
          </p>
          <p>
            Pas encore décidé{'\u202F'}? <a href={paths.prices}>Voir les tarifs</a>
          </p>
        </div>
      </div>
    </div>
    {news.length > 0 && (
      <NewsStrip
        title="À la une"
        entries={news.map(({ code, title, firstDay }) => ({
          day: firstDay,
          text: <a href={paths.newsItem(code)}>{title}</a>,
        }))}
      />
    )}
  </Layout>
)
