import type { Child, FC } from 'hono/jsx'
import { describedBy, FieldFrame } from './field-frame.tsx'
import { fieldName } from './form.tsx'

export interface ChoiceProps {
  readonly id: string
  readonly label: string
  readonly help?: Child
  readonly value: string
  readonly options: readonly (readonly [value: string, label: string])[]
  readonly error?: string | undefined
}

/** One of a closed list. */
export const Choice: FC<ChoiceProps> = ({ id, label, help, value, options, error }) => (
  <FieldFrame id={id} label={label} help={help} error={error}>
    <select
      class="input"
      id={id}
      name={fieldName(id)}
      aria-describedby={describedBy({ id, help, error })}
      aria-invalid={error ? 'true' : undefined}
    >
      {options.map(([key, words]) => (
        <option value={key} selected={key === value ? true : undefined}>
          {words}
        </option>
      ))}
    </select>
  </FieldFrame>
)
