import { Hono } from 'hono'
import { CustodyPage } from '../../templates/pages/custody.tsx'
import { childrenOf } from '../households/children.ts'
import { custodyCalendar } from '../households/custody-calendar.ts'
import { evidenceOf } from '../households/papers-to-supply.ts'
import { dayOf } from '../kernel/day.ts'
import { paths } from '../paths.ts'
import type { WebEnv } from './context.ts'
import { family } from './guard.ts'
import { chrome, page } from './respond.ts'

/** « Garde alternée »: whose day it is. Three statements. */
export function custodyRoutes(): Hono<WebEnv> {
  return new Hono<WebEnv>().get(
    paths.custody(':ref'),
    family(async (c, request) => {
      const { tx, parent, now } = request
      const today = dayOf(now)
      const { householdId } = parent
      const children = await childrenOf(tx, householdId, today)
      const child = children.find(({ ref }) => ref === c.req.param('ref'))
      if (!child) return c.notFound()
      const custody = await custodyCalendar(tx, { householdId, childId: child.id }, today)
      const given = await evidenceOf(tx, householdId, today)
      return page(
        c,
        <CustodyPage
          chrome={chrome(c, request, 'family')}
          child={child}
          custody={custody}
          judgment={given.find(({ kind }) => kind === 'JUDGMENT') ?? null}
          today={today}
        />,
      )
    }),
  )
}
