import { Hono } from 'hono'
import { RulesPage, RulesTextPage } from '../../templates/pages/rules.tsx'
import { rulesInForce, rulesOf } from '../households/child/rules.ts'
import { dayOf } from '../kernel/day.ts'
import { readMarkdown } from '../kernel/markdown.ts'
import { paths } from '../paths.ts'
import type { WebEnv } from './context.ts'
import { withReader } from './reader.ts'
import { page } from './respond.ts'

/** « Règlements »: the rules of the services, for everybody, and each version under its own address. One statement. */
export function rulesRoutes(): Hono<WebEnv> {
  const routes = new Hono<WebEnv>()
  routes.get(paths.rules, (c) =>
    withReader(c, async (tx, around) => {
      const rules = await rulesInForce(tx, dayOf(c.get('now')))
      return page(c, <RulesPage chrome={around} rules={rules} />)
    }),
  )
  routes.get(paths.rulesText(':id'), (c) =>
    withReader(c, async (tx, around) => {
      const id = /^[1-9]\d{0,8}$/.exec(c.req.param('id') ?? '')?.[0]
      const rules = id === undefined ? undefined : await rulesOf(tx, Number(id))
      if (!rules) return c.notFound()
      const element = (
        <RulesTextPage
          chrome={around}
          rules={rules}
          blocks={readMarkdown(rules.body)}
          today={dayOf(c.get('now'))}
        />
      )
      return page(c, element)
    }),
  )
  return routes
}
