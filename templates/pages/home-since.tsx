import type { FC } from 'hono/jsx'
import { addDays, dayOf, type Day } from '../../src/kernel/day.ts'
import { dayAndMonth, dayInWords } from '../../src/kernel/french.ts'
import type { Waiting } from '../../src/operations/home/waiting.ts'
import type { SinceVisit } from '../../src/operations/home/since-visit.ts'
import { paths } from '../../src/paths.ts'
import { NewsStrip, type StripEntry } from '../ui/news-strip.tsx'

type Since = Pick<Waiting, 'news' | 'since' | 'lastVisit'>

/** What came since the last visit, papers and news together; else what is announced. */
export const SinceLastVisit: FC<{ waiting: Since; today: Day }> = ({ waiting, today }) => {
  const fresh = waiting.lastVisit ? entriesOf(waiting, dayOf(waiting.lastVisit)) : []
  const shown = fresh.length > 0 ? fresh : entriesOf({ ...waiting, since: [] }, '')
  if (shown.length === 0) return null
  const title =
    fresh.length > 0 && waiting.lastVisit
      ? `Depuis votre visite ${visitInWords(dayOf(waiting.lastVisit), today)}`
      : 'Nouvelles'
  return (
    <NewsStrip
      title={title}
      entries={shown}
      more={waiting.news.length > 0 && <a href={paths.news}>Toutes les nouvelles</a>}
    />
  )
}

/** The three newest, in the order in which they came. */
function entriesOf({ news, since }: Since, from: Day): StripEntry[] {
  const entries = [
    ...since.map((paper): StripEntry => ({ day: paper.day, text: <Arrived paper={paper} /> })),
    ...news
      .filter((item) => item.firstDay >= from)
      .map((item): StripEntry => ({
        day: item.firstDay,
        text: <a href={paths.newsItem(item.code)}>{item.title}</a>,
      })),
  ]
  return entries
    .sort((a, b) => b.day.localeCompare(a.day))
    .slice(0, 3)
    .reverse()
}

const Arrived: FC<{ paper: SinceVisit }> = ({ paper }) =>
  paper.invoiceRef ? (
    <>
      <a href={paths.invoice(paper.invoiceRef)}>Votre {lowered(paper.title)}</a> est arrivée.
    </>
  ) : (
    <>
      Nouveau document{'\u00A0'}:{' '}
      <a href={paths.document(paper.ref, paper.fileName)}>{lowered(paper.title)}</a>
    </>
  )

function lowered(title: string): string {
  return title.charAt(0).toLowerCase() + title.slice(1)
}

/** `de vendredi` within a week, `du 4 novembre` before. */
function visitInWords(day: Day, today: Day): string {
  if (day === today) return 'de tout à l’heure'
  if (day === addDays(today, -1)) return 'd’hier'
  return day > addDays(today, -7) ? `de ${dayInWords(day).split(' ')[0]}` : `du ${dayAndMonth(day)}`
}
