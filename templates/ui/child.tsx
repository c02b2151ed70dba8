import type { FC } from 'hono/jsx'

/** 1 to 6, by the child's place in the family (oldest first): the seventh takes the first colour again. */
export function childColour(place: number): string {
  return `e${((place - 1) % 6) + 1}`
}

export interface ChildBadgeProps {
  readonly firstName: string
  /** 1 for the oldest. */
  readonly place: number
  readonly isLarge?: boolean
}

/** A child's arch: the initial in the child's colour. The name stands beside it in the text. */
export const ChildBadge: FC<ChildBadgeProps> = ({ firstName, place, isLarge }) => (
  <span
    class={`child-badge ${childColour(place)}${isLarge ? ' child-badge-large' : ''}`}
    aria-hidden="true"
  >
    {firstName.charAt(0).toLocaleUpperCase('fr-FR')}
  </span>
)
