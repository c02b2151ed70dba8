import type { Child, FC } from 'hono/jsx'
import { newToken } from '../../src/kernel/ids.ts'
import type { FormErrors } from '../../src/kernel/forms.ts'
import { describedBy, FieldFrame } from './field-frame.tsx'

/** The hidden fields of every form: the session's token, and a key that makes it count once. */
export const FormFields: FC<{ csrf: string }> = ({ csrf }) => (
  <>
    <input type="hidden" name="_csrf" value={csrf} />
    <input type="hidden" name="_key" value={newToken()} />
  </>
)

export interface SubmitProps {
  /** The verb: the server looks which one is present. */
  readonly name: string
  readonly label: string
  readonly look?: 'quiet' | 'sun' | 'danger'
}

export const Submit: FC<SubmitProps> = ({ name, label, look }) => (
  <input
    type="submit"
    class={look ? `button button-${look}` : 'button'}
    name={name}
    value={label}
  />
)

export interface FieldProps {
  /** In French, unique on the page: `identifiant`. The field is named `f_identifiant`. */
  readonly id: string
  readonly label: string
  readonly value?: string
  readonly help?: Child
  readonly error?: string | undefined
  readonly type?: 'text' | 'password' | 'email' | 'tel'
  readonly autocomplete?: string | undefined
  readonly inputmode?: 'numeric' | 'tel' | 'email' | undefined
  readonly maxlength?: number
  readonly isShort?: boolean | undefined
  /** Identifiers and codes: no capital is put in. */
  readonly isCode?: boolean | undefined
}

/** A line to fill in. */
export const Field: FC<FieldProps> = (props) => {
  const { id, label, value = '', help, error, type = 'text', isShort, isCode } = props
  return (
    <FieldFrame id={id} label={label} help={help} error={error} isShort={isShort}>
      <input
        class="input"
        type={type}
        id={id}
        name={fieldName(id)}
        value={type === 'password' ? '' : value}
        aria-describedby={describedBy({ id, help, error })}
        aria-invalid={error ? 'true' : undefined}
        autocomplete={props.autocomplete}
        inputmode={props.inputmode}
        maxlength={props.maxlength}
        autocapitalize={isCode && type !== 'email' ? 'none' : undefined}
      />
    </FieldFrame>
  )
}

export interface FileFieldProps {
  readonly id: string
  readonly label: string
  readonly help?: Child
  readonly error?: string | undefined
  /** Only pictures: of a person. Otherwise pictures and PDF. */
  readonly isPhoto?: boolean
  /** Named `f_…[]`, so that a field may send several files or stand several times. */
  readonly isMany?: boolean
}

/** A file to choose; the form around it has `enctype="multipart/form-data"`. */
export const FileField: FC<FileFieldProps> = ({ id, label, help, error, isPhoto, isMany }) => {
  const kinds = isPhoto ? 'Une photo JPEG, PNG ou WebP' : 'Une photo (JPEG, PNG, WebP) ou un PDF'
  const limits = (
    <>
      {help ?? kinds}, 5{'\u00A0'}Mo au plus.
    </>
  )
  const pictures = 'image/jpeg,image/png,image/webp'
  return (
    <FieldFrame id={id} label={label} help={limits} error={error}>
      <input
        class="file"
        type="file"
        id={id}
        name={isMany ? `${fieldName(id)}[]` : fieldName(id)}
        accept={isPhoto ? pictures : `${pictures},application/pdf`}
        multiple={isMany}
        aria-describedby={describedBy({ id, help: limits, error })}
        aria-invalid={error ? 'true' : undefined}
      />
    </FieldFrame>
  )
}

interface Summary {
  readonly errors: FormErrors
  readonly title?: string
  /** Names of the fields, for a sentence that several of them have. */
  readonly labels?: Readonly<Record<string, string>>
  /** Says that the form below keeps what was typed. */
  readonly isKept?: boolean
}

/** What is wrong, above the form, with a link to each field. Takes the focus. Nothing without errors. */
export const ErrorSummary: FC<Summary> = ({ errors, title, labels, isKept }) => {
  const entries = Object.entries(errors)
  if (entries.length === 0) return null
  const times = (sentence: string) => entries.filter(([, other]) => other === sentence).length
  const words = entries.map(([name, sentence]) => {
    const label = times(sentence) > 1 ? labels?.[name] : undefined
    return [name, label ? `${label}\u00A0: ${sentence}` : sentence] as const
  })
  return (
    <div class="errors" tabindex={-1} autofocus>
      <div role="alert">
        <h2>{title ?? answersToCorrect(entries.length)}</h2>
        <ul>
          {words.map(([name, sentence]) => (
            <li>{name ? <a href={`#${idOf(name)}`}>{sentence}</a> : sentence}</li>
          ))}
        </ul>
        {isKept && (
          <p>
            Rien n’est encore enregistré{'\u202F'}; vos autres réponses sont gardées ci-dessous.
          </p>
        )}
      </div>
    </div>
  )
}

/** The title of a page whose form may come back: that something is wrong is heard first (WCAG 2.4.2). */
export function titleWith(errors: FormErrors, title: string): string {
  return titleWhen(Object.keys(errors).length > 0, title)
}

/** The same of a page that has one thing to be wrong. */
export function titleWhen(isWrong: boolean, title: string): string {
  return isWrong ? `Erreur\u00A0: ${title}` : title
}

function answersToCorrect(count: number): string {
  if (count === 1) return 'Une réponse est à corriger'
  const words = ['Deux', 'Trois', 'Quatre', 'Cinq', 'Six', 'Sept', 'Huit', 'Neuf']
  return `${words[count - 2] ?? count} réponses sont à corriger`
}

/** The name under which a field is sent: never that of a property of the form (web.md). */
export function fieldName(id: string): string {
  return `f_${id.replaceAll('-', '_')}`
}

function idOf(name: string): string {
  return name.replace(/^f_/, '').replaceAll('_', '-')
}
