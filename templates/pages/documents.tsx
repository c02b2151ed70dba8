import type { FC } from 'hono/jsx'
import type { DocumentKind, DocumentRow } from '../../src/files/documents.ts'
import type { FamilyRules } from '../../src/households/child/rules.ts'
import { dayAndMonth, ofName, plural, sizeInWords } from '../../src/kernel/french.ts'
import { dayOf } from '../../src/kernel/day.ts'
import { sheetName } from '../../src/kernel/sheet-name.ts'
import { paths } from '../../src/paths.ts'
import type { Chrome } from '../chrome.ts'
import { Layout } from '../layout.tsx'
import { Card } from '../ui/card.tsx'
import { Greeting, Tabs, Trail, type Tab } from '../ui/navigation.tsx'
import { Empty } from '../ui/notices.tsx'
import { FamilyRulesCard } from '../ui/family-rules.tsx'

export interface DocumentsPageProps {
  readonly chrome: Chrome
  /** Of the year, newest first. */
  readonly documents: readonly DocumentRow[]
  /** Those that have documents, the newest first. */
  readonly years: readonly string[]
  /** Null: there is no document yet. */
  readonly year: string | null
  /** Their sheets are printed as they stand when asked. */
  readonly children: readonly SheetOf[]
  /** In force today, with what was answered. */
  readonly rules: readonly FamilyRules[]
}

export interface SheetOf {
  readonly ref: string
  readonly firstName: string
  readonly lastName: string
  readonly usualName: string | null
}

const kinds: Readonly<Record<DocumentKind, string>> = {
  INVOICE: 'Facture',
  CREDIT_NOTE: 'Avoir',
  RECEIPT: 'Reçu de paiement',
  TAX_CERTIFICATE: 'Attestation fiscale',
  ATTENDANCE_CERTIFICATE: 'Attestation de présence',
  CHILD_SHEET: 'Fiche enfant',
  MANDATE: 'Mandat de prélèvement',
  REMINDER: 'Rappel',
  STATEMENT: 'Relevé de compte',
  LETTER: 'Courrier',
  RULES: 'Règlement',
}

/** The papers that the family may print or keep, a year at a time. */
export const DocumentsPage: FC<DocumentsPageProps> = (props) => {
  const { chrome, documents, years, year, children, rules } = props
  return (
    <Layout chrome={chrome} title={year === null ? 'Documents' : `Documents de ${year}`}>
      <Greeting title="Documents" lead="Vos papiers en PDF, à imprimer ou à garder." />
      {years.length > 1 && <Tabs tabs={years.map(yearTab(year))} />}
      <div class="two">
        <div class="two-body two-tall stack">
          {year === null ? (
            <Empty
              title="Aucun document pour le moment"
              action={<a href={paths.home}>Revenir à l’accueil</a>}
            >
              Vos factures, vos reçus et vos attestations apparaîtront ici.
            </Empty>
          ) : (
            <Year year={year} papers={documents} />
          )}
          <p class="small">
            La mairie garde ces documents dix ans. Pour toutes vos écritures, jour par jour
            {'\u00A0'}: <a href={paths.statement}>votre relevé de compte</a>.
          </p>
        </div>
        <div class="two-side stack">
          {rules.length > 0 && <FamilyRulesCard rules={rules} />}
          {children.length > 0 && <Sheets children={children} />}
        </div>
      </div>
    </Layout>
  )
}

function yearTab(current: string | null) {
  return (year: string): Tab => ({
    href: paths.documentsOfYear(year),
    label: year,
    isCurrent: year === current,
  })
}

/** No date and no size: each is made when it is asked for, with what is known then. */
const Sheets: FC<{ children: readonly SheetOf[] }> = ({ children }) => (
  <Card title="Fiches de vos enfants">
    <ul class="list">
      {children.flatMap((child) => [
        <li>
          <a href={paths.childSheet(child.ref, 'simple', sheetName(child, 'simple'))}>
            <span class="l-title">Fiche {ofName(child.firstName)}</span>{' '}
            <span class="l-note">École, responsables et téléphones, PDF à jour</span>
          </a>
        </li>,
        <li>
          <a href={paths.childSheet(child.ref, 'complete', sheetName(child, 'complete'))}>
            <span class="l-title">Fiche complète {ofName(child.firstName)}</span>{' '}
            <span class="l-note">Avec la santé et les autorisations, PDF à jour</span>
          </a>
        </li>,
      ])}
    </ul>
  </Card>
)

const Year: FC<{ year: string; papers: readonly DocumentRow[] }> = ({ year, papers }) => {
  const ready = papers.filter((one) => one.bytes !== null)
  const total = ready.reduce((sum, one) => sum + (one.bytes ?? 0), 0)
  return (
    <Card title={year}>
      <ul class="list">
        {papers.map((paper) => (
          <Paper paper={paper} />
        ))}
      </ul>
      {ready.length > 1 && (
        <p class="tools">
          <a class="i-download" href={paths.documentArchive(`documents-${year}.zip`)}>
            Tout télécharger ({plural(ready.length, 'document', 'documents')} de {year} dans un
            fichier zip, {sizeInWords(total)})
          </a>
        </p>
      )}
    </Card>
  )
}

const Paper: FC<{ paper: DocumentRow }> = ({ paper }) => {
  const day = dayOf(paper.createdAt)
  return (
    <li>
      <a href={paths.document(paper.ref, paper.fileName)}>
        <span class="l-title">{paper.title ?? kinds[paper.kind]}</span>{' '}
        <span class="l-note">
          {noteOf(paper)}
          {paper.bytes === null ? 'en préparation' : `PDF, ${sizeInWords(paper.bytes)}`}
        </span>{' '}
        <span class="l-date">
          {dayAndMonth(day)}
          <span class="vh"> {day.slice(0, 4)}</span>
        </span>
      </a>
    </li>
  )
}

/** The kind when the title does not say it, the number when the file name holds one. */
function noteOf({ kind, title, fileName }: DocumentRow): string {
  const says = title?.startsWith(kinds[kind].split(' ')[0] ?? '') ?? true
  const number = /-([A-Z]{1,2}\d{0,4}-[0-9-]+)\.pdf$/.exec(fileName)?.[1]
  return [says ? '' : `${kinds[kind]}, `, number ? `n°\u00A0${number}, ` : ''].join('')
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
