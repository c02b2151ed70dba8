import type { FieldName } from '../../src/settings/field-defaults.ts'

/** S: the family changes it at once. R: an officer looks first. */
export type Right = 'S' | 'R'

/** One form of a child, filled in as it should be. Addresses follow `/enfants/REF`. */
export interface ChildForm {
  readonly page: string
  /** Where it is sent, when not to its own page. */
  readonly action?: string
  /** Where what was written is read. */
  readonly seenOn: string
  readonly base: Readonly<Record<string, string>>
  readonly fields: readonly ChildField[]
}

export interface ChildField {
  /** As domain.md §2.5 to §2.8 calls it. */
  readonly field: string
  readonly name: string
  readonly right: Right
  readonly policy: FieldName
  readonly good: string
  /** How a good value is read; not given: as it was typed. */
  readonly seen?: RegExp
  /** No page tells it apart. */
  readonly isUnseen?: true
  /** What else is sent with the good value. */
  readonly with?: Readonly<Record<string, string>>
  readonly bad: readonly (readonly [value: string, sentence: RegExp])[]
}

export const long = (length: number) => 'x'.repeat(length)
export const list = /dans la liste/
export const date = /n’existe pas|Écrivez la date/
export const never: Bad = [
  ['2 87 03 59 350 123 45', /sécurité sociale/],
  ['Mange casher', /religion ne s’écrit pas/],
  ['Groupe sanguin O', /groupe sanguin/],
  ['Enfant autiste', /nature d’un handicap/],
]

type Bad = ChildField['bad']

/** A field that a family writes at once. */
export function direct(
  policy: FieldName,
  [field, name]: readonly [field: string, name: string],
  good: string,
  bad: Bad,
): ChildField {
  return { field, name, right: 'S', policy, good, bad }
}

const daily: ChildForm = {
  page: '/quotidien',
  seenOn: '',
  base: { f_repas: 'STANDARD', f_nage: '', f_sieste: '' },
  fields: [
    {
      field: 'diet',
      name: 'f_repas',
      right: 'S',
      policy: 'CHILD.diet',
      good: 'NO_PORK',
      seen: /Sans porc/,
      bad: [
        ['HALAL', list],
        ['', list],
      ],
    },
    {
      field: 'canSwim',
      name: 'f_nage',
      right: 'S',
      policy: 'CHILD.canSwim',
      good: 'oui',
      seen: /Sait nager<\/dt><dd>Oui/,
      bad: [['peut-être', list]],
    },
    {
      field: 'nap',
      name: 'f_sieste',
      right: 'S',
      policy: 'CHILD.nap',
      good: 'Avec Lapinou',
      bad: [[long(81), /80 caractères/], ...never],
    },
  ],
}

const insurance: ChildForm = {
  page: '/quotidien',
  action: '/assurance',
  seenOn: '/quotidien',
  base: { f_assureur: 'MAIF', f_contrat: '', f_debut: '01/09/2026', f_fin: '31/08/2027' },
  fields: [
    direct('CHILD.insurance', ['insurer', 'f_assureur'], 'Assurances du Val', [
      ['', /nom de l’assureur/],
      [long(81), /80/],
    ]),
    direct('CHILD.insurance', ['contract', 'f_contrat'], 'CT-4711', [[long(41), /40 caractères/]]),
    direct('CHILD.insurance', ['from', 'f_debut'], '02/09/2026', [
      ['', /premier jour/],
      ['31/02/2027', date],
    ]),
    direct('CHILD.insurance', ['to', 'f_fin'], '30/08/2027', [
      ['', /dernier jour/],
      ['01/08/2026', /avant de commencer/],
      ['31/08/2062', /deux ans au plus/],
    ]),
  ],
}

const health: ChildForm = {
  page: '/sante',
  seenOn: '/sante',
  base: { f_medecin: 'Dr Lune' },
  fields: [
    direct('CHILD.doctor', ['doctor name', 'f_medecin'], 'Dr Benhamou', [
      [long(81), /80/],
      ...never,
    ]),
    direct('CHILD.doctor', ['doctor phone', 'f_tel_medecin'], '01 99 00 12 40', [
      ['01 99 00 12 4', /dix chiffres/],
    ]),
    direct('CHILD.doctor', ['doctor city', 'f_ville_medecin'], 'Belleville', [[long(39), /38/]]),
    direct('CHILD.treatment', ['ongoing treatment', 'f_traitement'], 'Ventoline à midi', [
      [long(501), /500/],
      ...never,
    ]),
    direct('CHILD.notes', ['past diseases', 'f_maladies'], 'Varicelle', [
      [long(201), /200/],
      ...never,
    ]),
    direct('CHILD.notes', ['recommendations', 'f_a_savoir'], 'Peur du noir', [
      [long(1_001), /1\s000 caractères/],
      ...never,
    ]),
    aid('glasses', 'f_lunettes'),
    aid('hearing', 'f_appareil_auditif'),
    aid('dental', 'f_appareil_dentaire'),
  ],
}

function aid(field: string, name: string): ChildField {
  return {
    ...direct('CHILD.notes', [field, name], 'oui', []),
    seen: new RegExp(`name="${name}"[^>]* checked`),
  }
}

const allergy: ChildForm = {
  page: '/allergies/nouvelle',
  seenOn: '/sante',
  base: { f_type: 'FOOD', f_nom: 'Noisette', f_gravite: '', f_conduite: '' },
  fields: [
    {
      ...direct('CHILD.allergies', ['allergy category', 'f_type'], 'MEDICINE', [['PEANUT', list]]),
      with: { f_nom: 'Pénicilline' },
      seen: /Pénicilline/,
    },
    direct('CHILD.allergies', ['allergy label', 'f_nom'], 'Kiwi jaune', [
      ['', /à quoi votre enfant/],
      [long(81), /80/],
      ...never,
    ]),
    direct('CHILD.allergies', ['allergy severity', 'f_gravite'], 'Modérée', [['Mortelle', list]]),
    direct('CHILD.allergies', ['allergy conduct', 'f_conduite'], 'Appeler le 15', [
      [long(301), /300/],
      ...never,
    ]),
  ],
}

const vaccine: ChildForm = {
  page: '/vaccins',
  seenOn: '/vaccins',
  base: { f_vaccin: 'MMR', f_date: '14/11/2019' },
  fields: [
    {
      ...direct('CHILD.vaccinations', ['vaccine', 'f_vaccin'], 'HEXAVALENT', [
        ['GRIPPE', list],
        ['', list],
      ]),
      seen: /Hexyon/,
    },
    {
      ...direct('CHILD.vaccinations', ['vaccination date', 'f_date'], '14/03/2020', [
        ['', /date de la dose/],
        ['31/11/2020', /n’existe pas/],
        ['14/03/2062', /pas encore venue/],
        ['14/03/2002', /avant la naissance/],
      ]),
      seen: /14 mars 2020/,
    },
  ],
}

export const careForms: readonly ChildForm[] = [daily, insurance, health, allergy, vaccine]
