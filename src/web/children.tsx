import { Hono } from 'hono'
import { ChildPage } from '../../templates/pages/child.tsx'
import { ChildrenPage } from '../../templates/pages/children.tsx'
import { childFile } from '../households/child-file.ts'
import { childrenOf } from '../households/children.ts'
import { dayOf } from '../kernel/day.ts'
import { isRef } from '../kernel/ids.ts'
import { paths } from '../paths.ts'
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
      const children = await childrenOf(tx, parent.householdId, today)
      return page(
        c,
        <ChildrenPage chrome={chrome(c, request, 'family')} today={today} family={children} />,
      )
    }),
  )

  routes.get(
    paths.child(':ref'),
    steppedUp(async (c, request) => {
      const { tx, parent, now } = request
      const ref = c.req.param('ref') ?? ''
      if (!isRef(ref)) return c.notFound()
      const { householdId, personId, login } = parent
      const reader = { now, actorKind: 'PARENT', actor: login } as const
      const of = { householdId, ref, personId }
      const child = await childFile(tx, c.get('deps').keys, of, reader)
      if (!child) return c.notFound()
      return page(
        c,
        <ChildPage
          chrome={chrome(c, request, 'family')}
          child={child}
          today={dayOf(now)}
          place={child.place}
        />,
      )
    }),
  )

  return routes
}
