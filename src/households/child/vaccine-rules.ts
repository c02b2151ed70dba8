import type { Day } from '../../kernel/day.ts'

/** What the law names; each vaccine of `vaccines` protects against some of them. */
export type Disease =
  | 'DIPHTHERIA'
  | 'TETANUS'
  | 'POLIO'
  | 'PERTUSSIS'
  | 'HIB'
  | 'HEPATITIS_B'
  | 'PNEUMOCOCCUS'
  | 'MENINGOCOCCUS_C'
  | 'MENINGOCOCCUS_ACWY'
  | 'MENINGOCOCCUS_B'
  | 'MEASLES'
  | 'MUMPS'
  | 'RUBELLA'
  | 'YELLOW_FEVER'

/** Which law holds: that of a day, in the commune of an INSEE code. */
export interface VaccineLaw {
  readonly day: Day
  readonly insee: string
}

/** One line of the legal table: mandatory for whoever is born in these days, from a day on. */
export interface VaccineRule {
  readonly disease: Disease
  readonly bornFrom: Day | null
  readonly bornTo: Day | null
  /** Nobody is asked before. */
  readonly mandatoryFrom: Day
  /** From this day on another line replaces it. */
  readonly mandatoryUntil: Day | null
  /** Age in months at which each dose is due. */
  readonly doses: readonly number[]
  /** Doses that are enough for a child who began after the first birthday. */
  readonly afterFirstBirthday?: number
  /** How the INSEE codes of the only communes begin where it is the law. */
  readonly insee?: string
}

const law2018 = { bornFrom: '2018-01-01', bornTo: null, mandatoryUntil: null } as const
const everybody = { bornFrom: null, bornTo: null, mandatoryUntil: null } as const
const dtp = { ...everybody, mandatoryFrom: '1900-01-01', doses: [2, 4, 11, 72, 156] } as const
const infant = { ...law2018, mandatoryFrom: '2018-01-01', doses: [2, 4, 11] } as const
const mmr = { ...law2018, mandatoryFrom: '2018-01-01', doses: [12, 18] } as const

/**
 * Mandatory vaccines for nursery, school and leisure centre (domain.md §2.7): décret 2018-42, then décret 2024-694,
 * by which meningococcus ACWY replaces C and B comes from 2025 on, with a catch-up for children born from July 2023.
 * A new decree is a new line: nothing of what was asked in the past changes.
 */
export const vaccineRules: readonly VaccineRule[] = [
  { disease: 'DIPHTHERIA', ...dtp },
  { disease: 'TETANUS', ...dtp },
  { disease: 'POLIO', ...dtp },
  { disease: 'PERTUSSIS', ...infant },
  { disease: 'HIB', ...infant, afterFirstBirthday: 1 },
  { disease: 'HEPATITIS_B', ...infant },
  { disease: 'PNEUMOCOCCUS', ...infant, afterFirstBirthday: 2 },
  {
    disease: 'MENINGOCOCCUS_C',
    bornFrom: '2018-01-01',
    bornTo: '2023-06-30',
    mandatoryFrom: '2018-01-01',
    mandatoryUntil: null,
    doses: [5, 12],
    afterFirstBirthday: 1,
  },
  {
    disease: 'MENINGOCOCCUS_C',
    bornFrom: '2023-07-01',
    bornTo: '2024-12-31',
    mandatoryFrom: '2018-01-01',
    mandatoryUntil: '2024-12-31',
    doses: [5, 12],
    afterFirstBirthday: 1,
  },
  // the catch-up: whoever was an infant before 2025 is asked for less
  {
    disease: 'MENINGOCOCCUS_ACWY',
    bornFrom: '2023-07-01',
    bornTo: '2024-12-31',
    mandatoryFrom: '2025-01-01',
    mandatoryUntil: null,
    doses: [12],
  },
  {
    disease: 'MENINGOCOCCUS_B',
    bornFrom: '2023-07-01',
    bornTo: '2024-12-31',
    mandatoryFrom: '2025-01-01',
    mandatoryUntil: null,
    doses: [5, 12],
    afterFirstBirthday: 2,
  },
  {
    disease: 'MENINGOCOCCUS_ACWY',
    bornFrom: '2025-01-01',
    bornTo: null,
    mandatoryFrom: '2025-01-01',
    mandatoryUntil: null,
    doses: [6, 12],
    afterFirstBirthday: 1,
  },
  {
    disease: 'MENINGOCOCCUS_B',
    bornFrom: '2025-01-01',
    bornTo: null,
    mandatoryFrom: '2025-01-01',
    mandatoryUntil: null,
    doses: [3, 5, 12],
    afterFirstBirthday: 2,
  },
  { disease: 'MEASLES', ...mmr },
  { disease: 'MUMPS', ...mmr },
  { disease: 'RUBELLA', ...mmr },
  // to live in Guyana, whatever the age
  {
    disease: 'YELLOW_FEVER',
    ...everybody,
    mandatoryFrom: '1900-01-01',
    doses: [12],
    insee: '973',
  },
]

/** What a health record's page names, and against what it protects. */
export const vaccines = {
  HEXAVALENT: ['DIPHTHERIA', 'TETANUS', 'POLIO', 'PERTUSSIS', 'HIB', 'HEPATITIS_B'],
  PENTAVALENT: ['DIPHTHERIA', 'TETANUS', 'POLIO', 'PERTUSSIS', 'HIB'],
  TETRAVALENT: ['DIPHTHERIA', 'TETANUS', 'POLIO', 'PERTUSSIS'],
  DTP: ['DIPHTHERIA', 'TETANUS', 'POLIO'],
  PNEUMOCOCCUS: ['PNEUMOCOCCUS'],
  MENINGOCOCCUS_C: ['MENINGOCOCCUS_C'],
  MENINGOCOCCUS_ACWY: ['MENINGOCOCCUS_ACWY', 'MENINGOCOCCUS_C'],
  MENINGOCOCCUS_B: ['MENINGOCOCCUS_B'],
  MMR: ['MEASLES', 'MUMPS', 'RUBELLA'],
  HEPATITIS_B: ['HEPATITIS_B'],
  HIB: ['HIB'],
  YELLOW_FEVER: ['YELLOW_FEVER'],
} as const satisfies Record<string, readonly Disease[]>

export type Vaccine = keyof typeof vaccines

export const vaccineCodes = [
  'HEXAVALENT',
  'PENTAVALENT',
  'TETRAVALENT',
  'DTP',
  'PNEUMOCOCCUS',
  'MENINGOCOCCUS_C',
  'MENINGOCOCCUS_ACWY',
  'MENINGOCOCCUS_B',
  'MMR',
  'HEPATITIS_B',
  'HIB',
  'YELLOW_FEVER',
] as const satisfies readonly Vaccine[]
