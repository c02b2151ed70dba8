import type { Child, FC } from 'hono/jsx'

export interface FieldFrameProps {
  /** Of the input inside. */
  readonly id: string
  readonly label: string
  readonly help?: Child
  readonly error?: string | undefined
  readonly isShort?: boolean | undefined
  readonly children?: Child
}

/** Label, help, error, then what is filled in: in that order, each tied to it by `describedBy`. */
export const FieldFrame: FC<FieldFrameProps> = (props) => {
  const { id, label, help, error, isShort, children } = props
  const names = ['field', error ? 'field-error' : '', isShort ? 'short' : '']
  return (
    <div class={names.filter(Boolean).join(' ')}>
      <label for={id}>{label}</label>
      {help && (
        <p class="help" id={`${id}-aide`}>
          {help}
        </p>
      )}
      {error && <FieldError id={id} error={error} />}
      {children}
    </div>
  )
}

export const FieldError: FC<{ id: string; error: string }> = ({ id, error }) => (
  <p class="error" id={`${id}-erreur`}>
    <strong>Erreur{'\u00A0'}:</strong> {error}
  </p>
)

/** The help and the error of its frame, for an input's `aria-describedby`. */
export function describedBy({ id, help, error }: Omit<FieldFrameProps, 'label'>) {
  const names = [help ? `${id}-aide` : '', error ? `${id}-erreur` : '']
  return names.filter(Boolean).join(' ') || undefined
}
