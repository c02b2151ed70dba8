import { matchKey } from '../kernel/text.ts'
import type { Anomaly, ImportedAdult } from './family-model.ts'
import { isAnother, sharesContact } from './match-adults.ts'
import type { Target } from './plan.ts'

/** The adults of a model who are not on file yet. */
export interface NewAdults {
  /** Each once, in the order of the source. */
  readonly people: readonly ImportedAdult[]
  readonly anomalies: readonly Anomaly[]
  /** The row of this line: a new one, or that of the same person in another family of the source. */
  readonly add: (adult: ImportedAdult) => Target
}

/**
 * Somebody may stand in two families (an adult of two households). The same name with the same birth date, or without
 * one the same phone or e-mail, is the same person, who sees both files: hence two people where birth name or birth
 * place differ, and a question where phones and e-mails all do.
 */
export function newAdults(): NewAdults {
  const people: ImportedAdult[] = []
  const anomalies: Anomaly[] = []
  const bySign = new Map<string, { readonly adult: ImportedAdult; readonly target: Target }[]>()
  const add = (adult: ImportedAdult): Target => {
    const signs = signsOf(adult)
    const same = signs
      .flatMap((sign) => bySign.get(sign) ?? [])
      .find((one) => !isAnother(one.adult, adult))
    if (same && isDoubtful(same.adult, adult)) anomalies.push(question(adult))
    const target = same?.target ?? { fresh: people.push(adult) - 1 }
    for (const sign of signs) bySign.set(sign, [...(bySign.get(sign) ?? []), { adult, target }])
    return target
  }
  return { people, anomalies, add }
}

function signsOf(adult: ImportedAdult): string[] {
  const { birthDate, email, mobile } = adult
  const signs = birthDate ? [birthDate] : [email, mobile].filter((one) => one !== null)
  const name = matchKey(adult.usualName, adult.firstName)
  return signs.map((sign) => `${name}|${sign}`)
}

/** Both lines say how to reach the person, and nothing is the same. */
function isDoubtful(one: ImportedAdult, other: ImportedAdult): boolean {
  return isReached(one) && isReached(other) && !sharesContact(one, other)
}

function isReached({ mobile, email }: ImportedAdult): boolean {
  return mobile !== null || email !== null
}

function question({ origin }: ImportedAdult): Anomaly {
  return {
    ...origin,
    column: null,
    message: 'an adult of this name and birth date stands in another family, with other phones',
    hint: 'one person: give both lines the same phone or e-mail; two: give each a birth name or birth place',
  }
}
