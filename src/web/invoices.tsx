import { Hono } from 'hono'
import { InvoicePage } from '../../templates/pages/invoice.tsx'
import { InvoicesPage } from '../../templates/pages/invoices.tsx'
import { amountsDue } from '../billing/amounts-due.ts'
import { invoiceList } from '../billing/lists.ts'
import { invoiceTitle, lineReason, previousNotes } from '../billing/paper.ts'
import { invoiceView } from '../billing/view.ts'
import { dayOf } from '../kernel/day.ts'
import { isRef } from '../kernel/ids.ts'
import { threadsAbout } from '../messages/threads-about.ts'
import { paths } from '../paths.ts'
import type { WebEnv } from './context.ts'
import { family } from './guard.ts'
import { chrome, page } from './respond.ts'

/** « Factures »: the list and each invoice. One and three statements. */
export function invoiceRoutes(): Hono<WebEnv> {
  const routes = new Hono<WebEnv>()

  routes.get(
    paths.invoices,
    family(async (c, request) => {
      const { tx, parent, now } = request
      const invoices = await invoiceList(tx, parent.householdId)
      const titled = invoices.map((invoice) => ({ ...invoice, title: invoiceTitle(invoice) }))
      const around = chrome(c, request, 'invoices')
      return page(c, <InvoicesPage chrome={around} invoices={titled} today={dayOf(now)} />)
    }),
  )

  routes.get(
    paths.invoice(':ref'),
    family(async (c, request) => {
      const { tx, parent, now } = request
      const ref = c.req.param('ref') ?? ''
      if (!isRef(ref)) return c.notFound()
      const [invoice, dues] = await Promise.all([
        invoiceView(tx, { householdId: parent.householdId, ref }),
        amountsDue(tx, parent.householdId),
      ])
      if (!invoice) return c.notFound()
      const threads =
        invoice.kind === 'INVOICE' ? await threadsAbout(tx, parent, 'INVOICE', [invoice.id]) : []
      const view = {
        invoice,
        title: invoiceTitle(invoice),
        reasons: invoice.children.map((child) => child.lines.map(lineReason)),
        previousNotes: previousNotes(invoice),
        due: dues.find((due) => due.regieId === invoice.regieId) ?? null,
        canPay: c.get('settings').payment.provider !== 'NONE',
        today: dayOf(now),
        threads,
        now,
      }
      return page(c, <InvoicePage chrome={chrome(c, request, 'invoices')} view={view} />)
    }),
  )

  return routes
}
