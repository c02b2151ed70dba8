import { addMonths, lastDayOf, monthOf, type Day } from '../../kernel/day.ts'
import {
  vaccineRules,
  vaccines,
  type Disease,
  type Vaccine,
  type VaccineLaw,
  type VaccineRule,
} from './vaccine-rules.ts'

/** A vaccine that a child was given. */
export interface GivenVaccine {
  readonly vaccine: Vaccine
  readonly day: Day
}

export interface DiseaseState {
  readonly disease: Disease
  /** Doses given until the day. */
  readonly given: number
  /** Doses that should have been given by the day. */
  readonly due: number
  readonly lastGiven: Day | null
  /** UP_TO_DATE: nothing is missing. DUE: asked for within three months. LATE: longer. */
  readonly state: 'UP_TO_DATE' | 'DUE' | 'LATE'
  /** Since when the first missing dose is due; for one that is up to date, when the next will be; null: no more. */
  readonly nextDue: Day | null
}

export interface VaccinationState {
  /** Of the diseases that the law names for this child, in the order of its table. */
  readonly diseases: readonly DiseaseState[]
  readonly isComplete: boolean
  /** A child who lacks a dose is let in for three months; null: nothing is missing, or the three months are over. */
  readonly provisionalUntil: Day | null
}

const provisionalMonths = 3

/**
 * Which mandatory vaccines a child lacks on a day, by the law of that day in the commune of that INSEE code. Only what
 * the law asks of a child born that day: of one born before 2018 nothing beyond diphtheria, tetanus and polio may be asked.
 */
export function vaccinationState(
  birthDate: Day,
  given: readonly GivenVaccine[],
  { day, insee }: VaccineLaw,
): VaccinationState {
  const rules = vaccineRules.filter(
    (rule) =>
      (rule.bornFrom ?? '') <= birthDate &&
      birthDate <= (rule.bornTo ?? '9999') &&
      rule.mandatoryFrom <= day &&
      day <= (rule.mandatoryUntil ?? '9999') &&
      insee.startsWith(rule.insee ?? ''),
  )
  const diseases = rules.map((rule) => {
    const days = daysOf(given, rule.disease, day)
    return stateOf(rule.disease, { dueDays: dueDaysOf(rule, birthDate, days[0]), days }, day)
  })
  const missing = diseases.filter(({ state }) => state !== 'UP_TO_DATE')
  const until = missing
    .map(({ nextDue }) => later(nextDue ?? day, provisionalMonths))
    .toSorted()
    .at(0)
  return {
    diseases,
    isComplete: missing.length === 0,
    provisionalUntil: until && until >= day ? until : null,
  }
}

/** When each dose is due: not before the law asks for it, and fewer for whoever began late. */
function dueDaysOf(rule: VaccineRule, birthDate: Day, first: Day | undefined): Day[] {
  const days = rule.doses
    .map((months) => later(birthDate, months))
    .map((due) => (due < rule.mandatoryFrom ? rule.mandatoryFrom : due))
  const isLateStart = first !== undefined && first >= later(birthDate, 12)
  return isLateStart && rule.afterFirstBirthday ? days.slice(-rule.afterFirstBirthday) : days
}

function stateOf(
  disease: Disease,
  { dueDays, days }: { readonly dueDays: readonly Day[]; readonly days: readonly Day[] },
  day: Day,
): DiseaseState {
  const due = dueDays.filter((one) => one <= day).length
  const nextDue = dueDays[days.length] ?? null
  const known = { disease, given: days.length, due, lastGiven: days.at(-1) ?? null, nextDue }
  if (nextDue === null || nextDue > day) return { ...known, state: 'UP_TO_DATE' }
  return { ...known, state: later(nextDue, provisionalMonths) < day ? 'LATE' : 'DUE' }
}

/** Days on which a dose against a disease was given, earliest first; the same day counts once. */
function daysOf(given: readonly GivenVaccine[], disease: Disease, day: Day): Day[] {
  const days = given
    .filter((one) => one.day <= day && protectsAgainst(one.vaccine, disease))
    .map((one) => one.day)
  return [...new Set(days)].toSorted()
}

function protectsAgainst(vaccine: Vaccine, disease: Disease): boolean {
  const against: readonly Disease[] = vaccines[vaccine]
  return against.includes(disease)
}

/** The same day of the month some months later; the last of the month where it has no such day. */
function later(day: Day, months: number): Day {
  const month = addMonths(monthOf(day), months)
  const wanted = `${month}-${day.slice(8)}`
  const last = lastDayOf(month)
  return wanted > last ? last : wanted
}
