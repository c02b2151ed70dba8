import { matchAdults } from './match-adults.ts'
import { matchChildren } from './match-children.ts'
import { matchHouseholds } from './match-households.ts'
import type { Anomaly, FamilyModel, ImportedAdult, ImportedFamily, Origin } from './family-model.ts'
import type { Identities, Known } from './known.ts'

/** Who on file each person and family of the model is; null: somebody new. */
export interface Matches {
  /** By position in `model.children`. */
  readonly children: readonly (number | null)[]
  readonly adults: ReadonlyMap<ImportedAdult, number | null>
  readonly families: ReadonlyMap<ImportedFamily, number | null>
}

export interface MatchContext {
  readonly model: FamilyModel
  readonly known: Known
  readonly identities: Identities
  /** Something that only a person can decide. */
  readonly ask: (origin: Origin, message: string, hint: string) => void
}

/** Finds the people of the model again. What stays open is asked, as an anomaly; then nothing may be written. */
export function matchFamilies(
  model: FamilyModel,
  known: Known,
  identities: Identities,
): { matches: Matches; anomalies: Anomaly[] } {
  const anomalies: Anomaly[] = []
  const ask: MatchContext['ask'] = ({ file, line }, message, hint) => {
    anomalies.push({ file, line, column: null, message, hint })
  }
  const context = { model, known, identities, ask }
  const children = matchChildren(context)
  const adults = matchAdults(context, children)
  const families = matchHouseholds(context, children, adults)
  return { matches: { children, adults, families }, anomalies }
}
