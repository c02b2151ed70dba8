import { Hono } from 'hono'
import type { FC } from 'hono/jsx'
import type { Chrome } from '../../templates/chrome.ts'
import { AccessibilityPage } from '../../templates/pages/accessibility.tsx'
import { ContactPage } from '../../templates/pages/contact.tsx'
import { LegalPage } from '../../templates/pages/legal.tsx'
import { paths } from '../paths.ts'
import type { WebContext, WebEnv } from './context.ts'
import { isAway } from './errors.ts'
import { withReader } from './reader.ts'
import { page, visitorChrome } from './respond.ts'

/** What everybody may read; who is signed in keeps the own menu around it. */
export function publicRoutes(): Hono<WebEnv> {
  return new Hono<WebEnv>()
    .get(paths.contact, (c) => read(c, ContactPage))
    .get(paths.legal, (c) => read(c, LegalPage))
    .get(paths.accessibility, (c) => read(c, AccessibilityPage))
}

type Contact = WebEnv['Variables']['settings']['contact']

/** While the database is away the menu is missing, not the town hall's telephone number. */
function read(c: WebContext, Page: FC<{ chrome: Chrome; contact: Contact }>): Promise<Response> {
  const { contact } = c.get('settings')
  const show = (around: Chrome) => page(c, <Page chrome={around} contact={contact} />)
  return withReader(c, (_tx, around) => show(around)).catch((error: unknown) => {
    if (!isAway(error)) throw error
    return show(visitorChrome(c, ''))
  })
}
