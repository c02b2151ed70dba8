import { Hono } from 'hono'
import { AccessibilityPage } from '../../templates/pages/accessibility.tsx'
import { ContactPage } from '../../templates/pages/contact.tsx'
import { LegalPage } from '../../templates/pages/legal.tsx'
import { paths } from '../paths.ts'
import type { WebEnv } from './context.ts'
import { page, visitorChrome } from './respond.ts'

/** What everybody may read. The same bytes for a visitor and for a parent who is signed in. */
export function publicRoutes(): Hono<WebEnv> {
  return new Hono<WebEnv>()
    .get(paths.contact, (c) => page(c, <ContactPage chrome={visitorChrome(c, '')} />))
    .get(paths.legal, (c) =>
      page(c, <LegalPage chrome={visitorChrome(c, '')} contact={c.get('settings').contact} />),
    )
    .get(paths.accessibility, (c) => page(c, <AccessibilityPage chrome={visitorChrome(c, '')} />))
}
