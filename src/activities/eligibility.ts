import type { Day } from '../kernel/day.ts'
import { ofName } from '../kernel/french.ts'
import { formatEuros, type Cents } from '../kernel/money.ts'
import type { CatalogueActivity, CatalogueGroup } from './catalogue.ts'
import type { Conditions } from './model.ts'

/** What a group may ask of a child, on the day from which the child would come. */
export interface EligibleChild {
  readonly firstName: string
  readonly birthDate: Day
  /** Null: no level is known for the school year. */
  readonly level: string | null
  readonly schoolId: number | null
  /** INSEE code of the family's commune; null: unknown. */
  readonly residence: string | null
  /** What the family should have paid by now. */
  readonly overdueCents: Cents
  /** Papers without which nobody enrols, in French. */
  readonly missingPapers: readonly string[]
}

export type Eligibility =
  /** The groups that take the child, in the order of the catalogue; never empty. */
  | { readonly isEligible: true; readonly groups: readonly CatalogueGroup[] }
  /** A French sentence for the parent. */
  | { readonly isEligible: false; readonly reason: string }

/** May the child enrol in the activity? One rule for the page, the form and the officer. */
export function eligibility(
  child: EligibleChild,
  activity: Pick<CatalogueActivity, 'groups' | 'conditions'>,
  onDay: Day,
): Eligibility {
  const familyReason = familyObstacle(child, activity.conditions)
  const verdicts = activity.groups.map((group) => ({
    group,
    reason: obstacle(child, group, onDay),
  }))
  const groups = verdicts.filter(({ reason }) => reason === null).map(({ group }) => group)
  if (groups.length > 0 && familyReason !== null) return { isEligible: false, reason: familyReason }
  if (groups.length > 0) return { isEligible: true, groups }
  return {
    isEligible: false,
    reason: reasonFor(
      child,
      verdicts.map(({ reason }) => reason),
    ),
  }
}

/** What the conditions ask of the family; null when all is there. */
function familyObstacle(
  { firstName, residence, overdueCents, missingPapers }: EligibleChild,
  conditions: Conditions,
): string | null {
  if (conditions.residence && !(residence && conditions.residence.includes(residence))) {
    return residence === null
      ? 'Cette activité est réservée aux habitants de la commune, et nous ne connaissons pas votre adresse\u00A0: écrivez à la mairie.'
      : 'Cette activité est réservée aux habitants de la commune.'
  }
  const bound = conditions.unpaidAboveCents
  if (bound !== undefined && overdueCents > bound) {
    return `${formatEuros(overdueCents)} restent à régler après la date limite. Dès que c'est payé, l'inscription est possible\u202F; la mairie peut vous accorder un délai.`
  }
  const [paper] = missingPapers
  return paper === undefined
    ? null
    : `Il manque dans le dossier ${ofName(firstName)}\u00A0: ${missingPapers.join(', ')}. Ajoutez cette pièce, puis inscrivez ${firstName}.`
}

type Obstacle = 'SCHOOL' | 'LEVEL' | 'LEVEL_UNKNOWN' | 'YOUNG' | 'OLD'

/** Why a group does not take the child; null when it does. */
function obstacle(child: EligibleChild, group: CatalogueGroup, onDay: Day): Obstacle | null {
  if (group.schoolId !== null && group.schoolId !== child.schoolId) return 'SCHOOL'
  if (group.levels) {
    if (child.level === null) return 'LEVEL_UNKNOWN'
    if (!group.levels.includes(child.level)) return 'LEVEL'
  }
  const months = monthsOld(child.birthDate, onDay)
  if (group.ageFromMonths !== null && months < group.ageFromMonths) return 'YOUNG'
  return group.ageToMonths !== null && months > group.ageToMonths ? 'OLD' : null
}

function monthsOld(birthDate: Day, onDay: Day): number {
  const [year = 0, month = 0, date = 0] = onDay.split('-').map(Number)
  const [birthYear = 0, birthMonth = 0, birthDay = 0] = birthDate.split('-').map(Number)
  return (year - birthYear) * 12 + (month - birthMonth) - (date < birthDay ? 1 : 0)
}

/** The obstacle nearest to being overcome is the one that is told. */
function reasonFor(child: EligibleChild, obstacles: readonly (Obstacle | null)[]): string {
  const { firstName, level } = child
  if (obstacles.includes('YOUNG')) return `${firstName} est encore trop jeune pour cette activité.`
  if (obstacles.includes('OLD'))
    return `${firstName} est trop grand ou trop grande pour cette activité.`
  if (obstacles.includes('LEVEL_UNKNOWN')) {
    return `Nous ne connaissons pas encore la classe ${ofName(firstName)}\u00A0: écrivez à la mairie.`
  }
  if (obstacles.includes('LEVEL')) {
    return `Cette activité n'est pas ouverte aux enfants de ${levelInWords(level ?? '')}.`
  }
  if (obstacles.includes('SCHOOL'))
    return `Cette activité est réservée aux enfants d'une autre école.`
  return 'Cette activité ne prend pas encore d’inscriptions.'
}

const levelWords: Readonly<Record<string, string>> = {
  TPS: 'toute petite section',
  PS: 'petite section',
  MS: 'moyenne section',
  GS: 'grande section',
}

function levelInWords(level: string): string {
  return levelWords[level] ?? level
}
