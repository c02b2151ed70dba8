import type { FC } from 'hono/jsx'
import type { Feed } from '../../src/enrolments/calendar-feed.ts'
import { dayOf } from '../../src/kernel/day.ts'
import { dateInWords } from '../../src/kernel/french.ts'
import { paths } from '../../src/paths.ts'
import type { Chrome } from '../chrome.ts'
import { Layout } from '../layout.tsx'
import { Card } from '../ui/card.tsx'
import { Field, FormFields, Submit } from '../ui/form.tsx'
import { Greeting, Trail } from '../ui/navigation.tsx'
import { Info, Success } from '../ui/notices.tsx'

export interface FeedProps {
  readonly chrome: Chrome
  readonly feed: Feed | null
  /** Of the portal, without a slash at its end. */
  readonly origin: string
  readonly done: string | null
}

/** The booked days in the calendar of a phone: the secret address, and how to renew or end it. */
export const FeedPage: FC<FeedProps> = ({ chrome, feed, origin, done }) => (
  <Layout chrome={chrome} title="Dans mon agenda">
    <Trail href={paths.calendar} label="Calendrier" />
    {done && <Success>{done}</Success>}
    <Greeting
      title="Dans mon agenda"
      lead="Les jours réservés s’affichent dans l’agenda de votre téléphone et se mettent à jour tout seuls."
    />
    <div class="narrow stack">
      {feed ? (
        <Card title="Votre adresse">
          {feed.token === null ? (
            <Info>
              L’adresse reste valable mais ne peut plus être affichée. Changez-la pour en voir une
              nouvelle.
            </Info>
          ) : (
            <>
              <Field
                id="adresse"
                label="Adresse à copier dans votre agenda"
                value={`${origin}${paths.feed(feed.token)}`}
                help={`Créée le ${dateInWords(dayOf(feed.renewedAt))}. Dans l’agenda, choisissez «\u00A0ajouter un calendrier par adresse\u00A0» ou «\u00A0s’abonner\u00A0».`}
                isCode
              />
              <p>
                <a href={paths.feed(feed.token)}>Ouvrir dans mon agenda</a>
              </p>
            </>
          )}
          <p>
            Gardez cette adresse pour vous{'\u00A0'}: qui la connaît voit les jours réservés de vos
            enfants, leurs prénoms et les lieux, rien d’autre. Si elle a circulé, changez-la.
          </p>
          <form action={paths.feedSettings} method="post" data-hx-sync="this:drop">
            <FormFields csrf={chrome.csrf} />
            <p class="actions">
              <Submit name="renouveler" label="Changer l’adresse" look="quiet" />{' '}
              <Submit name="arreter" label="Ne plus publier" look="danger" />
            </p>
          </form>
        </Card>
      ) : (
        <Card title="S’abonner">
          <p>
            Le portail crée une adresse secrète. Votre agenda y lit les jours réservés{'\u00A0'}: ni
            santé, ni factures.
          </p>
          <form action={paths.feedSettings} method="post" data-hx-sync="this:drop">
            <FormFields csrf={chrome.csrf} />
            <p class="actions">
              <Submit name="renouveler" label="Créer mon adresse" />
            </p>
          </form>
        </Card>
      )}
    </div>
  </Layout>
)
