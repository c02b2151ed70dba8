import { addDays, type Day } from '../kernel/day.ts'
import type { WantedQuotient } from './quotients.ts'

export interface KnownQuotient extends Pick<
  WantedQuotient,
  'householdId' | 'type' | 'value' | 'validFrom'
> {
  readonly id: number
  readonly validTo: Day | null
}

/** Quotients to annul, to end on another day, and to enter. A value on file is never overwritten. */
export interface QuotientPlan {
  readonly annulled: readonly KnownQuotient[]
  readonly ended: readonly {
    readonly id: number
    readonly householdId: number
    readonly validTo: Day | null
  }[]
  readonly entered: readonly (WantedQuotient & { readonly validTo: Day | null })[]
}

interface Standing extends WantedQuotient {
  /** Null: not on file yet. */
  readonly onFile: KnownQuotient | null
  readonly validTo: Day | null
}

/**
 * Fits quotients of one household and type between those on file: the one before ends the day before, a new one ends
 * before the next. What is on file with the same value stays, and takes an end that is given. Running it again on its
 * result changes nothing.
 */
export function fitQuotients(
  known: readonly KnownQuotient[],
  wanted: readonly WantedQuotient[],
): QuotientPlan {
  const annulled: KnownQuotient[] = []
  let standing: Standing[] = known.map((onFile) => ({ ...onFile, onFile }))
  const inOrder = wanted.toSorted((a, b) => (a.validFrom < b.validFrom ? -1 : 1))
  for (const one of inOrder) {
    const same = standing.find(({ validFrom }) => validFrom === one.validFrom)
    const isKept = same?.value === one.value
    if (same?.onFile && !isKept) annulled.push(same.onFile)
    const isOpen = one.validTo === undefined || one.validTo === null
    const validTo = isKept && isOpen ? same.validTo : endOf(one, standing)
    const now: Standing = isKept ? { ...same, validTo } : { ...one, validTo, onFile: null }
    standing = [...standing.filter((other) => other !== same).map((other) => cut(other, one)), now]
  }
  return {
    annulled,
    ended: standing.flatMap(({ onFile, validTo, householdId }) =>
      onFile && onFile.validTo !== validTo ? [{ id: onFile.id, householdId, validTo }] : [],
    ),
    entered: standing.flatMap(({ onFile, ...one }) => (onFile ? [] : [one])),
  }
}

/** The end that is given, and in any case the day before the next one begins. */
function endOf({ validFrom, validTo = null }: WantedQuotient, standing: readonly Standing[]) {
  const next = standing
    .map((other) => other.validFrom)
    .filter((from) => from > validFrom)
    .toSorted()[0]
  const ends = [validTo, next === undefined ? null : addDays(next, -1)]
  return ends.filter((end) => end !== null).toSorted()[0] ?? null
}

/** One that began before and reaches into the new one ends the day before it. */
function cut(other: Standing, { validFrom }: WantedQuotient): Standing {
  const reaches = other.validTo === null || other.validTo >= validFrom
  return other.validFrom < validFrom && reaches
    ? { ...other, validTo: addDays(validFrom, -1) }
    : other
}
