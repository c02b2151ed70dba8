import { Hono } from 'hono'
import { NewsItemPage, NewsPage } from '../../templates/pages/news.tsx'
import type { Chrome } from '../../templates/chrome.ts'
import type { Tx } from '../db/connect.ts'
import { asParent, asVisitor } from '../db/transactions.ts'
import { dayOf } from '../kernel/day.ts'
import { sha256 } from '../kernel/ids.ts'
import { readMarkdown } from '../kernel/markdown.ts'
import { newsOf } from '../messages/news.ts'
import { paths } from '../paths.ts'
import type { WebContext, WebEnv } from './context.ts'
import { csrfFor } from './csrf.ts'
import { chrome, page, visitorChrome } from './respond.ts'
import { sessionToken } from './session-cookie.ts'

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

/** Whoever is signed in reads with his or her rights, everybody else as a visitor. */
async function withReader(
  c: WebContext,
  work: (tx: Tx, around: Chrome) => Response | Promise<Response>,
): Promise<Response> {
  const { db } = c.get('deps')
  const token = sessionToken(c)
  const now = c.get('now')
  const answer =
    token &&
    (await asParent(db, sha256(token), now, async (tx, parent) =>
      work(tx, chrome(c, { tx, parent, now, csrf: csrfFor(token) }, null)),
    ))
  return answer || asVisitor(db, async (tx) => work(tx, visitorChrome(c, '')))
}
