import type { FC } from 'hono/jsx'
import type { Rules } from '../../src/households/child/rules.ts'
import type { Day } from '../../src/kernel/day.ts'
import { dateInWords } from '../../src/kernel/french.ts'
import type { Block } from '../../src/kernel/markdown.ts'
import { paths } from '../../src/paths.ts'
import type { Chrome } from '../chrome.ts'
import { Layout } from '../layout.tsx'
import { Markdown } from '../ui/markdown.tsx'
import { Greeting, Trail } from '../ui/navigation.tsx'
import { Empty, Notice } from '../ui/notices.tsx'

export interface RulesPageProps {
  readonly chrome: Chrome
  readonly rules: readonly Rules[]
}

/** The rules of every service, as they hold today. */
export const RulesPage: FC<RulesPageProps> = ({ chrome, rules }) => (
  <Layout chrome={chrome} title="Règlements">
    <div class="narrow">
      <Greeting
        title="Règlements"
        lead="Ce que la mairie demande aux familles, service par service."
      />
      {rules.length === 0 ? (
        <Empty
          title="Aucun règlement en ligne"
          action={<a href={paths.contact}>Contacter la mairie</a>}
        >
          La mairie n’a pas encore publié ses règlements. Elle vous les envoie sur demande.
        </Empty>
      ) : (
        <div class="card">
          <ul class="list">
            {rules.map((one) => (
              <li>
                <a href={paths.rulesText(String(one.id))}>
                  <span class="l-title">{one.title}</span>{' '}
                  <span class="l-note">{versionInWords(one)}</span>
                </a>
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  </Layout>
)

export function versionInWords({ version, validFrom }: Rules): string {
  return `Version ${version}, en vigueur depuis le ${dateInWords(validFrom)}`
}

export interface RulesTextPageProps {
  readonly chrome: Chrome
  readonly rules: Rules
  readonly blocks: readonly Block[]
  readonly today: Day
}

/** One version, to read or to print. */
export const RulesTextPage: FC<RulesTextPageProps> = ({ chrome, rules, blocks, today }) => (
  <Layout chrome={chrome} title={rules.title}>
    <div class="narrow">
      <Trail href={paths.rules} label="Règlements" />
      <Greeting title={rules.title} lead={whenInWords(rules, today)} />
      {rules.validTo !== null && rules.validTo < today && (
        <Notice>
          Ce texte n’est plus en vigueur. <a href={paths.rules}>Lire les règlements du jour</a>
        </Notice>
      )}
      <div class="card prose">
        <Markdown blocks={blocks} />
      </div>
    </div>
  </Layout>
)

function whenInWords(rules: Rules, today: Day): string {
  const { version, validFrom, validTo } = rules
  if (validFrom > today) return `Version ${version}, à partir du ${dateInWords(validFrom)}`
  if (validTo === null || validTo >= today) return versionInWords(rules)
  return `Version ${version}, du ${dateInWords(validFrom)} au ${dateInWords(validTo)}`
}
