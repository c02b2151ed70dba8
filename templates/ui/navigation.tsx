import type { Child, FC } from 'hono/jsx'

export interface Tab {
  readonly href: string
  readonly label: string
  readonly isCurrent: boolean
}

export const Tabs: FC<{ tabs: readonly Tab[] }> = ({ tabs }) => (
  <div class="tabs">
    <ul>
      {tabs.map((tab) => (
        <li>
          <a href={tab.href} aria-current={tab.isCurrent ? 'page' : undefined}>
            {tab.label}
          </a>
        </li>
      ))}
    </ul>
  </div>
)

/** The way back, above the title. */
export const Trail: FC<{ href: string; label: string }> = ({ href, label }) => (
  <p class="trail">
    <a class="i-prev" href={href}>
      {label}
    </a>
  </p>
)

/** The title of a page and a sentence under it. */
export const Greeting: FC<{ title: Child; lead?: Child; action?: Child }> = ({
  title,
  lead,
  action,
}) => (
  <div class={action ? 'greeting greeting-action' : 'greeting'}>
    <div>
      <h1>{title}</h1>
      {lead && <p class="lead">{lead}</p>}
    </div>
    {action && <p class="actions">{action}</p>}
  </div>
)
