import { Hono } from 'hono'
import {
  StatementPart,
  statementTitle,
  type StatementPeriod,
} from '../../templates/pages/statement-part.tsx'
import { StatementPage } from '../../templates/pages/statement.tsx'
import { amountsDue } from '../billing/amounts-due.ts'
import { entryTitle, statementView } from '../billing/statement.ts'
import { addDays, dayOf, parseDay, type Day } from '../kernel/day.ts'
import { shortDate } from '../kernel/french.ts'
import { paths } from '../paths.ts'
import type { WebContext, WebEnv } from './context.ts'
import { family } from './guard.ts'
import { chrome, fragment, isFragmentRequest, page, formStatus } from './respond.ts'

/** « Relevé de compte »: two statements; a period chosen with htmx answers the entries alone. */
export function statementRoutes(): Hono<WebEnv> {
  return new Hono<WebEnv>().get(
    paths.statement,
    family(async (c, request) => {
      const { tx, parent, now } = request
      const asked = periodOf(c, dayOf(now))
      const { values, errors } = asked
      const asksPart = isFragmentRequest(c)
      const [statement, dues] = await Promise.all([
        statementView(tx, parent.householdId, asked),
        asksPart ? [] : amountsDue(tx, parent.householdId),
      ])
      const period = { statement, titles: statement.entries.map(entryTitle), values, errors }
      const status = formStatus(errors)
      if (asksPart) return part(c, period, status)
      const element = (
        <StatementPage
          chrome={chrome(c, request, 'invoices')}
          period={period}
          dues={dues}
          canPay={c.get('settings').payment.provider !== 'NONE'}
          today={dayOf(now)}
        />
      )
      return page(c, element, status)
    }),
  )
}

function part(c: WebContext, period: StatementPeriod, status: 200 | 422): Promise<Response> {
  return fragment(
    c,
    <>
      <title>{`${statementTitle(period)} – ${c.get('commune').name}, portail famille`}</title>
      <StatementPart period={period} />
    </>,
    status,
  )
}

interface Period {
  readonly from: Day
  readonly to: Day
  readonly values: Record<string, string>
  readonly errors: Record<string, string>
}

/** The last six months, or what was asked for. */
function periodOf(c: WebContext, today: Day): Period {
  const [from, to] = [addDays(today, -183), today]
  const values = {
    f_du: c.req.query('f_du') ?? shortDate(from),
    f_au: c.req.query('f_au') ?? shortDate(to),
  }
  const [first, last] = [parseDay(values.f_du), parseDay(values.f_au)]
  const errors: Record<string, string> = {}
  if (!first) errors['f_du'] = 'Écrivez une date, par exemple 01/09/2026.'
  if (!last) errors['f_au'] = 'Écrivez une date, par exemple 31/12/2026.'
  if (first && last && last < first) errors['f_au'] = 'La fin doit venir après le début.'
  const isWrong = Object.keys(errors).length > 0
  return { from: isWrong ? from : (first ?? from), to: isWrong ? to : (last ?? to), values, errors }
}
