import type { FC } from 'hono/jsx'
import { FieldError } from './form.tsx'

export interface ChoiceProps {
  readonly id: string
  readonly label: string
  readonly value: string
  readonly options: readonly (readonly [value: string, label: string])[]
  readonly error?: string | undefined
}

/** One of a list: label, error, select. */
export const Choice: FC<ChoiceProps> = ({ id, label, value, options, error }) => (
  <div class={error ? 'field field-error' : 'field'}>
    <label for={id}>{label}</label>
    {error && <FieldError id={id} error={error} />}
    <select
      class="input"
      id={id}
      name={`f_${id}`}
      aria-describedby={error ? `${id}-erreur` : undefined}
    >
      {options.map(([key, words]) => (
        <option value={key} selected={key === value ? true : undefined}>
          {words}
        </option>
      ))}
    </select>
  </div>
)
