import { Hono } from 'hono'
import { NewsItemPage, NewsPage } from '../../templates/pages/news.tsx'
import { dayOf } from '../kernel/day.ts'
import { readMarkdown } from '../kernel/markdown.ts'
import { newsOf } from '../messages/news.ts'
import { paths } from '../paths.ts'
import type { WebEnv } from './context.ts'
import { withReader } from './reader.ts'
import { page } from './respond.ts'

/** « Nouvelles »: what the commune announces, to parents or to everybody. One statement. */
export function newsRoutes(): Hono<WebEnv> {
  const routes = new Hono<WebEnv>()
  routes.get(paths.news, (c) =>
    withReader(c, async (tx, around) => {
      const news = await newsOf(tx, dayOf(c.get('now')), { limit: 50 })
      return page(c, <NewsPage chrome={around} news={news} />)
    }),
  )
  routes.get(paths.newsItem(':code'), (c) =>
    withReader(c, async (tx, around) => {
      const which = { code: c.req.param('code') ?? '', limit: 1 }
      const [item] = await newsOf(tx, dayOf(c.get('now')), which)
      if (!item) return c.notFound()
      return page(c, <NewsItemPage chrome={around} item={item} blocks={readMarkdown(item.body)} />)
    }),
  )
  return routes
}
