import { Hono } from 'hono'
import { PaymentPage } from '../../templates/pages/payment.tsx'
import { dayOf } from '../kernel/day.ts'
import { isRef } from '../kernel/ids.ts'
import { paths } from '../paths.ts'
import { regieDues } from '../payments/dues.ts'
import { resumePayment, startPayment } from '../payments/start.ts'
import { spplus } from '../payments/providers/spplus/spplus.ts'
import type { WebContext, WebEnv } from './context.ts'
import { family, familyForm } from './guard.ts'
import { chrome, doneAt, page, seeOther } from './respond.ts'

/** Paying by card: what is owed, and the way to the bank. */
export function paymentRoutes(): Hono<WebEnv> {
  const routes = new Hono<WebEnv>()

  routes.get(
    paths.payment,
    family(async (c, request) => {
      const { tx, parent, now } = request
      const dues = await regieDues(tx, parent.householdId, now)
      const canPay = c.get('settings').payment.provider !== 'NONE'
      const around = chrome(c, request, 'invoices')
      return page(c, <PaymentPage chrome={around} dues={dues} today={dayOf(now)} canPay={canPay} />)
    }),
  )

  routes.post(
    paths.payment,
    familyForm(async (c, { tx, parent, now, form, formKey }) => {
      const started = await startPayment(
        tx,
        {
          householdId: parent.householdId,
          personId: parent.personId,
          accountId: parent.accountId,
          regieCode: form['regie'] ?? '',
          again: form['deja'] === '1',
          formKey,
        },
        { now, settings: c.get('settings'), addresses: addressesOf(c), actor: parent.login },
      )
      if (started.kind === 'BANK') return seeOther(c, started.url)
      if (started.kind === 'REPEAT') return seeOther(c, started.to)
      return seeOther(c, doneAt(paths.payment, 'deja', formKey))
    }),
  )

  routes.get(
    paths.paymentBank(':ref'),
    family(async (c, { tx, parent }) => {
      const attemptRef = c.req.param('ref') ?? ''
      if (!isRef(attemptRef)) return c.notFound()
      const attempt = { householdId: parent.householdId, attemptRef }
      const by = { settings: c.get('settings'), addresses: addressesOf(c) }
      return seeOther(c, (await resumePayment(tx, attempt, by)) ?? paths.payment)
    }),
  )

  return routes
}

function addressesOf(c: WebContext) {
  const { publicUrl } = c.get('deps').config
  return { returnUrl: publicUrl + paths.bankReturn(spplus.slug), resumeAt: paths.paymentBank }
}
