import type { FC } from 'hono/jsx'
import type { ChildFile } from '../../src/households/child-file.ts'
import type { ChildPaper } from '../../src/households/child/child-papers.ts'
import { ofName } from '../../src/kernel/french.ts'
import { paths } from '../../src/paths.ts'
import { Badge } from './notices.tsx'
import { askedWords } from './paper-words.ts'

export interface ChildPapersProps {
  readonly child: ChildFile
  readonly papers: readonly ChildPaper[]
}

/** The papers of one child, beside its sheets: where each stands, and the file itself. */
export const ChildPapers: FC<ChildPapersProps> = ({ child, papers }) => (
  <div class="card side">
    <h2>Papiers {ofName(child.firstName)}</h2>
    <ul class="list list-papers">
      {papers.map((paper) => {
        const { look, badge, sentence } = askedWords(paper)
        const isGiven = paper.state !== 'MISSING' && paper.ref !== null
        return (
          <li>
            <span class="l-title">{paper.label}</span> <Badge look={look}>{badge}</Badge>{' '}
            {sentence && <span class="l-note">{sentence}</span>}
            <p class="item-links">
              {isGiven && (
                <a class="link-strong" href={paths.paper(paper.ref ?? '')}>
                  Voir<span class="vh">{`\u00A0: ${paper.label}`}</span>
                </a>
              )}{' '}
              {(look === 'waiting' || look === 'bad') && (
                <a class="link-strong" href={paths.givePaperOf(paper.kind, child.ref)}>
                  Envoyer<span class="vh">{`\u00A0: ${paper.label}`}</span>
                </a>
              )}
            </p>
          </li>
        )
      })}
    </ul>
    <p>
      <a href={paths.papers}>Toutes les pièces</a>
    </p>
  </div>
)
