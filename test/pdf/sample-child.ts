import type { ChildFile, ChildHealth, ChildPickup } from '../../src/households/child-file.ts'
import { vaccinationState } from '../../src/households/child/vaccination-state.ts'
import { officerAccess } from '../../src/settings/field-policy.ts'
import type { Settings } from '../../src/settings/settings.ts'
import { childSheetData } from '../../templates/pdf/child-sheet-data.ts'

const today = '2026-12-08'

export const noHealth: ChildHealth = {
  sheet: null,
  allergies: [],
  vaccinations: [],
  exclusions: [],
  careProtocols: [],
}

/** A child of whom a list gave name and birth alone. */
export const barelyKnown: ChildFile = {
  id: 1,
  ref: 'c7a6f3de-0000-4000-8000-000000000001',
  place: 1,
  lastName: 'Diallo',
  usualName: null,
  firstName: 'Ibrahim',
  sex: 'M',
  birthDate: '2020-05-04',
  birthPlace: null,
  level: null,
  school: null,
  className: null,
  photo: null,
  diet: 'STANDARD',
  hasCustody: false,
  canSwim: null,
  nap: null,
  mayLeaveAloneFrom: null,
  health: noHealth,
  careDays: { protocols: [], exclusions: [] },
  pickups: [],
  insurances: [],
  consents: [],
  asked: {},
  access: officerAccess,
  confirmed: [],
}

function words(start: string, length: number): string {
  return `${start} ${'et encore ce qu’il faut savoir '.repeat(40)}`.slice(0, length - 1) + '.'
}

function pickup(at: number): ChildPickup {
  return {
    ref: `c7a6f3de-0000-4000-8000-00000000010${at}`,
    lastName: `Vandenbroucke-Delacroix-Lefèbvre ${'ABCDEFGH'[at] ?? ''}`,
    firstName: 'Marie-Antoinette',
    relationship: 'arrière-grand-tante du côté maternel',
    phones: ['+33612345678', '+33320456789'],
    canPickUp: true,
    emergencyContact: true,
    forbidden: false,
    birthDate: '1955-03-14',
    email: null,
    address: null,
    idCheckedOn: at % 2 === 0 ? '2026-09-02' : null,
    validFrom: at === 3 ? '2027-01-04' : '2026-09-01',
    validTo: '2027-08-31',
    note: words(`Note ${at}\u00A0: seulement les jours où`, 200),
  }
}

const everything: ChildHealth = {
  sheet: {
    doctor: {
      name: 'Dr Anne-Sophie Vandenberghe-Lemaître',
      phone: '+33199001240',
      city: 'Villeneuve-lès-Avignon',
    },
    treatment: words('TRAITEMENT', 500),
    pastDiseases: words('MALADIES', 200),
    wearsGlasses: true,
    hearingAid: true,
    dentalDevice: true,
    notes: words('RECOMMANDATIONS', 1_000),
  },
  allergies: ['Arachide', 'Pénicilline', 'Pollens', 'Kiwi', 'Latex', 'Venin'].map((name, at) => ({
    ref: `c7a6f3de-0000-4000-8000-00000000020${at}`,
    type: 'FOOD',
    label: words(name, 80),
    severity: 'Sévère',
    conduct: words(`CONDUITE${at}`, 300),
  })),
  vaccinations: [],
  exclusions: [
    { ref: 'e', firstDay: '2026-12-07', lastDay: '2026-12-14', reason: words('EVICTION', 200) },
  ],
  careProtocols: [
    {
      type: 'FOOD',
      validFrom: '2026-09-01',
      validTo: '2027-08-31',
      mealMode: 'BASKET',
      emergencyKit: words('TROUSSE', 200),
      conduct: words('PROTOCOLE', 300),
      doctor: 'Dr Anne-Sophie Vandenberghe-Lemaître',
    },
  ],
}

/** A child of whom everything is known, at the length of each field. */
export const wholeFile: ChildFile = {
  ...barelyKnown,
  firstName: 'Marie-Charlotte-Alexandrine',
  lastName: 'Vandenbroucke-Delacroix de la Fontaine',
  sex: 'F',
  birthPlace: 'Saint-Remy-en-Bouzemont-Saint-Genest-et-Isson',
  school: 'École maternelle et élémentaire Simone-Veil et Robert-Badinter',
  className: 'CP-CE1-CE2 Mme Vandenberghe-Lemaître',
  diet: 'NO_PORK',
  canSwim: true,
  nap: words('SIESTE', 80),
  mayLeaveAloneFrom: '16:30',
  health: everything,
  careDays: { protocols: everything.careProtocols, exclusions: everything.exclusions },
  pickups: [0, 1, 2, 3, 4, 5, 6, 7].map(pickup),
  insurances: [
    {
      ref: 'i',
      insurer: words('ASSUREUR', 80),
      contract: 'C'.repeat(40),
      validFrom: '2026-09-01',
      validTo: '2027-08-31',
      paper: null,
    },
  ],
  consents: [
    'IMAGE_INTERNAL',
    'IMAGE_WEB',
    'IMAGE_PRESS',
    'OUTING',
    'TRANSPORT',
    'HOSPITAL',
    'RULES',
  ].map((kind, at) => ({
    textId: at,
    kind,
    title: `Autorisation ${kind.toLowerCase().replaceAll('_', ' ')}`,
    body: '',
    blocking: false,
    isRules: false,
    answer: at !== 2,
    answeredOn: today,
  })),
}

/** What the sheet prints of a file. */
export function sheetOf(
  child: ChildFile,
  settings: Settings,
  { isComplete, photo = null }: { readonly isComplete: boolean; readonly photo?: Buffer | null },
) {
  const parents = ['Marie-Bernadette', 'Jean-Christophe', 'Anne-Sophie', 'Pierre-Alexandre']
  const contacts = parents.map((firstName, at) => ({
    firstName,
    usualName: 'Vandenbroucke-Delacroix de la Fontaine',
    relationship: at % 2 === 0 ? 'MOTHER' : 'FATHER',
    phones: ['+33600000001', '+33320000001', '+33320000002'],
  }))
  return childSheetData({
    child,
    contacts: child === barelyKnown ? [] : contacts,
    settings,
    today,
    photo,
    more: isComplete
      ? {
          health: child.health ?? noHealth,
          vaccination: vaccinationState(child.birthDate, [], { day: today, insee: '37999' }),
          activities:
            child === barelyKnown
              ? []
              : [
                  'Cantine',
                  'Garderie du matin et du soir',
                  'Mercredis loisirs, tous les enfants',
                  'Étude surveillée',
                ],
        }
      : null,
  })
}
