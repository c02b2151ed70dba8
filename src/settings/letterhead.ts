import type { Day } from '../kernel/day.ts'
import { townHallLines, type Settings } from './settings.ts'

/** The head of a paper, as `templates/pdf/look.typ` draws it: who writes, in which colour, on which day. */
export interface Letterhead {
  readonly createdOn: Day
  /** `#1f5c57` */
  readonly colour: string
  readonly commune: {
    readonly name: string
    readonly service: string
    readonly lines: readonly string[]
  }
}

/** The town hall's, as it writes today. What is kept as it was issued has its own. */
export function letterhead({ commune, look }: Settings, createdOn: Day): Letterhead {
  const { name, service } = commune
  return {
    createdOn,
    colour: look.colour,
    commune: { name, service, lines: townHallLines(commune) },
  }
}
