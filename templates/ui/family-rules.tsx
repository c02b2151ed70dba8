import type { FC } from 'hono/jsx'
import type { FamilyRules } from '../../src/households/child/rules.ts'
import { dateInWords, listInWords } from '../../src/kernel/french.ts'
import { paths } from '../../src/paths.ts'
import { Card } from './card.tsx'
import { Badge } from './notices.tsx'

/** The rules of the services: what the family agreed to and when, and what it has not answered yet. */
export const FamilyRulesCard: FC<{ rules: readonly FamilyRules[] }> = ({ rules }) => (
  <Card title="Règlements">
    <ul class="list">
      {rules.map((one) => (
        <RulesLine rules={one} />
      ))}
    </ul>
  </Card>
)

const RulesLine: FC<{ rules: FamilyRules }> = ({ rules }) => {
  const { id, title, version, validFrom, answers } = rules
  const open = answers.filter(({ answer }) => answer === null)
  return (
    <li>
      <a href={paths.rulesText(String(id))}>
        <span class="l-title">{title}</span>{' '}
        <span class="l-note">
          Version {version}, depuis le {dateInWords(validFrom)}
        </span>
      </a>
      {answersInWords(rules).map((words) => (
        <p class="why">{words}</p>
      ))}
      {open.map(({ childRef, firstName }) => (
        <p class="why">
          <a href={paths.childConsents(childRef)}>Répondre pour {firstName}</a>{' '}
          <Badge look="waiting">sans réponse</Badge>
        </p>
      ))}
    </li>
  )
}

/** « Accepté le 3 septembre 2026 pour Zoé et Noël. » */
function answersInWords({ answers }: FamilyRules): string[] {
  const given = answers.filter(({ answeredOn }) => answeredOn !== null)
  const groups = Map.groupBy(given, ({ answer, answeredOn }) => `${answer} ${answeredOn}`)
  return [...groups.values()].map((group) => {
    const [first] = group
    const verb = first?.answer ? 'Accepté' : 'Refusé'
    const names = listInWords(group.map(({ firstName }) => firstName))
    return `${verb} le ${first?.answeredOn ? dateInWords(first.answeredOn) : ''} pour ${names}.`
  })
}
