import type { FieldName } from '../../src/settings/field-defaults.ts'

type Bad = readonly [sent: Record<string, string>, id: string, sentence: RegExp]

/** One row of the policy: its form, what it takes and refuses, the right of domain.md §2. */
export interface FieldCase {
  readonly field: FieldName
  readonly right: 'S' | 'R' | 'O'
  readonly form: string
  /** Where it is posted, when elsewhere. */
  readonly action?: string
  /** Where it is read, when elsewhere. */
  readonly shown?: string
  readonly label: RegExp
  readonly input: RegExp
  readonly good: Record<string, string>
  readonly bad: readonly Bad[]
  /** An item of a list rather than a value. */
  readonly isList?: true
}

export interface Places {
  readonly ADULT: string
  readonly PARTNER: string
  readonly CHILD: string
  readonly zoe: string
}

/** How no form may be filled in. */
export const nir = '2 87 03 59 512 123 45'
