import type { Child, FC } from 'hono/jsx'

export interface CardProps {
  readonly title: Child
  readonly more?: { readonly href: string; readonly label: string } | undefined
  readonly class?: string
  readonly children?: Child
}

/** A white card with its heading, and a link to the whole of what it shows. */
export const Card: FC<CardProps> = ({ title, more, children, class: extra }) => (
  <div class={extra ? `card ${extra}` : 'card'}>
    <div class="card-head">
      <h2>{title}</h2>
      {more && (
        <p>
          <a href={more.href}>{more.label}</a>
        </p>
      )}
    </div>
    {children}
  </div>
)

/** Label and value a line, for what is only read. A missing value says so. */
export const Facts: FC<{ rows: readonly (readonly [label: Child, value: Child])[] }> = ({
  rows,
}) => (
  <dl class="facts">
    {rows.map(([label, value]) => (
      <>
        <dt>{label}</dt>
        <dd>{value === null || value === '' ? <span class="why">non renseigné</span> : value}</dd>
      </>
    ))}
  </dl>
)
