import { randomBytes } from 'node:crypto'
import { Hono, type MiddlewareHandler } from 'hono'
import { matchedRoutes } from 'hono/route'
import { initialSettings } from '../settings/settings.ts'
import { absenceRoutes } from './absences.tsx'
import { accountRoutes } from './account.tsx'
import { activationRoutes } from './activation.tsx'
import { assetRoutes, assetsKeeper, faviconRoute } from './assets.ts'
import { bankRoutes } from './bank.tsx'
import { calendarRecordRoutes } from './calendar-records.tsx'
import { calendarRoutes } from './calendar.tsx'
import { communeView } from './commune.ts'
import type { AppDeps, WebContext, WebEnv } from './context.ts'
import { custodyRoutes } from './custody.tsx'
import { documentRoutes } from './documents.tsx'
import { enrolmentRoutes } from './enrolments.tsx'
import { waitingListRoutes } from './waiting-list.tsx'
import { answerError, answerNotFound } from './errors.ts'
import { healthRoutes } from './health.ts'
import { childConsentRoutes } from './child-consents.tsx'
import { childDailyRoutes } from './child-daily.tsx'
import { childHealthRoutes } from './child-health.tsx'
import { childPhotoRoutes } from './child-photo.tsx'
import { childPickupRoutes } from './child-pickups.tsx'
import { childRemovalRoutes } from './child-removals.tsx'
import { childSheetRoutes } from './child-sheet.ts'
import { childrenRoutes } from './children.tsx'
import { familyEditRoutes } from './family-edit.tsx'
import { familyFileRoutes } from './family-file.tsx'
import { homeRoutes } from './home.tsx'
import { invoiceRoutes } from './invoices.tsx'
import { loginRoutes } from './login.tsx'
import { mailCodeRoutes } from './mail-codes.tsx'
import { mailRoutes } from './mails.tsx'
import { mandateRoutes } from './mandate.tsx'
import { messagesRoutes } from './messages.tsx'
import { createMetrics, type Metrics } from './metrics.ts'
import { papersRoutes } from './papers.tsx'
import { newsRoutes } from './news.tsx'
import { patternRoutes } from './patterns.tsx'
import { paymentRoutes } from './payment.tsx'
import { pricesRoutes } from './prices.tsx'
import { publicRoutes } from './public-pages.tsx'
import { plainError } from './respond.ts'
import { requestRoutes } from './requests.tsx'
import { rulesRoutes } from './rules.tsx'
import { statementFileRoutes } from './statement-files.ts'
import { statementRoutes } from './statement.tsx'
import { stepUpRoutes } from './step-up.tsx'
import { writeSecurityHeaders } from './security-headers.ts'

/** The portal as a function from requests to answers: `app.request` in the tests, a server in src/server.ts. */
export function createApp(deps: AppDeps): Hono<WebEnv> {
  const metrics = createMetrics()
  const looks = assetsKeeper()
  const app = new Hono<WebEnv>()
  app.onError((error, c) => answerError(error, c))
  app.notFound((c) => answerNotFound(c))
  app.use(envelope(deps, metrics, communeView(initialSettings(), null)))
  app.route('/', healthRoutes(deps, metrics))
  app.use(knownHost)
  app.use(async (c, next) => {
    const settings = await deps.settings()
    const assets = await looks(settings.look)
    c.set('settings', settings)
    c.set('commune', communeView(settings, assets))
    await next()
  })
  app.route('/', assetRoutes(looks))
  app.route('/', faviconRoute(looks))
  for (const routes of resources) app.route('/', routes())
  return app
}

/** One file a resource; add yours here. */
const resources: readonly (() => Hono<WebEnv>)[] = [
  loginRoutes,
  activationRoutes,
  accountRoutes,
  stepUpRoutes,
  mailRoutes,
  mailCodeRoutes,
  homeRoutes,
  childrenRoutes,
  custodyRoutes,
  childDailyRoutes,
  childHealthRoutes,
  childPhotoRoutes,
  childPickupRoutes,
  childConsentRoutes,
  childRemovalRoutes,
  childSheetRoutes,
  familyFileRoutes,
  familyEditRoutes,
  mandateRoutes,
  requestRoutes,
  papersRoutes,
  messagesRoutes,
  publicRoutes,
  pricesRoutes,
  calendarRecordRoutes,
  newsRoutes,
  rulesRoutes,
  patternRoutes,
  calendarRoutes,
  absenceRoutes,
  enrolmentRoutes,
  waitingListRoutes,
  invoiceRoutes,
  statementRoutes,
  statementFileRoutes,
  documentRoutes,
  paymentRoutes,
  bankRoutes,
]

/** Around every answer, errors too: clock and id of the request, security headers, one line in the log. */
function envelope(
  deps: AppDeps,
  metrics: Metrics,
  commune: WebEnv['Variables']['commune'],
): MiddlewareHandler<WebEnv> {
  return async (c, next) => {
    const started = performance.now()
    c.set('deps', deps)
    c.set('now', deps.clock())
    c.set('requestId', randomBytes(8).toString('hex'))
    c.set('commune', commune)
    await next()
    writeSecurityHeaders(c)
    const ms = Math.round(performance.now() - started)
    metrics.count(c.req.method, c.res.status, ms)
    deps.log.info(
      {
        requestId: c.get('requestId'),
        method: c.req.method,
        route: matchedRoutes(c).findLast(({ path }) => path !== '/*')?.path ?? '',
        status: c.res.status,
        ms,
      },
      'request',
    )
  }
}

/** A name that is not ours means a rebound DNS or a cache to be poisoned. Names of this machine are, for local use. */
const knownHost: MiddlewareHandler<WebEnv> = async (c, next) => {
  if (isKnownHost(c)) return next()
  return plainError(c, 400)
}

function isKnownHost(c: WebContext): boolean {
  const { config } = c.get('deps')
  const { host, hostname } = new URL(c.req.url)
  if (host === new URL(config.publicUrl).host) return true
  return !config.isHttps && ['localhost', '127.0.0.1', '[::1]'].includes(hostname)
}
