import type { FC } from 'hono/jsx'
import { paths } from '../../src/paths.ts'

/** 1 to 6, by the child's place in the family (oldest first): the seventh takes the first colour again. */
export function childColour(place: number): string {
  return `e${((place - 1) % 6) + 1}`
}

/** Where a child's photo is; the number changes with it. */
export interface ChildPicture {
  readonly ref: string
  readonly photo: number | null
}

export interface ChildBadgeProps {
  readonly firstName: string
  /** 1 for the oldest. */
  readonly place: number
  readonly picture?: ChildPicture
  readonly isLarge?: boolean
}

/** A child's arch: the photo, or the initial in the child's colour. The name stands beside it in the text. */
export const ChildBadge: FC<ChildBadgeProps> = ({ firstName, place, picture, isLarge }) => (
  <span
    class={`child-badge ${childColour(place)}${isLarge ? ' child-badge-large' : ''}`}
    aria-hidden="true"
  >
    {picture?.photo ? (
      <img
        src={paths.childPicture(picture.ref, `${picture.photo}.jpg`)}
        alt=""
        width={isLarge ? 68 : 32}
        height={isLarge ? 76 : 36}
      />
    ) : (
      firstName.charAt(0).toLocaleUpperCase('fr-FR')
    )}
  </span>
)
