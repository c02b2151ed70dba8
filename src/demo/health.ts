import type { Tx } from '../db/connect.ts'
import type { Keys } from '../db/keys.ts'
import { setBankAccount } from '../households/bank-accounts.ts'
import { setCareProtocol, setHealth } from '../households/health.ts'
import { addPickup } from '../households/pickups.ts'
import type { VaccinationBody } from '../households/sealed.ts'
import { addMonths, dayOf, monthOf, schoolYearOf, type Day } from '../kernel/day.ts'
import { storyChild, type DemoChild } from './people.ts'

interface Telling {
  readonly firstDay: Day
  readonly now: Date
  readonly actor: string
}

/** What the town hall knows of the families of the story: Noël's allergy and PAI, who fetches, a bank account. */
export async function tellTheStory(
  tx: Tx,
  keys: Keys,
  people: readonly DemoChild[],
  { firstDay, now, actor }: Telling,
): Promise<void> {
  const by = { now, actor }
  const noel = storyChild(people, 'Martin', 'Noël')
  const zoe = storyChild(people, 'Martin', 'Zoé')
  for (const year of new Set([schoolYearOf(firstDay), schoolYearOf(dayOf(now))])) {
    await setCareProtocol(tx, keys, protocolOf(noel.childId, year), by)
  }
  await setHealth(tx, keys, healthOf(noel), by)
  await setHealth(tx, keys, { ...healthOf(zoe), allergies: [] }, by)
  for (const { childId, householdId } of [zoe, noel]) {
    const pickup = { childId, householdId, ...grandmother, validFrom: firstDay }
    await addPickup(tx, pickup, { ...by, actorKind: 'OFFICER' })
  }
  const account = { householdId: zoe.householdId, holder: 'MARTIN CLAIRE', validFrom: firstDay }
  await setBankAccount(tx, keys, { ...account, iban: 'FR1420041010050500013M02606', bic: null }, by)
}

const grandmother = {
  lastName: 'Lefèvre',
  firstName: 'Monique',
  relationship: 'Grand-mère',
  phones: ['+33600000006'],
  canPickUp: true,
  emergencyContact: true,
} as const

function protocolOf(childId: number, schoolYear: number) {
  return {
    childId,
    validFrom: `${schoolYear}-09-01`,
    validTo: `${schoolYear + 1}-08-31`,
    mealMode: 'BASKET',
    body: {
      type: 'FOOD',
      emergencyKit: 'Trousse au restaurant scolaire, étiquette à son nom',
      conduct: 'Antihistaminique, puis appel du 15 et des parents',
      doctor: 'Dr Amel Benhamou, Valprés',
    },
  } as const
}

/** Doses of a health record by age in months; Noël is four, and his second against measles is still to be copied. */
const doses: readonly (readonly [VaccinationBody['vaccine'], readonly number[]])[] = [
  ['HEXAVALENT', [2, 4, 11]],
  ['PNEUMOCOCCUS', [2, 4, 11]],
  ['MENINGOCOCCUS_C', [5, 12]],
  ['MMR', [12, 18]],
  ['TETRAVALENT', [73]],
]

function dosesOf({ firstName, birthDate }: DemoChild): VaccinationBody[] {
  const skipped = firstName === 'Noël' ? ['MMR 18', 'TETRAVALENT 73'] : []
  return doses.flatMap(([vaccine, ages]) =>
    ages
      .filter((age) => !skipped.includes(`${vaccine} ${age}`))
      .map((age) => ({ vaccine, day: `${addMonths(monthOf(birthDate), age)}-24` })),
  )
}

function healthOf(child: DemoChild) {
  const { childId } = child
  return {
    childId,
    vaccinations: dosesOf(child),
    health: {
      doctor: { name: 'Dr Amel Benhamou', phone: '+33199001240', city: 'Valprés' },
      treatment: null,
      notes: null,
    },
    allergies: [
      {
        type: 'FOOD',
        label: 'Arachide',
        severity: 'Sévère',
        conduct: 'Aucune trace dans l’assiette ni au goûter',
      },
    ],
  } as const
}
