import type { Child, FC } from 'hono/jsx'
import type { Day } from '../../src/kernel/day.ts'
import { dayAndMonth } from '../../src/kernel/french.ts'

export interface StripEntry {
  readonly day: Day
  readonly text: Child
}

/** What happened or is announced, side by side, each under its day. */
export const NewsStrip: FC<{ title: string; entries: readonly StripEntry[]; more?: Child }> = (
  props,
) => (
  <div class="news">
    <h2>{props.title}</h2>
    <ul>
      {props.entries.map(({ day, text }) => (
        <li>
          <p class="news-date">{dayAndMonth(day)}</p>
          <p>{text}</p>
        </li>
      ))}
    </ul>
    {props.more && <p class="small">{props.more}</p>}
  </div>
)
