import { Hono } from 'hono'
import { PaymentThanks } from '../../templates/pages/payment-thanks.tsx'
import { asVisitor } from '../db/transactions.ts'
import { isRef } from '../kernel/ids.ts'
import { paths } from '../paths.ts'
import { attemptRefOf, attemptState } from '../payments/attempts.ts'
import { storeNotification } from '../payments/notifications.ts'
import type { PaymentProvider } from '../payments/provider.ts'
import { findProvider } from '../payments/providers/registry.ts'
import type { WebContext, WebEnv } from './context.ts'
import { readBytes } from './form-body.ts'
import { page, seeOther, visitorChrome } from './respond.ts'

/** A notification is a few hundred characters; what is far longer is none. */
const longest = 4_000

/**
 * What banks and browsers that come back from a bank ask for: nobody is signed in, and there is no token of ours.
 * Only the notification decides anything, and only once it was read by a job.
 */
export function bankRoutes(): Hono<WebEnv> {
  const routes = new Hono<WebEnv>()

  routes.get(paths.bankNotification(':provider'), async (c) => {
    const provider = findProvider(c.req.param('provider') ?? '')
    if (!provider) return c.notFound()
    return takeNotification(c, provider, rawQuery(c))
  })

  routes.get(paths.bankReturn(':provider'), (c) =>
    cameBack(c, c.req.param('provider') ?? '', c.req.queries('reference')),
  )

  routes.post(paths.bankReturn(':provider'), async (c) => {
    const body = new URLSearchParams((await readBytes(c, longest))?.toString('utf8') ?? '')
    return cameBack(c, c.req.param('provider') ?? '', body.getAll('reference'))
  })

  routes.get(paths.paymentThanks(':ref'), async (c) => {
    const attemptRef = c.req.param('ref') ?? ''
    if (!isRef(attemptRef)) return c.notFound()
    const state = await asVisitor(c.get('deps').db, (tx) => attemptState(tx, attemptRef))
    if (!state) return c.notFound()
    const chrome = visitorChrome(c, '')
    return page(c, <PaymentThanks chrome={chrome} attemptRef={attemptRef} state={state} />)
  })

  return routes
}

/** Stored before anything else, then answered in the bank's words; 503 when it could not even be stored. */
async function takeNotification(
  c: WebContext,
  provider: PaymentProvider,
  raw: string,
): Promise<Response> {
  const { db, keys, log } = c.get('deps')
  if (raw === '' || raw.length > longest) return c.text(provider.acknowledgement)
  try {
    const sent = { provider: provider.name, raw, now: c.get('now') }
    await asVisitor(db, (tx) => storeNotification(tx, keys, sent))
  } catch (error) {
    log.error({ err: error, requestId: c.get('requestId') }, 'notification not stored')
    return c.text('indisponible', 503, { 'Retry-After': '30' })
  }
  return c.text(provider.acknowledgement)
}

/** The bytes after `?` as they were received: the framework's own address is already tidied. */
function rawQuery(c: WebContext): string {
  const address = receivedAddress(c.env) ?? c.req.url
  const at = address.indexOf('?')
  return at < 0 ? '' : address.slice(at + 1)
}

function receivedAddress(env: unknown): string | null {
  if (typeof env !== 'object' || env === null || !('incoming' in env)) return null
  const { incoming } = env
  if (typeof incoming !== 'object' || incoming === null || !('url' in incoming)) return null
  return typeof incoming.url === 'string' ? incoming.url : null
}

/** The browser is believed in nothing but which attempt it speaks of. */
async function cameBack(
  c: WebContext,
  slug: string,
  references: readonly string[] | undefined,
): Promise<Response> {
  const provider = findProvider(slug)
  if (!provider) return c.notFound()
  const [reference = '', ...others] = references ?? []
  if (others.length > 0) return seeOther(c, paths.home)
  const ref = await asVisitor(c.get('deps').db, (tx) => attemptRefOf(tx, provider.name, reference))
  return seeOther(c, ref ? paths.paymentThanks(ref) : paths.home)
}
