import { Hono } from 'hono'
import { EnrolmentPage } from '../../templates/pages/enrolment.tsx'
import { WithdrawalPage } from '../../templates/pages/enrolment-withdrawal.tsx'
import { EnrolmentsPage, type EnrolmentDone } from '../../templates/pages/enrolments.tsx'
import { deadlineInWords } from '../activities/deadline.ts'
import { enrol, findOffer, type EnrolmentRequest, type FoundOffer } from '../enrolments/enrol.ts'
import { offersFor } from '../enrolments/offers.ts'
import { enrolmentRequest, withdrawRequest } from '../enrolments/requests.ts'
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
      const done = doneAt(paths.enrolments, codes[enrolled.state], formKey)
      return seeOther(c, enrolled.repeatOf ?? done)
    }),
  )

  routes.get(
    paths.enrolmentWithdrawal(':ref'),
    family(async (c, request) => {
      const { tx, parent } = request
      const wanted = await enrolmentRequest(tx, parent.householdId, c.req.param('ref') ?? '')
      const around = chrome(c, request, 'family')
      return page(c, <WithdrawalPage chrome={around} request={wanted} />)
    }),
  )

  routes.post(
    paths.enrolmentWithdrawal(':ref'),
    familyForm(async (c, { tx, parent, now, formKey }) => {
      const ref = c.req.param('ref') ?? ''
      const { repeatOf } = await withdrawRequest(tx, parent.householdId, ref, {
        now,
        formKey,
        answerTo: doneAt(paths.enrolments, 'deja', formKey),
        person: { id: parent.personId, accountId: parent.accountId, login: parent.login },
      })
      return seeOther(c, repeatOf ?? doneAt(paths.enrolments, 'retire', formKey))
    }),
  )

  return routes
}

const codes = { ACCEPTED: 'inscrit', REQUESTED: 'demande', WAITING: 'attente' } as const

const dones: ReadonlyMap<string, EnrolmentDone> = new Map([
  ['inscrit', 'ENROLLED'],
  ['demande', 'REQUESTED'],
  ['attente', 'WAITING'],
  ['retire', 'WITHDRAWN'],
  ['deja', 'REPEAT'],
])

interface Sent {
  readonly activity?: string | undefined
  readonly enfant?: string | undefined
  readonly periode?: string | undefined
  readonly attente?: string | undefined
}

function requestIn(
  householdId: number,
  { activity = '', enfant = '', periode = '', attente }: Sent,
): EnrolmentRequest {
  const periodId = /^[1-9]\d{0,8}$/.test(periode) ? Number(periode) : null
  return {
    householdId,
    activityRef: activity,
    childRef: enfant,
    periodId,
    waits: attente === 'oui',
  }
}

/** The rules of the whole activity, as the page says them. */
function deadlinesOf({ activity }: FoundOffer): { add: string; cancel: string } | null {
  const rules = activity.deadlines.filter((one) => one.unitId === null)
  const add = rules.find((one) => one.action === 'ADD')
  if (!add) return null
  const cancel = rules.find((one) => one.action === 'CANCEL') ?? add
  return { add: deadlineInWords(add.rule), cancel: deadlineInWords(cancel.rule) }
}
