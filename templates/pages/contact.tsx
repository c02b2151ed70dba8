import type { FC } from 'hono/jsx'
import { capitalised } from '../../src/kernel/french.ts'
import { paths } from '../../src/paths.ts'
import type { Chrome } from '../chrome.ts'
import { Layout } from '../layout.tsx'
import { Facts } from '../ui/card.tsx'
import { Greeting } from '../ui/navigation.tsx'
import { ofTown } from '../ui/town.ts'

export const ContactPage: FC<{ chrome: Chrome }> = ({ chrome }) => (
  <Layout chrome={chrome} title="Contact">
    <div class="narrow">
      <Greeting
        title="Joindre la mairie"
        lead="Pour toute question sur vos enfants, vos factures ou votre compte."
      />
      <div class="card">
        <Facts
          rows={[
            [
              'Téléphone',
              <a href={`tel:${chrome.commune.phone.replace(/\D/g, '')}`}>{chrome.commune.phone}</a>,
            ],
            ['Courriel', <a href={`mailto:${chrome.commune.email}`}>{chrome.commune.email}</a>],
            ['Sur place', `Mairie ${ofTown(chrome.commune.name)}, ${chrome.commune.address}`],
            ['Horaires', capitalised(chrome.commune.openingHours)],
          ]}
        />
        <p class="actions">
          <a class="button button-quiet" href={paths.messages}>
            Écrire depuis mon compte
          </a>
        </p>
      </div>
    </div>
  </Layout>
)
