import type { FC } from 'hono/jsx'
import type { ChildFile, ChildHealth } from '../../src/households/child-file.ts'
import type { Day } from '../../src/kernel/day.ts'
import { dateInWords } from '../../src/kernel/french.ts'
import { displayPhone } from '../../src/kernel/text.ts'
import { Card, Facts } from '../ui/card.tsx'

type Protocol = ChildHealth['careProtocols'][number]

/** The PAI in force on a day, if the parent may see it. */
export function currentProtocol(child: ChildFile, today: Day): Protocol | undefined {
  return child.health?.careProtocols.find((one) => one.validFrom <= today && today <= one.validTo)
}

export const ChildHealthCard: FC<{ child: ChildFile; health: ChildHealth }> = ({
  child,
  health,
}) => {
  const { sheet, allergies, careProtocols } = health
  return (
    <Card title="Santé">
      {careProtocols.map((protocol) => (
        <ProtocolBox protocol={protocol} firstName={child.firstName} />
      ))}
      <Facts
        rows={[
          [
            'Allergies',
            allergies.length > 0
              ? allergies.map(allergyInWords).join('\u202F; ')
              : 'Aucune signalée',
          ],
          ['Médecin', doctorInWords(sheet)],
          ['Traitement', sheet?.treatment ?? null],
          ['À savoir', sheet?.notes ?? null],
        ]}
      />
    </Card>
  )
}

const mealModes: Readonly<Record<Protocol['mealMode'], string>> = {
  NONE: 'Mange le repas de la cantine.',
  BASKET: 'Apporte son panier-repas.',
  ADAPTED: 'Mange un repas adapté par la cuisine.',
}

const protocolTypes: Readonly<Record<NonNullable<Protocol['type']>, string>> = {
  FOOD: 'alimentation',
  ASTHMA: 'asthme',
  OTHER: 'santé',
}

const ProtocolBox: FC<{ protocol: Protocol; firstName: string }> = ({ protocol, firstName }) => (
  <div class="settled">
    <p class="v-title">
      Projet d’accueil individualisé{protocol.type && `, ${protocolTypes[protocol.type]}`}
    </p>
    <p>
      Valable jusqu’au {dateInWords(protocol.validTo)}. {firstName}{' '}
      {mealModes[protocol.mealMode].charAt(0).toLowerCase() + mealModes[protocol.mealMode].slice(1)}
    </p>
    {protocol.emergencyKit && (
      <p>
        Trousse d’urgence{'\u00A0'}: {protocol.emergencyKit}
      </p>
    )}
    {protocol.conduct && (
      <p>
        Que faire{'\u00A0'}: {protocol.conduct}
      </p>
    )}
  </div>
)

function allergyInWords({ label, severity }: ChildHealth['allergies'][number]): string {
  return severity ? `${label} (${severity})` : label
}

function doctorInWords(sheet: ChildHealth['sheet']): string | null {
  if (!sheet?.doctor) return null
  const { name, phone, city } = sheet.doctor
  return [name, city, phone ? displayPhone(phone) : null].filter(Boolean).join(', ')
}
