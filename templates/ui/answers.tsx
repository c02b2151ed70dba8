import type { Child, FC } from 'hono/jsx'
import type { FormErrors, FormValues } from '../../src/kernel/forms.ts'
import type { FieldAccess } from '../../src/settings/field-policy.ts'
import { Facts } from './card.tsx'
import { Choice } from './choice.tsx'
import { describedBy, FieldError, FieldFrame } from './field-frame.tsx'
import { Field, fieldName, type FieldProps } from './form.tsx'

/** What was typed, or what is known, and what is wrong with it. */
export interface Answers {
  readonly values: FormValues
  readonly errors: FormErrors
  /** By sent name, what the commune lets families do with it; a line that is not named is open. */
  readonly access?: Readonly<Record<string, FieldAccess>>
}

/** Is there any line that the family may fill in? */
export function hasOpenLine({ access = {} }: Answers): boolean {
  return Object.values(access).some((one) => one === 'EDITABLE' || one === 'REQUIRED')
}

type Named = Omit<FieldProps, 'value' | 'error'>

/** A field that finds its value and its error by its own name. */
export const Answer: FC<Named & { of: Answers }> = ({ of, ...field }) => {
  const name = fieldName(field.id)
  const closed = of.access?.[name]
  if (closed === 'HIDDEN') return null
  if (closed === 'SHOWN') return Kept({ label: field.label, value: of.values[name] ?? '' })
  return Field({ ...field, value: of.values[name] ?? '', error: of.errors[name] })
}

/** A day, as it is typed: `14/03/2024`. */
export const DayAnswer: FC<Named & { of: Answers }> = ({ help, ...field }) =>
  Answer({ ...field, help: help ?? 'Par exemple 14/03/2024.', isShort: true, maxlength: 10 })

export interface TextAnswerProps {
  readonly of: Answers
  readonly id: string
  readonly label: string
  readonly help?: Child
  readonly rows?: number
}

/** Several lines. */
export const TextAnswer: FC<TextAnswerProps> = ({ of, id, label, help, rows = 4 }) => {
  const name = fieldName(id)
  const closed = of.access?.[name]
  if (closed === 'HIDDEN') return null
  if (closed === 'SHOWN') return Kept({ label, value: of.values[name] ?? '' })
  const error = of.errors[name]
  return (
    <FieldFrame id={id} label={label} help={help} error={error}>
      <textarea
        class="input"
        id={id}
        name={name}
        rows={rows}
        cols={60}
        aria-describedby={describedBy({ id, help, error })}
        aria-invalid={error ? 'true' : undefined}
      >
        {of.values[name] ?? ''}
      </textarea>
    </FieldFrame>
  )
}

export interface ChoiceAnswerProps {
  readonly of: Answers
  readonly id: string
  readonly label: string
  readonly help?: Child
  readonly options: readonly (readonly [value: string, label: string])[]
}

/** One of a closed list. */
export const ChoiceAnswer: FC<ChoiceAnswerProps> = ({ of, id, label, help, options }) => {
  const name = fieldName(id)
  const closed = of.access?.[name]
  if (closed === 'HIDDEN') return null
  if (closed === 'SHOWN')
    return Kept({ label, value: options.find(([one]) => one === of.values[name])?.[1] ?? '' })
  return Choice({ id, label, help, options, value: of.values[name] ?? '', error: of.errors[name] })
}

/** A box that is ticked or not. */
export const BoxAnswer: FC<{ of: Answers; id: string; label: Child }> = ({ of, id, label }) => {
  const name = fieldName(id)
  const closed = of.access?.[name]
  if (closed === 'HIDDEN' || (closed === 'SHOWN' && of.values[name] !== 'oui')) return null
  if (closed === 'SHOWN') return <p>{label}</p>
  const error = of.errors[name]
  return (
    <>
      {error && <FieldError id={id} error={error} />}
      <p class="check-line">
        <input
          type="checkbox"
          id={id}
          name={name}
          value="oui"
          checked={of.values[name] === 'oui' ? true : undefined}
          aria-describedby={error ? `${id}-erreur` : undefined}
        />{' '}
        <label for={id}>{label}</label>
      </p>
    </>
  )
}

/** A line that the family may only look at. */
const Kept: FC<{ label: Child; value: string }> = ({ label, value }) => (
  <Facts rows={[[label, value]]} />
)
