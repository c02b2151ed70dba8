import { Hono } from 'hono'
import { EnrolmentPage } from '../../templates/pages/enrolment.tsx'
import { EnrolmentsPage, type EnrolmentDone } from '../../templates/pages/enrolments.tsx'
import { deadlineInWords } from '../activities/deadline.ts'
import { enrol, findOffer, type EnrolmentRequest, type FoundOffer } from '../enrolments/enrol.ts'
import { offersFor } from '../enrolments/offers.ts'
import { paths } from '../paths.ts'
import type { WebEnv } from './context.ts'
import { family, familyForm } from './guard.ts'
import { chrome, doneAt, doneCode, page, seeOther } from './respond.ts'

/** Enrolments: what is offered, the page that explains one, and its form. */
export function enrolmentRoutes(): Hono<WebEnv> {
  const routes = new Hono<WebEnv>()

  routes.get(
    paths.enrolments,
    family(async (c, request) => {
      const families = await offersFor(request.tx, request.parent.householdId, request.now)
      const done = dones.get(doneCode(c) ?? '') ?? null
      return page(
        c,
        <EnrolmentsPage chrome={chrome(c, request, 'family')} families={families} done={done} />,
      )
    }),
  )

  routes.get(
    paths.enrolment(':activity'),
    family(async (c, request) => {
      const wanted = requestIn(request.parent.householdId, {
        activity: c.req.param('activity'),
        enfant: c.req.query('enfant'),
        periode: c.req.query('periode'),
      })
      const offer = await findOffer(request.tx, wanted, request.now)
      const around = chrome(c, request, 'family')
      return page(c, <EnrolmentPage chrome={around} offer={offer} deadlines={deadlinesOf(offer)} />)
    }),
  )

  routes.post(
    paths.enrolment(':activity'),
    familyForm(async (c, { tx, parent, now, form, formKey }) => {
      const wanted = requestIn(parent.householdId, { ...form, activity: c.req.param('activity') })
      const enrolled = await enrol(tx, wanted, {
        now,
        actor: parent.login,
        personId: parent.personId,
        accountId: parent.accountId,
        formKey,
        answerTo: doneAt(paths.enrolments, 'deja', formKey),
      })
      const code = enrolled.state === 'ACCEPTED' ? 'inscrit' : 'demande'
      return seeOther(c, enrolled.repeatOf ?? doneAt(paths.enrolments, code, formKey))
    }),
  )

  return routes
}

const dones: ReadonlyMap<string, EnrolmentDone> = new Map([
  ['inscrit', 'ENROLLED'],
  ['demande', 'REQUESTED'],
  ['deja', 'REPEAT'],
])

interface Sent {
  readonly activity?: string | undefined
  readonly enfant?: string | undefined
  readonly periode?: string | undefined
}

function requestIn(
  householdId: number,
  { activity = '', enfant = '', periode = '' }: Sent,
): EnrolmentRequest {
  const periodId = /^[1-9]\d{0,8}$/.test(periode) ? Number(periode) : null
  return { householdId, activityRef: activity, childRef: enfant, periodId }
}

/** The rules of the whole activity, as the page says them. */
function deadlinesOf({ activity }: FoundOffer): { add: string; cancel: string } | null {
  const rules = activity.deadlines.filter((one) => one.unitId === null)
  const add = rules.find((one) => one.action === 'ADD')
  if (!add) return null
  const cancel = rules.find((one) => one.action === 'CANCEL') ?? add
  return { add: deadlineInWords(add.rule), cancel: deadlineInWords(cancel.rule) }
}
