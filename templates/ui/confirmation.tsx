import type { FC } from 'hono/jsx'
import type { ChildFile } from '../../src/households/child-file.ts'
import type { ChildSheet } from '../../src/households/child/confirmations.ts'
import { schoolYearOf, type Day } from '../../src/kernel/day.ts'
import { paths } from '../../src/paths.ts'
import type { Chrome } from '../chrome.ts'
import { FormFields, Submit } from './form.tsx'
import { Badge } from './notices.tsx'

export interface ConfirmationProps {
  readonly chrome: Chrome
  readonly child: ChildFile
  readonly sheet: ChildSheet
  readonly today: Day
}

/** Once a school year the family says that a child's sheet is right. */
export const Confirmation: FC<ConfirmationProps> = ({ chrome, child, sheet, today }) => (
  <YearlyConfirmation
    chrome={chrome}
    action={paths.childConfirm(child.ref)}
    sheet={sheet}
    isConfirmed={child.confirmed.includes(sheet)}
    today={today}
  />
)

export interface YearlyConfirmationProps {
  readonly chrome: Chrome
  readonly action: string
  readonly sheet: ChildSheet | 'FAMILY'
  readonly isConfirmed: boolean
  readonly today: Day
}

/** « Tout est juste ? » beside a sheet, or that it was confirmed. */
export const YearlyConfirmation: FC<YearlyConfirmationProps> = (props) => {
  const { chrome, action, sheet, isConfirmed, today } = props
  const year = schoolYearOf(today)
  const years = `${year}-${year + 1}`
  if (isConfirmed) {
    return (
      <div class="card side">
        <h2>Année {years}</h2>
        <p>
          <Badge look="ok">confirmée</Badge>
        </p>
        <p class="small">
          Vous avez confirmé cette page. Corrigez-la dès que quelque chose change.
        </p>
      </div>
    )
  }
  return (
    <div class="card side">
      <h2>Tout est juste{'\u202F'}?</h2>
      <p>La mairie vous demande de relire cette page une fois par an. Confirmez-la pour {years}.</p>
      <form action={action} method="post">
        <FormFields csrf={chrome.csrf} />
        <input type="hidden" name="page" value={sheet} />
        <p class="actions">
          <Submit name="confirmer" label="Confirmer cette page" look="quiet" />
        </p>
      </form>
    </div>
  )
}
