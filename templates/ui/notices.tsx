import type { Child, FC } from 'hono/jsx'

interface Words {
  readonly children?: Child
}

/** What was just done. Takes the focus, so that it is heard. */
export const Success: FC<Words> = ({ children }) => (
  <div class="success" role="status" tabindex={-1} autofocus>
    <p>{children}</p>
  </div>
)

/** What the family should know before going on. */
export const Notice: FC<Words> = ({ children }) => (
  <div class="notice">
    <p>{children}</p>
  </div>
)

export const Info: FC<Words> = ({ children }) => (
  <div class="info">
    <p>{children}</p>
  </div>
)

/** Nothing to show: says so, and what to do. */
export const Empty: FC<{ title: string; children?: Child; action?: Child }> = (props) => (
  <div class="empty">
    <p class="empty-title">{props.title}</p>
    {props.children && <p>{props.children}</p>}
    {props.action && <p class="actions">{props.action}</p>}
  </div>
)

export type BadgeLook = 'ok' | 'waiting' | 'bad' | 'info' | 'health' | 'soft'

export const Badge: FC<{ look: BadgeLook; children?: Child }> = ({ look, children }) => (
  <span class={`badge badge-${look}`}>{children}</span>
)
