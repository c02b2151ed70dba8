import type { FC } from 'hono/jsx'
import type { ChildFile } from '../../src/households/child-file.ts'
import { ChildFrame, type ChildTab, type ChildAround } from '../ui/child-frame.tsx'
import { FormFields, Submit } from '../ui/form.tsx'

export interface ChildRemovalPageProps {
  readonly frame: ChildAround
  readonly child: ChildFile
  readonly tab: ChildTab
  /** The address that removes it. */
  readonly action: string
  readonly back: string
  /** `Retirer Monique Lefèvre` */
  readonly title: string
  /** What follows, in a sentence. */
  readonly consequence: string
}

/** Before something is taken away: what, and what follows. */
export const ChildRemovalPage: FC<ChildRemovalPageProps> = (props) => {
  const { frame, child, tab, action, back, title, consequence } = props
  const { chrome } = frame
  return (
    <ChildFrame frame={frame} child={child} tab={tab} title={title}>
      <div class="narrow">
        <div class="card">
          <h2>
            {title}
            {'\u202F'}?
          </h2>
          <p>{consequence}</p>
          <form action={action} method="post">
            <FormFields csrf={chrome.csrf} />
            <p class="actions">
              <Submit name="retirer" label="Retirer" look="danger" /> <a href={back}>Garder</a>
            </p>
          </form>
        </div>
      </div>
    </ChildFrame>
  )
}
