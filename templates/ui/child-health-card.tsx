import type { FC } from 'hono/jsx'
import type { ChildFile, ChildHealth } from '../../src/households/child-file.ts'
import { dateInWords } from '../../src/kernel/french.ts'
import { paths } from '../../src/paths.ts'
import { Card, Facts } from './card.tsx'
import { ProtocolBox } from './care-protocol.tsx'
import { isShown } from './child-rights.ts'
import { aidsInWords, allergyInWords, doctorInWords } from './health-words.ts'
import { Badge } from './notices.tsx'

type FactRow = readonly [string, string | null]

function shownOnly(child: ChildFile, field: keyof ChildFile['access'], row: FactRow): FactRow[] {
  return isShown(child, field) ? [row] : []
}

/** What is known of a child's health, to look at. */
export const ChildHealthCard: FC<{ child: ChildFile; health: ChildHealth }> = ({
  child,
  health,
}) => {
  const { sheet, allergies, careProtocols } = health
  return (
    <Card title="Santé" more={{ href: paths.childHealth(child.ref), label: 'Corriger' }}>
      {careProtocols.map((protocol) => (
        <ProtocolBox protocol={protocol} firstName={child.firstName} />
      ))}
      <Facts
        rows={[
          ...health.exclusions.map(
            ({ firstDay, lastDay, reason }) =>
              [
                'Reste à la maison',
                `Du ${dateInWords(firstDay)} au ${dateInWords(lastDay)}\u00A0: ${reason}`,
              ] as const,
          ),
          ...shownOnly(child, 'CHILD.allergies', [
            'Allergies',
            allergies.length > 0
              ? allergies.map(allergyInWords).join('\u202F; ')
              : 'Aucune signalée',
          ]),
          ...shownOnly(child, 'CHILD.doctor', ['Médecin', doctorInWords(sheet)]),
          ...shownOnly(child, 'CHILD.treatment', ['Traitement', sheet?.treatment ?? null]),
          ...(sheet?.pastDiseases ? [['Maladies eues', sheet.pastDiseases] as const] : []),
          ...(aidsInWords(sheet) ? [['Porte', aidsInWords(sheet)] as const] : []),
          ...shownOnly(child, 'CHILD.notes', ['À savoir', sheet?.notes ?? null]),
        ]}
      />
      {careProtocols.length === 0 && allergies.some(({ type }) => type === 'FOOD') && (
        <p class="small">
          <Badge look="waiting">sans PAI</Badge> Pour la cantine, parlez-en à la mairie.
        </p>
      )}
    </Card>
  )
}
