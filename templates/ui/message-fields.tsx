import type { FC } from 'hono/jsx'
import type { FormErrors } from '../../src/kernel/forms.ts'
import { describedBy, FieldFrame } from './field-frame.tsx'
import { FileField } from './form.tsx'

export interface MessageFieldsProps {
  readonly label: string
  readonly text: string
  readonly errors: FormErrors
  readonly rows: number
}

/** What is written and what comes with it. The form around them has `enctype="multipart/form-data"`. */
export const MessageFields: FC<MessageFieldsProps> = ({ label, text, errors, rows }) => {
  const error = errors['f_texte']
  return (
    <>
      <FieldFrame id="texte" label={label} error={error}>
        <textarea
          class="input"
          id="texte"
          name="f_texte"
          rows={rows}
          cols={40}
          aria-describedby={describedBy({ id: 'texte', error })}
          aria-invalid={error ? 'true' : undefined}
        >
          {text}
        </textarea>
      </FieldFrame>
      <FileField
        id="pieces"
        label="Joindre des fichiers"
        help="Jusqu’à cinq photos ou PDF"
        error={errors['f_pieces']}
        isMany
      />
    </>
  )
}
