import type { FC } from 'hono/jsx'
import type { ChildFile, Diet } from '../../src/households/child-file.ts'
import { dateInWords, hourInWords } from '../../src/kernel/french.ts'
import type { Day } from '../../src/kernel/day.ts'
import { displayPhone } from '../../src/kernel/text.ts'
import { paths } from '../../src/paths.ts'
import type { Chrome } from '../chrome.ts'
import { Layout } from '../layout.tsx'
import { Card, Facts } from '../ui/card.tsx'
import { ChildBadge } from '../ui/child.tsx'
import { Trail } from '../ui/navigation.tsx'
import { Badge, Empty } from '../ui/notices.tsx'
import { childInWords, levelInWords } from '../ui/school.ts'
import { ChildHealthCard, currentProtocol } from './child-health.tsx'

export interface ChildPageProps {
  readonly chrome: Chrome
  readonly child: ChildFile
  /** 1 for the eldest. */
  readonly place: number
  readonly today: Day
}

/** All that the town hall knows of a child, as this parent may see it. */
export const ChildPage: FC<ChildPageProps> = ({ chrome, child, place, today }) => {
  const name = `${child.firstName} ${child.usualName ?? child.lastName}`
  const protocol = currentProtocol(child, today)
  return (
    <Layout chrome={chrome} title={name}>
      <Trail href={paths.children} label="Mes enfants" />
      <div class="file-head">
        <p class="large">
          <ChildBadge firstName={child.firstName} place={place} isLarge />
        </p>
        <h1>{name}</h1>
        <p class="lead">
          {childInWords(child, today)}. {protocol && <Badge look="health">PAI</Badge>}
        </p>
      </div>
      <div class="two">
        <div class="two-body two-tall stack">
          <Identity child={child} />
          {child.health && <ChildHealthCard child={child} health={child.health} />}
          {child.health && <Pickups child={child} />}
        </div>
        <div class="two-side">
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
            <h2>Une erreur, un changement{'\u202F'}?</h2>
            <p>
              <a href={paths.newThread}>Écrivez à la mairie</a>
              {'\u00A0'}: elle corrige la fiche de {child.firstName}.
            </p>
          </div>
          {child.health && (
            <div class="card side">
              <h2>Qui lit cette fiche</h2>
              <p class="small">
                Les personnes qui s’occupent de {child.firstName}, et vous. Chaque lecture de sa
                santé est inscrite.
              </p>
            </div>
          )}
        </div>
      </div>
    </Layout>
  )
}

const diets: Readonly<Record<Diet, string>> = {
  STANDARD: 'Pas de régime particulier',
  NO_PORK: 'Sans porc',
  NO_MEAT: 'Sans viande',
  VEGETARIAN: 'Végétarien',
  NO_GLUTEN: 'Sans gluten',
}

const Identity: FC<{ child: ChildFile }> = ({ child }) => (
  <Card title="École et habitudes">
    <Facts
      rows={[
        ['Naissance', dateInWords(child.birthDate)],
        ['École', child.school],
        ['Classe', child.className ?? (child.level ? levelInWords(child.level) : null)],
        ['Repas', diets[child.diet]],
        ['Rentre seul', leavesAlone(child)],
        ...(child.canSwim === null ? [] : [['Sait nager', child.canSwim ? 'Oui' : 'Non'] as const]),
        ...(child.nap ? [['Sieste', child.nap] as const] : []),
      ]}
    />
  </Card>
)

function leavesAlone(child: ChildFile): string {
  if (!child.mayLeaveAloneFrom) return 'Non'
  return `Oui, à partir de ${hourInWords(child.mayLeaveAloneFrom)}`
}

const Pickups: FC<{ child: ChildFile }> = ({ child }) => (
  <Card title={child.sex === 'F' ? 'Qui vient la chercher' : 'Qui vient le chercher'}>
    {child.pickups.length === 0 ? (
      <Empty title="Ses parents seulement">
        Pour une grand-mère, une voisine ou une grande sœur, écrivez à la mairie.
      </Empty>
    ) : (
      <ul class="list devices">
        {child.pickups.map((pickup) => (
          <li>
            <div>
              <span class="l-title">
                {pickup.firstName} {pickup.lastName}
              </span>{' '}
              <span class="l-note">
                {[pickup.relationship, ...pickup.phones.map(displayPhone)]
                  .filter(Boolean)
                  .join(', ')}
              </span>
            </div>
            <p>
              {pickup.forbidden ? (
                <Badge look="bad">ne peut pas venir</Badge>
              ) : (
                pickup.canPickUp && <Badge look="ok">peut venir</Badge>
              )}{' '}
              {pickup.emergencyContact && <Badge look="info">à prévenir en urgence</Badge>}
            </p>
          </li>
        ))}
      </ul>
    )}
  </Card>
)
