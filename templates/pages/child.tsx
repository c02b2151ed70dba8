import type { FC } from 'hono/jsx'
import type { ChildFile } from '../../src/households/child-file.ts'
import type { ChildPaper } from '../../src/households/child/child-papers.ts'
import { dateInWords, ofName } from '../../src/kernel/french.ts'
import type { ThreadAbout } from '../../src/messages/threads-about.ts'
import { sheetName } from '../../src/kernel/sheet-name.ts'
import { paths } from '../../src/paths.ts'
import { Card, Facts } from '../ui/card.tsx'
import { ChildHealthCard } from '../ui/child-health-card.tsx'
import { ChildPapers } from '../ui/child-papers.tsx'
import { isOpen, isShown } from '../ui/child-rights.ts'
import { diets, leaveFacts, schoolFacts } from '../ui/child-facts.ts'
import { ChildFrame, type ChildAround } from '../ui/child-frame.tsx'
import { PickupList } from '../ui/pickup-list.tsx'
import { SheetsToRead, sheetsBut } from '../ui/sheets-to-read.tsx'
import { ThreadsAbout } from '../ui/threads-about.tsx'

export interface ChildPageProps {
  readonly frame: ChildAround
  readonly child: ChildFile
  readonly papers: readonly ChildPaper[]
  readonly threads: readonly ThreadAbout[]
  readonly now: Date
}

/** All that the town hall knows of a child, as this parent may see it. */
export const ChildPage: FC<ChildPageProps> = ({ frame, child, papers, threads, now }) => (
  <ChildFrame
    frame={frame}
    child={child}
    tab="identity"
    title={`${child.firstName} ${child.usualName ?? child.lastName}`}
  >
    <div class="two">
      <div class="two-body two-tall stack">
        {child.health && <SheetsToRead childRef={child.ref} sheets={sheetsBut(child.confirmed)} />}
        <Identity child={child} />
        {child.health && <ChildHealthCard child={child} health={child.health} />}
        {child.health && (
          <Card
            title={child.sex === 'F' ? 'Qui vient la chercher' : 'Qui vient le chercher'}
            more={{ href: paths.childPickups(child.ref), label: 'Ajouter ou corriger' }}
          >
            <PickupList child={child} today={frame.today} />
          </Card>
        )}
      </div>
      <div class="two-side">
        {child.health && <Sheets child={child} />}
        {child.hasCustody && (
          <div class="card side">
            <h2>Garde alternée</h2>
            <p>
              <a href={paths.custody(child.ref)}>Chez qui, jour par jour</a>
            </p>
          </div>
        )}
        {child.health && <ChildPapers child={child} papers={papers} />}
        {child.health && isOpen(child, 'CHILD.identity') && (
          <div class="card side">
            <h2>Nom, naissance</h2>
            <p>
              Une erreur, un lieu de naissance qui manque{'\u202F'}?{' '}
              <a href={paths.childIdentity(child.ref)}>Corriger l’identité</a>
            </p>
          </div>
        )}
        <div class="card side">
          <h2>Une question{'\u202F'}?</h2>
          <p>
            <a href={paths.newThreadAbout('enfant', child.ref)}>Écrivez à la mairie</a>
          </p>
          {child.health && !child.hasCustody && (
            <p class="small">
              Parents séparés{'\u00A0'}:{' '}
              <a href={paths.custody(child.ref)}>inscrire une garde alternée</a>
            </p>
          )}
        </div>
        <ThreadsAbout threads={threads} now={now} />
        {child.health && (
          <div class="card side">
            <h2>Qui lit cette fiche</h2>
            <p class="small">
              Les personnes qui s’occupent {ofName(child.firstName)}, et vous. Chaque lecture de sa
              santé est inscrite.
            </p>
          </div>
        )}
      </div>
    </div>
  </ChildFrame>
)

/** The printed sheet of a child. */
const Sheets: FC<{ child: ChildFile }> = ({ child }) => (
  <div class="card side">
    <h2>Fiche {ofName(child.firstName)}</h2>
    <p class="tools">
      <a
        class="i-download"
        href={paths.childSheet(child.ref, 'simple', sheetName(child, 'simple'))}
      >
        Fiche simple (PDF)
      </a>{' '}
      <a
        class="i-download"
        href={paths.childSheet(child.ref, 'complete', sheetName(child, 'complete'))}
      >
        Fiche complète (PDF)
      </a>
    </p>
  </div>
)

const Identity: FC<{ child: ChildFile }> = ({ child }) => (
  <Card
    title="École et quotidien"
    more={child.health ? { href: paths.childDaily(child.ref), label: 'Corriger' } : undefined}
  >
    <Facts
      rows={[
        ['Naissance', bornInWords(child)],
        ...schoolFacts(child),
        ...(isShown(child, 'CHILD.diet') ? [['Repas', diets[child.diet]] as const] : []),
        ...leaveFacts(child),
        ...(child.canSwim === null ? [] : [['Sait nager', child.canSwim ? 'Oui' : 'Non'] as const]),
        ...(child.nap ? [['Sieste', child.nap] as const] : []),
      ]}
    />
  </Card>
)

function bornInWords({ birthDate, birthPlace }: ChildFile): string {
  return [dateInWords(birthDate), birthPlace].filter(Boolean).join(', ')
}
