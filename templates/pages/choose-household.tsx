import type { FC } from 'hono/jsx'
import type { OwnHousehold } from '../../src/households/own-households.ts'
import { paths } from '../../src/paths.ts'
import type { Chrome } from '../chrome.ts'
import { Layout } from '../layout.tsx'
import { FormFields } from '../ui/form.tsx'
import { Greeting, Trail } from '../ui/navigation.tsx'
import { Badge } from '../ui/notices.tsx'

export interface ChooseHouseholdPageProps {
  readonly chrome: Chrome
  readonly households: readonly OwnHousehold[]
}

/** For an adult of two households: which one the portal shows. */
export const ChooseHouseholdPage: FC<ChooseHouseholdPageProps> = ({ chrome, households }) => (
  <Layout chrome={chrome} title="Choisir un foyer">
    <Trail href={paths.account} label="Mon compte" />
    <div class="narrow">
      <Greeting
        title="Choisir un foyer"
        lead="Le portail montre un foyer à la fois, avec ses réservations et ses factures."
      />
      <div class="card">
        <ul class="list devices">
          {households.map((household) => (
            <li>
              <span class="l-title">{household.name}</span>
              {household.isCurrent ? (
                <Badge look="ok">affiché</Badge>
              ) : (
                <form action={paths.chooseHousehold} method="post">
                  <FormFields csrf={chrome.csrf} />
                  <input type="hidden" name="foyer" value={household.ref} />
                  <input
                    type="submit"
                    class="button button-quiet"
                    name="choisir"
                    value={`Afficher ${household.name}`}
                  />
                </form>
              )}
            </li>
          ))}
        </ul>
      </div>
    </div>
  </Layout>
)
