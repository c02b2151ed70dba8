import type { Day } from '../../kernel/day.ts'
import type { FormErrors, FormValues } from '../../kernel/forms.ts'
import type { FieldValue, FieldValues, Target } from '../model.ts'

export type Options = readonly (readonly [value: string, label: string])[]

/** One line of a screen that changes the family file. */
export interface FormField {
  /** In French, unique on the page: `nom-usage` is sent as `f_nom_usage`. */
  readonly id: string
  readonly kind: 'text' | 'tel' | 'email' | 'choice' | 'check'
  readonly label: string
  /** Heading under which it stands with its neighbours. */
  readonly group?: string
  readonly help?: string
  /** The field of the target that it belongs to: its rule decides whether the line is there. */
  readonly field: string
  readonly options?: Options
  readonly autocomplete?: string
  readonly inputmode?: 'numeric' | 'tel' | 'email'
  readonly isShort?: boolean
  readonly isCode?: boolean
}

/** What the rules of a form need to know besides what was sent. */
export interface FormContext {
  readonly today: Day
  /** The adult in whose name the file is: at least one phone. */
  readonly isPrimary: boolean
  readonly adults: Options
  /** Choices that the screen looked up, by field's id. */
  readonly choices: Readonly<Record<string, Options>>
  /** The commune of the portal: it knows its own name and postcode. */
  readonly commune: { readonly town: string; readonly postcode: string; readonly insee: string }
  readonly isRequired: (field: string) => boolean
}

export interface ReadForm {
  readonly values: FieldValues
  readonly errors: FormErrors
  /** Choices that only the answer shows: communes of a postcode. By field's id. */
  readonly options?: Readonly<Record<string, Options>>
}

/** A screen of the family file: its lines, how they are filled from what is on file, how they are read. */
export interface EditForm {
  readonly target: Target
  readonly fields: readonly FormField[]
  readonly fill: (values: FieldValues, today: Day) => FormValues
  readonly read: (form: FormValues, context: FormContext) => ReadForm
}

/** A value, or the sentence that says what is wrong. */
export type Answer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly fault: string }

export function good<T>(value: T): Answer<T> {
  return { ok: true, value }
}

export function wrong(fault: string): Answer<never> {
  return { ok: false, fault }
}

export function textOf(value: FieldValue | undefined): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}

/** The sent name of a field. */
export function sentName(id: string): string {
  return `f_${id.replaceAll('-', '_')}`
}
