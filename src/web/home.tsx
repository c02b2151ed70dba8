import { Hono } from 'hono'
import { HomePage, type HomeDue } from '../../templates/pages/home.tsx'
import type { AmountDue } from '../billing/amounts-due.ts'
import { documentName } from '../billing/open-documents.ts'
import { weekOf } from '../enrolments/week.ts'
import { addDays, dayOf, mondayOf, weekdayOf, type Day } from '../kernel/day.ts'
import { named } from '../kernel/named.ts'
import { waitingFor } from '../operations/home/waiting.ts'
import { paths } from '../paths.ts'
import type { WebEnv } from './context.ts'
import { family } from './guard.ts'
import { chrome, doneCode, page } from './respond.ts'

const done: Readonly<Record<string, string>> = {
  active: 'Votre compte est activé, bienvenue\u202F!',
  'mot-de-passe': 'Votre mot de passe est enregistré.',
}

/** « Accueil »: two statements, and one more when the days of the children's activities are not known yet. */
export function homeRoutes(): Hono<WebEnv> {
  return new Hono<WebEnv>().get(
    paths.home,
    family(async (c, request) => {
      const { tx, parent, now } = request
      const monday = weekToShow(dayOf(now))
      const [weeks, waiting] = await Promise.all([
        weekOf(tx, parent.householdId, monday),
        waitingFor(tx, {
          householdId: parent.householdId,
          personId: parent.personId,
          accountId: parent.accountId,
          calendar: c.get('settings').calendar,
          monday,
          now,
        }),
      ])
      return page(
        c,
        <HomePage
          chrome={chrome(c, request, 'home')}
          firstName={parent.firstName}
          now={now}
          dues={waiting.dues.map((amount) => shownDue(amount, waiting.dues.length > 1))}
          canPay={c.get('settings').payment.provider !== 'NONE'}
          weeks={weeks}
          monday={monday}
          waiting={waiting}
          done={named(done, doneCode(c))}
        />,
      )
    }),
  )
}

/** On a Saturday or Sunday, the week to come. */
function weekToShow(today: Day): Day {
  return mondayOf(weekdayOf(today) > 5 ? addDays(today, 2) : today)
}

function shownDue(amount: AmountDue, areSeveral: boolean): HomeDue {
  return {
    regieCode: amount.regieCode,
    regieName: areSeveral ? amount.regieName : '',
    totalCents: amount.totalCents,
    dueOn: amount.dueOn,
    parts: amount.documents.map((one) => ({ label: partName(one), cents: one.remainingCents })),
  }
}

/** « Facture d’octobre 2026 », or « Reste d’octobre 2026 » when some of it is paid. */
function partName(document: AmountDue['documents'][number]): string {
  const name = documentName(document)
  return document.isPartlyPaid ? name.replace('Facture', 'Reste') : name
}
