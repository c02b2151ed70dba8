import type { Child, FC } from 'hono/jsx'
import type { ChildFile } from '../../src/households/child-file.ts'
import type { Day } from '../../src/kernel/day.ts'
import { paths } from '../../src/paths.ts'
import type { Chrome } from '../chrome.ts'
import { Layout } from '../layout.tsx'
import { currentProtocol } from './care-protocol.tsx'
import { ChildBadge } from './child.tsx'
import { Tabs, Trail } from './navigation.tsx'
import { Badge, Success } from './notices.tsx'
import { childInWords } from './school.ts'

export type ChildTab = 'identity' | 'health' | 'pickups' | 'daily' | 'consents' | 'photo'

/** What every page of a child is given. */
export interface ChildAround {
  readonly chrome: Chrome
  readonly today: Day
  /** What was just done, as a sentence. */
  readonly done: string | null
}

export interface ChildFrameProps {
  readonly frame: ChildAround
  readonly child: ChildFile
  readonly tab: ChildTab
  readonly title: string
  readonly children?: Child
}

/** Around every page of one child: who it is, and the tabs of the file. */
export const ChildFrame: FC<ChildFrameProps> = (props) => {
  const { child, tab, title, children } = props
  const { chrome, today, done } = props.frame
  const name = `${child.firstName} ${child.usualName ?? child.lastName}`
  return (
    <Layout chrome={chrome} title={title}>
      <Trail href={paths.children} label="Mes enfants" />
      {done && <Success>{done}</Success>}
      <div class="file-head">
        <p class="large">
          <ChildBadge firstName={child.firstName} place={child.place} picture={child} isLarge />
        </p>
        <h1>{name}</h1>
        <p class="lead">
          {childInWords(child, today)}.{' '}
          {currentProtocol(child, today) && <Badge look="health">PAI</Badge>}
        </p>
      </div>
      {child.health && <Tabs tabs={tabsOf(child, tab)} />}
      {children}
    </Layout>
  )
}

function tabsOf({ ref, sex, access }: ChildFile, tab: ChildTab) {
  const tabs: readonly (readonly [ChildTab, string, string])[] = [
    ['identity', paths.child(ref), 'Sa fiche'],
    ['health', paths.childHealth(ref), 'Santé'],
    [
      'pickups',
      paths.childPickups(ref),
      sex === 'F' ? 'Qui vient la chercher' : 'Qui vient le chercher',
    ],
    ['daily', paths.childDaily(ref), 'École et quotidien'],
    ['consents', paths.childConsents(ref), 'Autorisations'],
    ['photo', paths.childPhoto(ref), 'Photo'],
  ]
  const shown = tabs.filter(([key]) => key !== 'photo' || access['CHILD.photo'] !== 'HIDDEN')
  return shown.map(([key, href, label]) => ({ href, label, isCurrent: key === tab }))
}
