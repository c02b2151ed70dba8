import type { ChildHealth } from '../../src/households/child-file.ts'
import type { DiseaseState } from '../../src/households/child/vaccination-state.ts'
import type { Disease, Vaccine } from '../../src/households/child/vaccine-rules.ts'
import { dateInWords } from '../../src/kernel/french.ts'
import { displayPhone } from '../../src/kernel/text.ts'

export const allergyTypes: readonly (readonly [
  ChildHealth['allergies'][number]['type'],
  string,
])[] = [
  ['FOOD', 'Un aliment'],
  ['MEDICINE', 'Un médicament'],
  ['RESPIRATORY', 'L’air\u00A0: pollens, poils, poussières'],
  ['OTHER', 'Autre chose'],
]

export const protocolTypes = {
  FOOD: 'alimentation',
  ASTHMA: 'asthme',
  OTHER: 'santé',
} as const

export const diseases: Readonly<Record<Disease, string>> = {
  DIPHTHERIA: 'diphtérie',
  TETANUS: 'tétanos',
  POLIO: 'polio',
  PERTUSSIS: 'coqueluche',
  HIB: 'Haemophilus b',
  HEPATITIS_B: 'hépatite B',
  PNEUMOCOCCUS: 'pneumocoque',
  MENINGOCOCCUS_C: 'méningocoque C',
  MENINGOCOCCUS_ACWY: 'méningocoques ACWY',
  MENINGOCOCCUS_B: 'méningocoque B',
  MEASLES: 'rougeole',
  MUMPS: 'oreillons',
  RUBELLA: 'rubéole',
  YELLOW_FEVER: 'fièvre jaune',
}

/** As a health record names them, with the usual brands. */
export const vaccineNames: Readonly<Record<Vaccine, string>> = {
  HEXAVALENT: 'Hexavalent (Infanrix Hexa, Hexyon, Vaxelis)',
  PENTAVALENT: 'Pentavalent (Infanrix Quinta, Pentavac)',
  TETRAVALENT: 'Diphtérie, tétanos, polio, coqueluche (Tetravac, Repevax)',
  DTP: 'Diphtérie, tétanos, polio (Revaxis)',
  PNEUMOCOCCUS: 'Pneumocoque (Prevenar, Vaxneuvance)',
  MENINGOCOCCUS_C: 'Méningocoque C (Neisvac, Menjugate)',
  MENINGOCOCCUS_ACWY: 'Méningocoques ACWY (Nimenrix, MenQuadfi)',
  MENINGOCOCCUS_B: 'Méningocoque B (Bexsero)',
  MMR: 'Rougeole, oreillons, rubéole (Priorix, M-M-RVaxPro)',
  HEPATITIS_B: 'Hépatite B seule (Engerix B)',
  HIB: 'Haemophilus b seul (Act-Hib)',
  YELLOW_FEVER: 'Fièvre jaune (Stamaril)',
}

export const diseaseStates: Readonly<
  Record<DiseaseState['state'], readonly ['ok' | 'waiting' | 'bad', string]>
> = {
  UP_TO_DATE: ['ok', 'à jour'],
  DUE: ['waiting', 'à faire'],
  LATE: ['bad', 'en retard'],
}

/** Diseases with one state, said on one line: they are nearly always one vaccine. */
export function groupedDiseases(list: readonly DiseaseState[]): (readonly DiseaseState[])[] {
  const groups = Map.groupBy(list, ({ given, state, lastGiven, nextDue }) =>
    [given, state, lastGiven, nextDue].join(' '),
  )
  return [...groups.values()]
}

export function allergyInWords({ label, severity }: ChildHealth['allergies'][number]): string {
  return severity ? `${label} (${severity})` : label
}

export function doctorInWords(sheet: ChildHealth['sheet']): string | null {
  if (!sheet?.doctor) return null
  const { name, phone, city } = sheet.doctor
  return [name, city, phone ? displayPhone(phone) : null].filter(Boolean).join(', ')
}

/** « lunettes, appareil dentaire » */
export function aidsInWords(sheet: ChildHealth['sheet']): string | null {
  if (!sheet) return null
  const aids = [
    sheet.wearsGlasses ? 'lunettes' : null,
    sheet.hearingAid ? 'appareil auditif' : null,
    sheet.dentalDevice ? 'appareil dentaire' : null,
  ]
  return aids.filter(Boolean).join(', ') || null
}

/** `dernière dose le 14 mars 2024` */
export function lastDose({ lastGiven }: DiseaseState): string {
  return lastGiven ? dateInWords(lastGiven) : 'aucune dose notée'
}
