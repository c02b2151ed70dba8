import { Hono } from 'hono'
import { ChildPage } from '../../templates/pages/child.tsx'
import { ChildrenPage } from '../../templates/pages/children.tsx'
import { papersOfChild } from '../households/child/child-papers.ts'
import { sheetsToRead } from '../households/child/confirmations.ts'
import { childrenOf } from '../households/children.ts'
import { dayOf } from '../kernel/day.ts'
import { threadsAbout } from '../messages/threads-about.ts'
import { paths } from '../paths.ts'
import { around, readChild } from './child-access.tsx'
import type { WebEnv } from './context.ts'
import { family } from './guard.ts'
import { chrome, page } from './respond.ts'
import { steppedUp } from './step-up.tsx'

/** « Mes enfants ». */
export function childrenRoutes(): Hono<WebEnv> {
  const routes = new Hono<WebEnv>()

  routes.get(
    paths.children,
    family(async (c, request) => {
      const { tx, parent, now } = request
      const today = dayOf(now)
      const [children, toRead] = await Promise.all([
        childrenOf(tx, parent.householdId, today),
        sheetsToRead(tx, parent.householdId, today),
      ])
      const frame = chrome(c, request, 'family')
      return page(
        c,
        <ChildrenPage chrome={frame} today={today} family={children} toRead={toRead} />,
      )
    }),
  )

  routes.get(
    paths.child(':ref'),
    steppedUp(async (c, request) => {
      const child = await readChild(c, request)
      if (!child) return c.notFound()
      const { tx, parent, now } = request
      const of = { householdId: parent.householdId, childId: child.id }
      const threads = await threadsAbout(tx, parent, 'CHILD', [child.id])
      const papers = child.health ? await papersOfChild(tx, of, dayOf(now)) : []
      const frame = around(c, request)
      return page(
        c,
        <ChildPage frame={frame} child={child} papers={papers} threads={threads} now={now} />,
      )
    }),
  )

  return routes
}
