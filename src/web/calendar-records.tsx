import { Hono } from 'hono'
import { FeedPage } from '../../templates/pages/calendar-feed.tsx'
import { HistoryPage, ReceiptPage } from '../../templates/pages/receipts.tsx'
import { asVisitor } from '../db/transactions.ts'
import { useFormKey } from '../db/form-keys.ts'
import { endFeed, enterFeed, feedEvents, feedOf, renewFeed } from '../enrolments/calendar-feed.ts'
import { receiptOf, recentReceipts } from '../enrolments/receipts.ts'
import { calendarText } from '../kernel/ical.ts'
import { isRef } from '../kernel/ids.ts'
import { named } from '../kernel/named.ts'
import { paths } from '../paths.ts'
import type { WebContext, WebEnv } from './context.ts'
import { family, familyForm } from './guard.ts'
import { chrome, doneAt, doneCode, page, seeOther } from './respond.ts'

const pageLength = 25

const done: Readonly<Record<string, string>> = {
  adresse: 'Votre adresse est prête. L’ancienne, s’il y en avait une, ne répond plus.',
  arretee: 'Votre agenda n’est plus publié.',
}

/** What was booked, and its proofs: the history, receipts, and the feed for other calendars. */
export function calendarRecordRoutes(): Hono<WebEnv> {
  const routes = new Hono<WebEnv>()

  routes.get(
    paths.receipts,
    family(async (c, request) => {
      const { tx, parent } = request
      const asked = new Date(c.req.query('avant') ?? '')
      const before = Number.isNaN(asked.getTime()) ? null : asked
      const limit = pageLength + 1
      const found = await recentReceipts(tx, parent.householdId, { limit, before })
      const receipts = found.slice(0, pageLength)
      const olderThan = found.length > pageLength ? (receipts.at(-1)?.at ?? null) : null
      return page(
        c,
        <HistoryPage
          chrome={chrome(c, request, 'calendar')}
          receipts={receipts}
          olderThan={olderThan}
        />,
      )
    }),
  )

  routes.get(
    paths.receipt(':ref'),
    family(async (c, request) => {
      const ref = c.req.param('ref') ?? ''
      const { tx, parent } = request
      const receipt = isRef(ref) ? await receiptOf(tx, parent.householdId, ref) : null
      if (!receipt) return c.notFound()
      return page(c, <ReceiptPage chrome={chrome(c, request, 'calendar')} receipt={receipt} />)
    }),
  )

  routes.get(
    paths.feedSettings,
    family(async (c, request) => {
      const { tx, parent } = request
      const { keys, config } = c.get('deps')
      const feed = await feedOf(tx, keys, parent)
      return page(
        c,
        <FeedPage
          chrome={chrome(c, request, 'calendar')}
          feed={feed}
          origin={config.publicUrl}
          done={named(done, doneCode(c))}
        />,
      )
    }),
  )

  routes.post(
    paths.feedSettings,
    familyForm(async (c, { tx, parent, now, form, formKey }) => {
      const isEnd = 'arreter' in form
      const answerTo = doneAt(paths.feedSettings, isEnd ? 'arretee' : 'adresse', formKey)
      const { accountId } = parent
      const repeatOf = await useFormKey(tx, formKey, { accountId, answerTo, now })
      if (repeatOf !== null) return seeOther(c, repeatOf)
      const by = { now, actor: parent.login }
      if (isEnd) await endFeed(tx, parent, by)
      else await renewFeed(tx, c.get('deps').keys, parent, by)
      return seeOther(c, answerTo)
    }),
  )

  routes.get(paths.feed(':token'), (c) => feedFile(c))

  return routes
}

/** Read by calendar programs, which have no session: the address alone is the key. */
async function feedFile(c: WebContext): Promise<Response> {
  const token = /^([0-9a-f]{64})\.ics$/.exec(c.req.param('token') ?? '')?.[1]
  if (!token) return c.notFound()
  const now = c.get('now')
  const events = await asVisitor(c.get('deps').db, async (tx) => {
    const householdId = await enterFeed(tx, token, now)
    return householdId === null ? null : feedEvents(tx, householdId, now)
  })
  if (!events) return c.notFound()
  c.header('Content-Type', 'text/calendar; charset=utf-8')
  return c.body(calendarText(`${c.get('commune').name}, portail famille`, events, now))
}
