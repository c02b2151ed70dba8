import type { Tx } from '../db/connect.ts'
import type { Keys } from '../db/keys.ts'
import type { Day } from '../kernel/day.ts'
import type { SensitiveData } from '../officers/roles.ts'
import type { FieldName } from '../settings/field-defaults.ts'
import type { ActorKind } from '../audit/record.ts'

/** What a request may change. A new one needs its rules in targets.ts. */
export type Target =
  | 'PERSON'
  | 'ADDRESS'
  | 'TAX'
  | 'BENEFIT'
  | 'QUOTIENT'
  | 'BANK'
  | 'MANDATE'
  | 'CARE_PROTOCOL'
  | 'LEAVE_ALONE'
  | 'CHILD_IDENTITY'
  | 'SCHOOLING'
  | 'CHILD'
  | 'HEALTH'

/** The drawer a request stands in. */
export type Subject = 'PERSON' | 'HOUSEHOLD' | 'CHILD' | 'QUOTIENT' | 'BANK' | 'CUSTODY' | 'HEALTH'

/** A value as a form gives it and as jsonb keeps it. */
export type FieldValue =
  | string
  | number
  | boolean
  | null
  | readonly FieldValue[]
  | { readonly [key: string]: FieldValue }

export type FieldValues = Readonly<Record<string, FieldValue>>

/** The new value of one field of one thing: of an adult, of a household, of a child. */
export interface Change {
  readonly target: Target
  /** Of the adult, the household or the child. */
  readonly targetId: number
  readonly field: string
  readonly value: FieldValue
}

/** Whose thing it is, and on which day its values count. */
export interface Whose {
  readonly targetId: number
  readonly householdId: number
  readonly day: Day
}

export interface Doer {
  readonly now: Date
  readonly actorKind: ActorKind
  /** Login of a parent, OS user of an officer. */
  readonly actor: string
}

/** How the fields of a target are read, shown and written. */
export interface TargetRules {
  readonly subject: Subject
  /** Values are kept encrypted with this key; null: they are readable. */
  readonly sealedWith: 'FAMILY' | 'CHILD' | null
  /** What an officer's role must allow, with a reason, to see the values. */
  readonly sensitive: SensitiveData | null
  /** Every field that may be asked for, with the rule that the commune may change. */
  readonly policy: Readonly<Record<string, FieldName>>
  /** French, as the screen calls it. */
  readonly labels: Readonly<Record<string, string>>
  /** A value as a parent reads it; an empty text when there is none. */
  readonly words: (field: string, value: FieldValue) => string
  /** What is on file now, of the fields that are asked for. */
  readonly read: (
    tx: Tx,
    keys: Keys,
    whose: Whose,
    fields: readonly string[],
  ) => Promise<FieldValues>
  /** Writes through the module that owns the table. */
  readonly apply: (
    tx: Tx,
    keys: Keys,
    change: Whose & { readonly values: FieldValues; readonly evidenceIds: readonly number[] },
    by: Doer,
  ) => Promise<void>
}
