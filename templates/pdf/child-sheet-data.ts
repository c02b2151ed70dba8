import type { ChildFile, ChildHealth } from '../../src/households/child-file.ts'
import type { SheetContact } from '../../src/households/child/sheet-contacts.ts'
import type { VaccinationState } from '../../src/households/child/vaccination-state.ts'
import { ageOn, type Day } from '../../src/kernel/day.ts'
import { capitalised, dateInWords, listInWords, shortDate } from '../../src/kernel/french.ts'
import { displayPhone, upperName } from '../../src/kernel/text.ts'
import type { Settings } from '../../src/settings/settings.ts'
import { diets, leavesAlone } from '../pages/child.tsx'
import {
  aidsInWords,
  allergyInWords,
  diseases,
  diseaseStates,
  doctorInWords,
  groupedDiseases,
  lastDose,
} from '../ui/health-words.ts'
import { levelInWords } from '../ui/school.ts'

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

interface Fact {
  readonly name: string
  readonly value: string
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
    title: `${title} de ${child.firstName}`,
    footer: `${name} · imprimée le ${dateInWords(today)} · à ranger sous clé, à détruire après usage`,
    name,
    initial: child.firstName.charAt(0).toLocaleUpperCase('fr-FR'),
    lead: leadOf(child, today),
    photo: photo ? [...photo] : [],
    photoWords: `Photo de ${child.firstName}`,
    alert: alertOf(child, more?.health ?? null),
    identity: identityOf(child),
    contacts: contacts.map(contactOf),
    pickups: child.pickups.filter(({ forbidden }) => !forbidden).map(pickupOf),
    forbidden: child.pickups
      .filter(({ forbidden }) => forbidden)
      .map(({ firstName, lastName }) => `${firstName} ${upperName(lastName)}`),
    health: more ? healthOf(more.health) : [],
    vaccines: more ? vaccinesOf(more.vaccination) : [],
    consents: more ? child.consents.map(consentOf) : [],
    more: more ? moreOf(child, more.activities) : [],
    isComplete: more !== null,
  }
}

function leadOf(child: ChildFile, today: Day): string {
  const age = ageOn(child.birthDate, today)
  const born = `${child.sex === 'F' ? 'née' : 'né'} le ${dateInWords(child.birthDate)}`
  return `${age}\u00A0${age > 1 ? 'ans' : 'an'}, ${born}`
}

/** Seen at once by whoever holds the sheet; the simple one says only that there is a PAI or a diet. */
function alertOf(child: ChildFile, health: ChildHealth | null): string {
  const protocol = child.health?.careProtocols[0]
  const diet = child.diet === 'STANDARD' ? null : diets[child.diet]
  const parts = [
    protocol ? `PAI jusqu’au ${shortDate(protocol.validTo)}` : null,
    diet,
    ...(health?.allergies.map((one) => `Allergie\u00A0: ${allergyInWords(one)}`) ?? []),
  ]
  return parts.filter(Boolean).join(' · ')
}

function identityOf(child: ChildFile): Fact[] {
  return [
    { name: 'École', value: child.school ?? 'non renseignée' },
    {
      name: 'Classe',
      value: child.className ?? (child.level ? levelInWords(child.level) : 'non renseignée'),
    },
    { name: 'Repas', value: diets[child.diet] },
    { name: child.sex === 'F' ? 'Rentre seule' : 'Rentre seul', value: leavesAlone(child) },
  ]
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

function pickupOf(pickup: ChildFile['pickups'][number]) {
  const rights = [
    pickup.canPickUp ? 'peut venir' : null,
    pickup.emergencyContact ? 'à prévenir en urgence' : null,
    pickup.validTo ? `jusqu’au ${shortDate(pickup.validTo)}` : null,
  ]
  return {
    name: `${pickup.firstName} ${upperName(pickup.lastName)}`,
    note: [pickup.relationship, ...rights].filter(Boolean).join(', '),
    phones: pickup.phones.map(displayPhone).join(' · '),
  }
}

function healthOf({ sheet, allergies, careProtocols }: ChildHealth): Fact[] {
  const protocols = careProtocols.map((one) => ({
    name: 'PAI',
    value: [
      `Du ${shortDate(one.validFrom)} au ${shortDate(one.validTo)}`,
      mealModes[one.mealMode],
      one.emergencyKit,
      one.conduct,
    ]
      .filter(Boolean)
      .join('. '),
  }))
  const known = allergies.map((one) => ({
    name: 'Allergie',
    value: [allergyInWords(one), one.conduct].filter(Boolean).join('. '),
  }))
  const rest: readonly (readonly [string, string | null])[] = [
    ['Médecin', doctorInWords(sheet)],
    ['Traitement', sheet?.treatment ?? null],
    ['Maladies eues', sheet?.pastDiseases ?? null],
    ['Porte', aidsInWords(sheet)],
    ['À savoir', sheet?.notes ?? null],
  ]
  return [
    ...protocols,
    ...(known.length > 0 ? known : [{ name: 'Allergies', value: 'Aucune signalée' }]),
    ...rest.flatMap(([name, value]) => (value ? [{ name, value }] : [])),
  ]
}

const mealModes = {
  NONE: 'Mange le repas de la cantine',
  BASKET: 'Apporte son panier-repas',
  ADAPTED: 'Repas adapté par la cuisine',
} as const

function vaccinesOf({ diseases: list }: VaccinationState) {
  return groupedDiseases(list).flatMap((group) => {
    const [first] = group
    if (!first) return []
    const name = capitalised(listInWords(group.map(({ disease }) => diseases[disease])))
    return [{ name, last: lastDose(first), state: diseaseStates[first.state][1] }]
  })
}

function consentOf({ title, answer }: ChildFile['consents'][number]): Fact {
  return { name: title, value: answer === null ? 'sans réponse' : answer ? 'oui' : 'non' }
}

function moreOf(child: ChildFile, activities: readonly string[]): Fact[] {
  const [insurance] = child.insurances
  const facts: readonly (readonly [string, string | null])[] = [
    ['Inscriptions', activities.join(' · ') || null],
    [
      'Assurance',
      insurance
        ? `${insurance.insurer}${insurance.contract ? `, contrat ${insurance.contract}` : ''}, jusqu’au ${shortDate(insurance.validTo)}`
        : null,
    ],
    ['Sait nager', child.canSwim === null ? null : child.canSwim ? 'Oui' : 'Non'],
    ['Sieste', child.nap],
  ]
  return facts.map(([name, value]) => ({ name, value: value ?? 'non renseigné' }))
}
