import type { FC } from 'hono/jsx'
import type { ChildFile, ChildHealth } from '../../src/households/child-file.ts'
import type { Day } from '../../src/kernel/day.ts'
import { dateInWords } from '../../src/kernel/french.ts'
import { protocolTypes } from './health-words.ts'

type Protocol = ChildHealth['careProtocols'][number]

/** The PAI in force on a day, if the parent may see it. */
export function currentProtocol(child: ChildFile, today: Day): Protocol | undefined {
  return child.health?.careProtocols.find((one) => one.validFrom <= today && today <= one.validTo)
}

const mealModes: Readonly<Record<Protocol['mealMode'], string>> = {
  NONE: 'mange le repas de la cantine.',
  BASKET: 'apporte son panier-repas.',
  ADAPTED: 'mange un repas adapté par la cuisine.',
}

/** A PAI as the town hall validated it. */
export const ProtocolBox: FC<{ protocol: Protocol; firstName: string }> = ({
  protocol,
  firstName,
}) => (
  <div class="settled">
    <p class="v-title">
      Projet d’accueil individualisé{protocol.type && `, ${protocolTypes[protocol.type]}`}
    </p>
    <p>
      Valable du {dateInWords(protocol.validFrom)} au {dateInWords(protocol.validTo)}. {firstName}{' '}
      {mealModes[protocol.mealMode]}
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
    {protocol.doctor && <p>Signé par {protocol.doctor}.</p>}
  </div>
)
