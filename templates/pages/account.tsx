import type { FC } from 'hono/jsx'
import type { Device } from '../../src/accounts/sessions.ts'
import type { OwnHousehold } from '../../src/households/own-households.ts'
import { paths } from '../../src/paths.ts'
import type { Chrome } from '../chrome.ts'
import { Layout } from '../layout.tsx'
import { Card, Facts } from '../ui/card.tsx'
import { FormFields, Submit } from '../ui/form.tsx'
import { Greeting } from '../ui/navigation.tsx'
import { Badge, Success } from '../ui/notices.tsx'
import { longWhen } from '../ui/when.ts'

export interface AccountPageProps {
  readonly chrome: Chrome
  readonly login: string
  readonly devices: readonly Device[]
  /** One, or two after a separation. */
  readonly households: readonly OwnHousehold[]
  readonly now: Date
  /** What was just done, as a sentence. */
  readonly done: string | null
}

/** How the parent gets in, and from where somebody is in right now. */
export const AccountPage: FC<AccountPageProps> = ({
  chrome,
  login,
  devices,
  households,
  now,
  done,
}) => (
  <Layout chrome={chrome} title="Mon compte">
    <div class="narrow stack">
      <Greeting title="Mon compte" lead={chrome.person?.name} />
      {done && <Success>{done}</Success>}
      <Card title="Connexion">
        <Facts
          rows={[
            ['Identifiant', login],
            ['Mot de passe', <a href={paths.accountPassword}>Changer de mot de passe</a>],
          ]}
        />
      </Card>
      <Card title="Courriels" more={{ href: paths.accountMails, label: 'Choisir' }}>
        <p>
          Choisissez ce que la mairie vous annonce par courriel, et{' '}
          <a href={paths.accountEmail}>l’adresse où elle vous écrit</a>.
        </p>
      </Card>
      {households.length > 1 && (
        <Card title="Mes foyers" more={{ href: paths.chooseHousehold, label: 'Changer de foyer' }}>
          <p>
            Le portail vous montre{' '}
            <strong>{households.find((household) => household.isCurrent)?.name}</strong>.
          </p>
        </Card>
      )}
      <Card title="Mes appareils">
        <p class="small">
          Ceux d’où vous êtes connecté en ce moment. L’un d’eux n’est pas à vous{'\u202F'}?
          Déconnectez-le, puis changez de mot de passe.
        </p>
        <ul class="list devices">
          {devices.map((device) => (
            <DeviceLine device={device} csrf={chrome.csrf} now={now} />
          ))}
        </ul>
      </Card>
      <form action={paths.logout} method="post">
        <input type="hidden" name="_csrf" value={chrome.csrf} />
        <p class="actions">
          <Submit name="quitter" label="Se déconnecter" look="quiet" />
        </p>
      </form>
    </div>
  </Layout>
)

const DeviceLine: FC<{ device: Device; csrf: string; now: Date }> = ({ device, csrf, now }) => (
  <li>
    <div>
      <span class="l-title">{device.device || 'Appareil inconnu'}</span>{' '}
      <span class="l-note">Connecté {longWhen(device.createdAt, now)}</span>
    </div>
    {device.isThisOne ? (
      <Badge look="ok">cet appareil</Badge>
    ) : (
      <form action={paths.accountDevice} method="post">
        <FormFields csrf={csrf} />
        <input type="hidden" name="appareil" value={device.ref} />
        <input
          type="submit"
          class="button button-quiet"
          name="deconnecter"
          value="Déconnecter"
          title={`Déconnecter ${device.device}`}
        />
      </form>
    )}
  </li>
)
