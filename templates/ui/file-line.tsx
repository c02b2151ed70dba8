import type { FC } from 'hono/jsx'
import type { FormField, Options } from '../../src/requests/forms/model.ts'
import { FieldError } from './field-frame.tsx'
import { Field, fieldName } from './form.tsx'

export interface LineProps {
  readonly field: FormField
  readonly value: string
  readonly error: string | undefined
  readonly options: Options | null
}

/** One line of a form, as the domain describes it. */
export const Line: FC<LineProps> = ({ field, value, error, options }) => {
  if (field.kind === 'check') return <Tick field={field} value={value} error={error} />
  if (options) return <Select field={field} value={value} error={error} options={options} />
  return (
    <Field
      id={field.id}
      label={field.label}
      value={value}
      error={error}
      type={field.kind === 'tel' || field.kind === 'email' ? field.kind : 'text'}
      help={field.help}
      autocomplete={field.autocomplete}
      inputmode={field.inputmode}
      isShort={field.isShort}
      isCode={field.isCode}
    />
  )
}

/** The hidden field tells an unticked box from one that was not there. */
const Tick: FC<Omit<LineProps, 'options'>> = ({ field, value, error }) => (
  <div class={error ? 'field field-error' : 'field'}>
    {error && <FieldError id={field.id} error={error} />}
    <input type="hidden" name={`vu_${fieldName(field.id)}`} value="1" />
    <p class="check-line">
      <input
        type="checkbox"
        id={field.id}
        name={fieldName(field.id)}
        value="oui"
        checked={value ? true : undefined}
        aria-describedby={error ? `${field.id}-erreur` : undefined}
      />{' '}
      <label for={field.id}>{field.label}</label>
    </p>
  </div>
)

const Select: FC<LineProps> = ({ field, value, error, options }) => (
  <div class={error ? 'field field-error' : 'field'}>
    <label for={field.id}>{field.label}</label>
    {field.help && (
      <p class="help" id={`${field.id}-aide`}>
        {field.help}
      </p>
    )}
    {error && <FieldError id={field.id} error={error} />}
    <select
      class="input"
      id={field.id}
      name={fieldName(field.id)}
      aria-describedby={
        [field.help ? `${field.id}-aide` : '', error ? `${field.id}-erreur` : '']
          .filter(Boolean)
          .join(' ') || undefined
      }
      aria-invalid={error ? 'true' : undefined}
    >
      {(options ?? []).map(([key, words]) => (
        <option value={key} selected={key === value ? true : undefined}>
          {words}
        </option>
      ))}
    </select>
  </div>
)
