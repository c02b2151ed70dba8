import { addDays, type Day } from '../../kernel/day.ts'
import { Refusal } from '../../kernel/refusal.ts'
import { tariffSha256 } from './canonical.ts'
import type { ListedTariff } from './read-tariff.ts'

/** A version of a tariff that the database holds. */
export interface HeldTariff {
  readonly id: number
  readonly activityId: number
  readonly code: string
  readonly version: number
  readonly validFrom: Day
  readonly validTo: Day | null
  readonly sha256: string
  /** A charge was priced with it: closed and superseded, never edited. */
  readonly isUsed: boolean
}

/** What an import changes. */
export interface ImportPlan {
  readonly unchanged: readonly ListedTariff[]
  readonly added: readonly NewVersion[]
  /** Last day of versions that a later one follows. */
  readonly closed: readonly { readonly id: number; readonly validTo: Day }[]
  /** Unused versions that the list replaces. */
  readonly removed: readonly number[]
}

export interface NewVersion {
  readonly tariff: ListedTariff
  readonly version: number
  readonly sha256: string
}

/**
 * Compares a list with what is held: an equal tariff stays, a changed one gets a new version from its first day on.
 * Throws TARIFF_USED when charges were priced on or after that day with the version that would have to go.
 */
export function planImport(
  listed: readonly ListedTariff[],
  held: readonly HeldTariff[],
): ImportPlan {
  const plan: MutablePlan = { unchanged: [], added: [], closed: [], removed: [] }
  for (const tariff of listed) {
    const versions = held.filter(
      (one) => one.activityId === tariff.activityId && one.code === tariff.code,
    )
    planOne(plan, tariff, versions)
  }
  return plan
}

interface MutablePlan {
  readonly unchanged: ListedTariff[]
  readonly added: NewVersion[]
  readonly closed: { id: number; validTo: Day }[]
  readonly removed: number[]
}

function planOne(plan: MutablePlan, tariff: ListedTariff, versions: readonly HeldTariff[]): void {
  const sha256 = tariffSha256(tariff)
  if (versions.some((version) => version.sha256 === sha256)) {
    plan.unchanged.push(tariff)
    return
  }
  for (const version of versions) makeRoom(plan, tariff, version)
  const last = Math.max(0, ...versions.map((version) => version.version))
  plan.added.push({ tariff, version: last + 1, sha256 })
}

function makeRoom(plan: MutablePlan, tariff: ListedTariff, version: HeldTariff): void {
  const ended = version.validTo !== null && version.validTo < tariff.validFrom
  const later = tariff.validTo !== null && tariff.validTo < version.validFrom
  if (ended || later) return
  if (version.validFrom < tariff.validFrom) {
    plan.closed.push({ id: version.id, validTo: addDays(tariff.validFrom, -1) })
  } else if (version.isUsed) {
    throw new Refusal('TARIFF_USED', { tariff: tariff.code, from: version.validFrom })
  } else {
    plan.removed.push(version.id)
  }
}
