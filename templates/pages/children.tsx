import type { FC } from 'hono/jsx'
import type { ChildSheet } from '../../src/households/child/confirmations.ts'
import type { HouseholdChild } from '../../src/households/children.ts'
import type { Day } from '../../src/kernel/day.ts'
import { paths } from '../../src/paths.ts'
import type { Chrome } from '../chrome.ts'
import { Layout } from '../layout.tsx'
import { ChildBadge } from '../ui/child.tsx'
import { Greeting } from '../ui/navigation.tsx'
import { Empty } from '../ui/notices.tsx'
import { childInWords } from '../ui/school.ts'
import { SheetsToRead } from '../ui/sheets-to-read.tsx'
import { FamilyTabs } from '../ui/family-tabs.tsx'

export interface ChildrenPageProps {
  readonly chrome: Chrome
  /** Eldest first. */
  readonly family: readonly HouseholdChild[]
  readonly today: Day
  /** Sheets to read again this school year, by child. */
  readonly toRead: ReadonlyMap<number, readonly ChildSheet[]>
}

export const ChildrenPage: FC<ChildrenPageProps> = ({ chrome, family, today, toRead }) => (
  <Layout chrome={chrome} title="Mes enfants">
    <FamilyTabs current="children" />
    <Greeting title="Mes enfants" />
    {family.length === 0 ? (
      <Empty
        title="Aucun enfant pour l’instant"
        action={
          <a class="button button-quiet" href={paths.newThread}>
            Écrire à la mairie
          </a>
        }
      >
        La mairie rattache votre enfant à votre compte à son inscription à l’école.
      </Empty>
    ) : (
      <div class="cards-2">
        {family.map((child, index) => (
          <ChildCard
            child={child}
            place={index + 1}
            today={today}
            toRead={toRead.get(child.id) ?? []}
          />
        ))}
      </div>
    )}
  </Layout>
)

interface ChildCardProps {
  readonly child: HouseholdChild
  readonly place: number
  readonly today: Day
  readonly toRead: readonly ChildSheet[]
}

const ChildCard: FC<ChildCardProps> = ({ child, place, today, toRead }) => (
  <div class="card child-card">
    <div class="file-head">
      <p class="large">
        <ChildBadge firstName={child.firstName} place={place} picture={child} isLarge />
      </p>
      <h2>
        {child.firstName} {child.usualName ?? child.lastName}
      </h2>
      <p class="lead">{childInWords(child, today)}</p>
    </div>
    <div class="stack">
      {child.className && (
        <p class="small">
          Classe{'\u00A0'}: {child.className}
        </p>
      )}
      <SheetsToRead childRef={child.ref} sheets={toRead} />
    </div>
    <p class="actions">
      <a class="button button-quiet" href={paths.child(child.ref)}>
        Voir sa fiche
        <span class="vh">
          {'\u00A0'}: {child.firstName}
        </span>
      </a>{' '}
      <a class="link-strong" href={paths.calendar}>
        Son calendrier
        <span class="vh">
          {'\u00A0'}: {child.firstName}
        </span>
      </a>
    </p>
  </div>
)
