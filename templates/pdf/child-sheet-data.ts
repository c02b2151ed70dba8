import type { ChildFile, ChildHealth } from '../../src/households/child-file.ts'
import type { SheetContact } from '../../src/households/child/sheet-contacts.ts'
import type { VaccinationState } from '../../src/households/child/vaccination-state.ts'
import { ageOn, type Day } from '../../src/kernel/day.ts'
import {
  capitalised,
  dateInWords,
  listInWords,
  shortDate,
  ofName,
} from '../../src/kernel/french.ts'
import { displayPhone, upperName } from '../../src/kernel/text.ts'
import type { Settings } from '../../src/settings/settings.ts'
import { diets, leaveFacts, schoolFacts } from '../ui/child-facts.ts'
import { isShown } from '../ui/child-rights.ts'
import {
  allergyInWords,
  diseases,
  diseaseStates,
  groupedDiseases,
  lastDose,
} from '../ui/health-words.ts'
import { factsOf, healthOf, type Fact } from './child-sheet-health.ts'

export interface ChildSheetFacts {
  readonly child: ChildFile
  readonly contacts: readonly SheetContact[]
  readonly settings: Settings
  readonly today: Day
  /** JPEG. */
  readonly photo: Buffer | null
  /** For the complete sheet; null: the simple one. */
  readonly more: {
    readonly health: ChildHealth
    readonly vaccination: VaccinationState
    readonly activities: readonly string[]
  } | null
}

/** What templates/pdf/child-sheet.typ prints: one page, or two for the complete sheet, every text ready. */
export function childSheetData(facts: ChildSheetFacts) {
  const { child, contacts, settings, today, photo, more } = facts
  const { commune, look } = settings
  const name = `${child.firstName} ${upperName(child.usualName ?? child.lastName)}`
  const title = more ? 'Fiche complète' : 'Fiche simple'
  return {
    createdOn: today,
    colour: look.colour,
    commune: {
      name: commune.name,
      service: commune.service,
      lines: [`Téléphone\u00A0: ${displayPhone(commune.phone)} · ${commune.email}`],
    },
    title: `${title} ${ofName(child.firstName)}`,
    footer: `${name} · imprimée le ${dateInWords(today)} · à ranger sous clé, à détruire après usage`,
    name,
    initial: child.firstName.charAt(0).toLocaleUpperCase('fr-FR'),
    lead: leadOf(child, today),
    photo: photo ? [...photo] : [],
    photoWords: `Photo ${ofName(child.firstName)}`,
    alerts: alertsOf(child, more?.health ?? null, today),
    identity: identityOf(child),
    contacts: contacts.map(contactOf),
    pickups: child.pickups
      .filter(({ forbidden }) => !forbidden)
      .map((pickup) => pickupOf(pickup, today)),
    forbidden: child.pickups
      .filter(({ forbidden }) => forbidden)
      .map(({ firstName, lastName }) => `${firstName} ${upperName(lastName)}`),
    health: more ? healthOf(child, more.health) : [],
    vaccines: more && isShown(child, 'CHILD.vaccinations') ? vaccinesOf(more.vaccination) : [],
    consents: more ? child.consents.map(consentOf) : [],
    more: more ? moreOf(child, today, more.activities) : [],
    isComplete: more !== null,
  }
}

function leadOf(child: ChildFile, today: Day): string {
  const age = ageOn(child.birthDate, today)
  const born = `${child.sex === 'F' ? 'née' : 'né'} le ${dateInWords(child.birthDate)}`
  return `${age}\u00A0${age > 1 ? 'ans' : 'an'}, ${born}`
}

/** Seen at once by whoever holds the sheet; the simple one says only that there is a PAI, a diet, days at home. */
function alertsOf(child: ChildFile, health: ChildHealth | null, today: Day): string[] {
  const { protocols, exclusions } = child.careDays
  return [
    ...exclusions.map(
      ({ firstDay, lastDay }) => `Reste à la maison ${spanOf(firstDay, lastDay, today)}`,
    ),
    ...protocols.map(({ validFrom, validTo }) => `PAI ${spanOf(validFrom, validTo, today)}`),
    ...(isShown(child, 'CHILD.diet') && child.diet !== 'STANDARD' ? [diets[child.diet]] : []),
    ...allergyAlert(health?.allergies ?? []),
  ]
}

function allergyAlert(allergies: ChildHealth['allergies']): string[] {
  if (allergies.length === 0) return []
  const title = allergies.length > 1 ? 'Allergies' : 'Allergie'
  return [`${title}\u00A0: ${allergies.map(allergyInWords).join(' · ')}`]
}

/** `jusqu’au 31/08/2027`, or with its first day when that is still to come. */
function spanOf(from: Day, to: Day, today: Day): string {
  return from > today ? `du ${shortDate(from)} au ${shortDate(to)}` : `jusqu’au ${shortDate(to)}`
}

function identityOf(child: ChildFile): Fact[] {
  return factsOf([
    ['Lieu de naissance', child.birthPlace],
    ...schoolFacts(child).map(([name, value]) => [name, value ?? 'non renseignée'] as const),
    ['Repas', isShown(child, 'CHILD.diet') ? diets[child.diet] : null],
    ...leaveFacts(child),
  ])
}

function contactOf({ firstName, usualName, relationship, phones }: SheetContact) {
  return {
    name: `${firstName} ${upperName(usualName)}`,
    note: relationships[relationship ?? ''] ?? '',
    phones: phones.map(displayPhone).join(' · '),
  }
}

const relationships: Readonly<Record<string, string>> = {
  MOTHER: 'mère',
  FATHER: 'père',
  STEP: 'beau-parent',
  GRANDPARENT: 'grand-parent',
  GUARDIAN: 'tuteur',
  FOSTER: 'famille d’accueil',
  SOCIAL_SERVICE: 'service social',
}

function pickupOf(pickup: ChildFile['pickups'][number], today: Day) {
  const { validFrom, validTo } = pickup
  const rights = [
    pickup.canPickUp ? 'peut venir' : null,
    pickup.emergencyContact ? 'à prévenir en urgence' : null,
    validFrom > today ? `seulement à partir du ${shortDate(validFrom)}` : null,
    validTo ? `jusqu’au ${shortDate(validTo)}` : null,
    pickup.idCheckedOn ? 'identité vérifiée' : null,
  ]
  return {
    name: `${pickup.firstName} ${upperName(pickup.lastName)}`,
    note: [pickup.relationship, ...rights, pickup.note].filter(Boolean).join(', '),
    phones: pickup.phones.map(displayPhone).join(' · '),
  }
}

function vaccinesOf({ diseases: list }: VaccinationState) {
  return groupedDiseases(list).flatMap((group) => {
    const [first] = group
    if (!first) return []
    const name = capitalised(listInWords(group.map(({ disease }) => diseases[disease])))
    const isMissing = first.state !== 'UP_TO_DATE'
    return [{ name, last: lastDose(first), state: diseaseStates[first.state][1], isMissing }]
  })
}

function consentOf({ title, answer }: ChildFile['consents'][number]): Fact {
  return { name: title, value: answer === null ? 'sans réponse' : answer ? 'oui' : 'non' }
}

function moreOf(child: ChildFile, today: Day, activities: readonly string[]): Fact[] {
  const valid = child.insurances.filter(({ validTo }) => validTo >= today)
  const insurances = valid.map(
    ({ insurer, contract, validTo }) =>
      `${insurer}${contract ? `, contrat ${contract}` : ''}, jusqu’au ${shortDate(validTo)}`,
  )
  return factsOf([
    ['Inscriptions', activities.join(' · ') || 'aucune'],
    [
      'Assurance',
      isShown(child, 'CHILD.insurance') ? insurances.join(' · ') || 'non renseignée' : null,
    ],
    ['Sait nager', child.canSwim === null ? null : child.canSwim ? 'Oui' : 'Non'],
    ['Sieste', child.nap],
  ])
}
