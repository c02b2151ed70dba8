import type { FC } from 'hono/jsx'
import type { GivenPaper } from '../../src/households/papers-to-supply.ts'
import { dayOf } from '../../src/kernel/day.ts'
import { dateInWords } from '../../src/kernel/french.ts'
import { paths } from '../../src/paths.ts'
import { Badge } from './notices.tsx'
import { givenWords } from './paper-words.ts'

/** Where a document stands that the family sent unasked, inside a paragraph: the town hall decides on it. */
export const SentDocument: FC<{ paper: GivenPaper }> = ({ paper }) => {
  const { look, badge, sentence } = givenWords(paper)
  return (
    <>
      Votre document du {dateInWords(dayOf(paper.createdAt))}
      {'\u00A0'}: <Badge look={look}>{badge}</Badge>{' '}
      {paper.state === 'RECEIVED' ? 'La mairie va le regarder.' : sentence}{' '}
      <a href={paths.paper(paper.ref)}>Le revoir</a>
    </>
  )
}
