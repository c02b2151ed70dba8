import type { FC } from 'hono/jsx'
import type { DocumentRow } from '../../src/files/documents.ts'
import { dateInWords } from '../../src/kernel/french.ts'
import { dayOf } from '../../src/kernel/day.ts'
import { paths } from '../../src/paths.ts'
import type { Chrome } from '../chrome.ts'
import { Layout } from '../layout.tsx'
import { Greeting, Trail } from '../ui/navigation.tsx'
import { Empty } from '../ui/notices.tsx'

export interface DocumentsPageProps {
  readonly chrome: Chrome
  readonly documents: readonly DocumentRow[]
}

const names: Readonly<Record<DocumentRow['kind'], string>> = {
  INVOICE: 'Facture',
  CREDIT_NOTE: 'Avoir',
  RECEIPT: 'Reçu',
  STATEMENT: 'Relevé de compte',
  LETTER: 'Courrier',
}

/** The papers that the family may print or keep. */
export const DocumentsPage: FC<DocumentsPageProps> = ({ chrome, documents }) => (
  <Layout chrome={chrome} title="Documents">
    <Greeting title="Documents" lead="Vos papiers en PDF, à imprimer ou à garder." />
    {documents.length === 0 ? (
      <Empty
        title="Aucun document pour le moment"
        action={<a href={paths.home}>Revenir à l’accueil</a>}
      >
        Vos factures apparaîtront ici.
      </Empty>
    ) : (
      <div class="card">
        <ul class="list">
          {documents.map((document) => (
            <li>
              <a href={paths.document(document.ref, document.fileName)}>
                <span class="l-title">
                  {names[document.kind]} {numberIn(document.fileName)}
                </span>{' '}
                <span class="l-note">{document.isRendered ? 'PDF' : 'En préparation'}</span>{' '}
                <span class="l-date">{dateInWords(dayOf(document.createdAt))}</span>
              </a>
            </li>
          ))}
        </ul>
      </div>
    )}
  </Layout>
)

/** `facture-F01-26-12-0000001.pdf` → `n° F01-26-12-0000001` */
function numberIn(fileName: string): string {
  const number = /-([A-Z]\d{2}-[0-9-]+)\.pdf$/.exec(fileName)?.[1]
  return number ? `n°\u00A0${number}` : fileName
}

export interface DocumentWaitingPageProps {
  readonly chrome: Chrome
  /** The same address, to be asked again. */
  readonly href: string
}

/** The PDF is still being made: says so, and how to ask again. */
export const DocumentWaitingPage: FC<DocumentWaitingPageProps> = ({ chrome, href }) => (
  <Layout chrome={chrome} title="Document en préparation">
    <Trail href={paths.documents} label="Documents" />
    <Greeting
      title="Votre document se prépare"
      lead={
        'Le PDF sera prêt dans quelques instants. Rien n’est perdu\u00A0: vous pouvez aussi revenir plus tard.'
      }
    />
    <p class="actions">
      <a class="button" href={href}>
        Essayer à nouveau
      </a>
    </p>
  </Layout>
)
