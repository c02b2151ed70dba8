import type { FC } from 'hono/jsx'
import type { ChildFile, ChildHealth, Diet } from '../../src/households/child-file.ts'
import type { ChildSheet } from '../../src/households/child/confirmations.ts'
import { dateInWords, hourInWords } from '../../src/kernel/french.ts'
import type { ThreadAbout } from '../../src/messages/threads-about.ts'
import { paths } from '../../src/paths.ts'
import { Card, Facts } from '../ui/card.tsx'
import { ProtocolBox } from '../ui/care-protocol.tsx'
import { ChildFrame, type ChildAround } from '../ui/child-frame.tsx'
import { aidsInWords, allergyInWords, doctorInWords } from '../ui/health-words.ts'
import { Badge, Notice } from '../ui/notices.tsx'
import { PickupList } from '../ui/pickup-list.tsx'
import { levelInWords } from '../ui/school.ts'
import { ThreadsAbout } from '../ui/threads-about.tsx'

export interface ChildPageProps {
  readonly frame: ChildAround
  readonly child: ChildFile
  readonly threads: readonly ThreadAbout[]
  readonly now: Date
}

/** All that the town hall knows of a child, as this parent may see it. */
export const ChildPage: FC<ChildPageProps> = ({ frame, child, threads, now }) => (
  <ChildFrame
    frame={frame}
    child={child}
    tab="identity"
    title={`${child.firstName} ${child.usualName ?? child.lastName}`}
  >
    <div class="two">
      <div class="two-body two-tall stack">
        {child.health && <Unconfirmed child={child} />}
        <Identity child={child} />
        {child.health && <HealthCard child={child} health={child.health} />}
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
        <div class="card side">
          <h2>Papiers et garde</h2>
          <ul class="choices">
            <li>
              <a class="i-next" href={paths.papers}>
                Pièces à fournir
              </a>
            </li>
            {child.hasCustody && (
              <li>
                <a class="i-next" href={paths.custody(child.ref)}>
                  Garde alternée
                </a>
              </li>
            )}
          </ul>
        </div>
        <div class="card side">
          <h2>Nom, naissance, école</h2>
          <p>
            Une erreur, une question{'\u202F'}?{' '}
            <a href={paths.newThreadAbout('enfant', child.ref)}>Écrivez à la mairie</a>
            {'\u00A0'}: elle les corrige avec vous.
          </p>
        </div>
        <ThreadsAbout threads={threads} now={now} />
        {child.health && (
          <div class="card side">
            <h2>Qui lit cette fiche</h2>
            <p class="small">
              Les personnes qui s’occupent de {child.firstName}, et vous. Chaque lecture de sa santé
              est inscrite.
            </p>
          </div>
        )}
      </div>
    </div>
  </ChildFrame>
)

const sheetPaths: Readonly<Record<ChildSheet, (ref: string) => string>> = {
  DAILY: paths.childDaily,
  HEALTH: paths.childHealth,
  PICKUPS: paths.childPickups,
  CONSENTS: paths.childConsents,
}

const sheetNames: Readonly<Record<ChildSheet, string>> = {
  DAILY: 'école et quotidien',
  HEALTH: 'santé',
  PICKUPS: 'personnes autorisées',
  CONSENTS: 'autorisations',
}

const Unconfirmed: FC<{ child: ChildFile }> = ({ child }) => {
  const sheets: readonly ChildSheet[] = ['HEALTH', 'PICKUPS', 'DAILY', 'CONSENTS']
  const left = sheets.filter((sheet) => !child.confirmed.includes(sheet))
  if (left.length === 0) return null
  return (
    <Notice>
      À relire pour cette année{'\u00A0'}:{' '}
      {left.map((sheet, index) => (
        <>
          {index > 0 && ', '}
          <a href={sheetPaths[sheet](child.ref)}>{sheetNames[sheet]}</a>
        </>
      ))}
      .
    </Notice>
  )
}

/** The printed sheet of a child. */
const Sheets: FC<{ child: ChildFile }> = ({ child }) => (
  <div class="card side">
    <h2>Fiche de {child.firstName}</h2>
    <p class="tools">
      <a class="i-download" href={paths.childSheet(child.ref, 'simple')}>
        Fiche simple (PDF)
      </a>{' '}
      <a class="i-download" href={paths.childSheet(child.ref, 'complete')}>
        Fiche complète (PDF)
      </a>
    </p>
  </div>
)

export const diets: Readonly<Record<Diet, string>> = {
  STANDARD: 'Pas de régime particulier',
  NO_PORK: 'Sans porc',
  NO_MEAT: 'Sans viande',
  VEGETARIAN: 'Végétarien',
  NO_GLUTEN: 'Sans gluten',
}

const Identity: FC<{ child: ChildFile }> = ({ child }) => (
  <Card
    title="École et quotidien"
    more={child.health ? { href: paths.childDaily(child.ref), label: 'Corriger' } : undefined}
  >
    <Facts
      rows={[
        ['Naissance', dateInWords(child.birthDate)],
        ['École', child.school],
        ['Classe', child.className ?? (child.level ? levelInWords(child.level) : null)],
        ['Repas', diets[child.diet]],
        [child.sex === 'F' ? 'Rentre seule' : 'Rentre seul', leavesAlone(child)],
        ...(child.canSwim === null ? [] : [['Sait nager', child.canSwim ? 'Oui' : 'Non'] as const]),
        ...(child.nap ? [['Sieste', child.nap] as const] : []),
      ]}
    />
  </Card>
)

export function leavesAlone(child: Pick<ChildFile, 'mayLeaveAloneFrom'>): string {
  if (!child.mayLeaveAloneFrom) return 'Non'
  return `Oui, à partir de ${hourInWords(child.mayLeaveAloneFrom)}`
}

const HealthCard: FC<{ child: ChildFile; health: ChildHealth }> = ({ child, health }) => {
  const { sheet, allergies, careProtocols } = health
  return (
    <Card title="Santé" more={{ href: paths.childHealth(child.ref), label: 'Corriger' }}>
      {careProtocols.map((protocol) => (
        <ProtocolBox protocol={protocol} firstName={child.firstName} />
      ))}
      <Facts
        rows={[
          [
            'Allergies',
            allergies.length > 0
              ? allergies.map(allergyInWords).join('\u202F; ')
              : 'Aucune signalée',
          ],
          ['Médecin', doctorInWords(sheet)],
          ['Traitement', sheet?.treatment ?? null],
          ...(aidsInWords(sheet) ? [['Porte', aidsInWords(sheet)] as const] : []),
          ['À savoir', sheet?.notes ?? null],
        ]}
      />
      {careProtocols.length === 0 && allergies.some(({ type }) => type === 'FOOD') && (
        <p class="small">
          <Badge look="waiting">sans PAI</Badge> Pour la cantine, parlez-en à la mairie.
        </p>
      )}
    </Card>
  )
}
