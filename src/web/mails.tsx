import { Hono } from 'hono'
import { MailChoicePage, StopMailPage } from '../../templates/pages/mails.tsx'
import { asGate } from '../db/transactions.ts'
import { noticeKinds } from '../messages/notice-kinds.ts'
import { readStopToken, stopMail } from '../messages/notice-mail.ts'
import { keepMailPreferences, mailPreferences } from '../messages/preferences.ts'
import { paths } from '../paths.ts'
import type { WebEnv } from './context.ts'
import { signedIn, signedInForm } from './guard.ts'
import { doorChrome } from './login.tsx'
import { chrome, doneAt, page, seeOther } from './respond.ts'

/** Which mails an adult receives: from the account page, or from a mail itself. */
export function mailRoutes(): Hono<WebEnv> {
  const routes = new Hono<WebEnv>()

  routes.get(
    paths.accountMails,
    signedIn(async (c, request) => {
      const preferences = await mailPreferences(request.tx, request.parent.personId)
      return page(c, <MailChoicePage chrome={chrome(c, request, null)} preferences={preferences} />)
    }),
  )

  routes.post(
    paths.accountMails,
    signedInForm(async (c, { tx, parent, form, formKey, now }) => {
      const wanted = noticeKinds.filter((kind) => form[`f_${kind.toLowerCase()}`] !== undefined)
      await keepMailPreferences(tx, parent, wanted, now)
      return seeOther(c, doneAt(paths.account, 'courriels', formKey))
    }),
  )

  routes.get(paths.stopMail(':token'), (c) => {
    const stop = readStopToken(c.get('deps').keys, c.req.param('token') ?? '')
    if (!stop) return Promise.resolve(c.notFound())
    const token = c.req.param('token') ?? ''
    return page(
      c,
      <StopMailPage chrome={doorChrome(c)} kind={stop.kind} token={token} isDone={false} />,
    )
  })

  // A mail program posts here by itself (RFC 8058): no cookie, no token of a form; the address is the authority.
  routes.post(paths.stopMail(':token'), async (c) => {
    const { db, keys } = c.get('deps')
    const token = c.req.param('token') ?? ''
    const stop = readStopToken(keys, token)
    if (!stop) return c.notFound()
    await asGate(db, (tx) => stopMail(tx, stop, c.get('now')))
    return page(c, <StopMailPage chrome={doorChrome(c)} kind={stop.kind} token={token} isDone />)
  })

  return routes
}
