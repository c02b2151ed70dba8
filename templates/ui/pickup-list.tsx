import type { Child, FC } from 'hono/jsx'
import type { ChildFile, ChildPickup } from '../../src/households/child-file.ts'
import type { Day } from '../../src/kernel/day.ts'
import { dateInWords } from '../../src/kernel/french.ts'
import { displayPhone } from '../../src/kernel/text.ts'
import { isShown } from './child-rights.ts'
import { Badge, Empty } from './notices.tsx'

export interface PickupListProps {
  readonly child: ChildFile
  readonly today: Day
  /** What may be done with each. */
  readonly actions?: (pickup: ChildPickup) => Child
}

/** Who may fetch a child, and who is called. */
export const PickupList: FC<PickupListProps> = ({ child, today, actions }) =>
  child.pickups.length === 0 ? (
    <Empty title="Ses parents seulement">
      Ajoutez une grand-mère, une voisine ou une grande sœur{'\u00A0'}: l’équipe saura qu’elle peut
      venir.
    </Empty>
  ) : (
    <ul class="list devices">
      {child.pickups.map((pickup) => (
        <li>
          <div>
            <span class="l-title">
              {pickup.firstName} {pickup.lastName}
            </span>{' '}
            <span class="l-note">
              {[pickup.relationship, ...pickup.phones.map(displayPhone), pickup.email]
                .filter(Boolean)
                .join(', ')}
            </span>{' '}
            {pickup.address && <span class="l-note">{pickup.address}</span>}{' '}
            {pickup.note && <span class="l-note">{pickup.note}</span>}
          </div>
          <Rights child={child} pickup={pickup} today={today} />
          {actions?.(pickup)}
        </li>
      ))}
    </ul>
  )

interface RightsProps {
  readonly child: ChildFile
  readonly pickup: ChildPickup
  readonly today: Day
}

const Rights: FC<RightsProps> = ({ child, pickup, today }) => {
  const until = isShown(child, 'CONTACT.canPickUp') ? timeBox(pickup, today) : null
  const comes = pickup.canPickUp && isShown(child, 'CONTACT.canPickUp')
  return (
    <p>
      {comes && <Badge look="ok">peut venir</Badge>}{' '}
      {pickup.emergencyContact && <Badge look="info">à prévenir en urgence</Badge>}{' '}
      {pickup.idCheckedOn && <Badge look="info">identité vérifiée</Badge>}{' '}
      {until && <Badge look="waiting">{until}</Badge>}
    </p>
  )
}

function timeBox({ validFrom, validTo }: ChildPickup, today: Day): string | null {
  const from = validFrom > today ? `à partir du ${dateInWords(validFrom)}` : null
  const to = validTo ? `jusqu’au ${dateInWords(validTo)}` : null
  return [from, to].filter(Boolean).join(', ') || null
}
