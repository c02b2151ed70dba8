import type { ChildFile, ChildHealth } from '../../src/households/child-file.ts'
import { shortDate } from '../../src/kernel/french.ts'
import { isShown } from '../ui/child-rights.ts'
import { aidsInWords, allergyInWords, doctorInWords, protocolTypes } from '../ui/health-words.ts'

/** A line of the sheet. */
export interface Fact {
  readonly name: string
  readonly value: string
}

/** The lines that say something. */
export function factsOf(rows: readonly (readonly [name: string, value: string | null])[]): Fact[] {
  return rows.flatMap(([name, value]) => (value ? [{ name, value }] : []))
}

/** A child's health, line by line. */
export function healthOf(child: ChildFile, health: ChildHealth): Fact[] {
  const { sheet, allergies, careProtocols, exclusions } = health
  const known = allergies.map(
    (one) => ['Allergie', [allergyInWords(one), one.conduct].filter(Boolean).join('. ')] as const,
  )
  const none = isShown(child, 'CHILD.allergies') ? 'Aucune signalée' : null
  return factsOf([
    ...exclusions.map(
      ({ firstDay, lastDay, reason }) =>
        [
          'Reste à la maison',
          `Du ${shortDate(firstDay)} au ${shortDate(lastDay)}\u00A0: ${reason}`,
        ] as const,
    ),
    ...careProtocols.map((one) => [protocolTitle(one), protocolInWords(one)] as const),
    ...(known.length > 0 ? known : [['Allergies', none] as const]),
    ['Médecin', doctorInWords(sheet)],
    ['Traitement', sheet?.treatment ?? null],
    ['Maladies eues', sheet?.pastDiseases ?? null],
    ['Porte', aidsInWords(sheet)],
    ['À savoir', sheet?.notes ?? null],
  ])
}

type Protocol = ChildHealth['careProtocols'][number]

function protocolTitle({ type }: Protocol): string {
  return type ? `PAI, ${protocolTypes[type]}` : 'PAI'
}

function protocolInWords(one: Protocol): string {
  const parts = [
    `Du ${shortDate(one.validFrom)} au ${shortDate(one.validTo)}`,
    mealModes[one.mealMode],
    one.emergencyKit,
    one.conduct,
    one.doctor ? `Signé par ${one.doctor}` : null,
  ]
  return parts.filter(Boolean).join('. ')
}

const mealModes = {
  NONE: 'Mange le repas de la cantine',
  BASKET: 'Apporte son panier-repas',
  ADAPTED: 'Repas adapté par la cuisine',
} as const
