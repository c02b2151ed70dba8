import { Hono } from 'hono'
import { RequestPage, WithdrawRequestPage } from '../../templates/pages/request.tsx'
import { RequestsPage } from '../../templates/pages/requests.tsx'
import type { ShownRequest } from '../../templates/ui/request.tsx'
import { enrolmentRequestsOf } from '../enrolments/requests.ts'
import { isSteppedUp } from '../accounts/step-up.ts'
import { isRef } from '../kernel/ids.ts'
import { named } from '../kernel/named.ts'
import { Refusal } from '../kernel/refusal.ts'
import { threadsAbout } from '../messages/threads-about.ts'
import { paths } from '../paths.ts'
import { changeWords, listRequests, requestTitle, type ListedRequest } from '../requests/list.ts'
import { recordSealedRead } from '../requests/sealed-read.ts'
import { withdrawRequest } from '../requests/withdraw.ts'
import type { WebContext, WebEnv } from './context.ts'
import { family, familyForm, type FamilyRequest } from './guard.ts'
import { chrome, doneAt, doneCode, page, seeOther } from './respond.ts'
import { toStepUp } from './step-up.tsx'

const done: Readonly<Record<string, string>> = {
  retiree: 'Votre demande est retirée. Votre dossier reste comme il est.',
}

/** « Mes demandes ». */
export function requestRoutes(): Hono<WebEnv> {
  const routes = new Hono<WebEnv>()

  routes.get(
    paths.requests,
    family(async (c, request) => {
      const { tx, parent, now } = request
      const listed = await listRequests(tx, null, {
        householdId: parent.householdId,
        limit: 30,
      })
      const enrolments = await enrolmentRequestsOf(tx, parent.householdId)
      const enrolmentIds = enrolments.map(({ id }) => id)
      const threads = await threadsAbout(tx, parent, 'ENROLMENT', enrolmentIds)
      return page(
        c,
        <RequestsPage
          chrome={chrome(c, request, 'family')}
          requests={listed.map(shownRequest)}
          enrolments={enrolments}
          threads={threads}
          now={now}
          done={named(done, doneCode(c))}
        />,
      )
    }),
  )

  routes.get(
    paths.request(':ref'),
    family(async (c, request) => {
      const closed = await ownRequest(c, request)
      if (!closed) return c.notFound()
      const isSealed = closed.items.some(({ value }) => value === undefined)
      if (isSealed && !isSteppedUp(request.parent, request.now)) return toStepUp(c)
      const found = isSealed ? await openRequest(c, request, closed) : closed
      return page(
        c,
        <RequestPage
          chrome={chrome(c, request, 'family')}
          now={request.now}
          shown={shownRequest(found)}
          threads={await threadsAbout(request.tx, request.parent, 'REQUEST', [found.id])}
        />,
      )
    }),
  )

  routes.get(
    paths.requestWithdrawal(':ref'),
    family(async (c, request) => {
      const found = await ownRequest(c, request)
      if (!found) return c.notFound()
      if (found.state !== 'PENDING') return seeOther(c, paths.request(found.ref))
      return page(
        c,
        <WithdrawRequestPage
          chrome={chrome(c, request, 'family')}
          now={request.now}
          shown={shownRequest(found)}
        />,
      )
    }),
  )

  routes.post(
    paths.requestWithdrawal(':ref'),
    familyForm(async (c, request) => {
      const { tx, parent, now, formKey } = request
      const found = await ownRequest(c, request)
      if (!found) return c.notFound()
      if (found.state === 'WITHDRAWN')
        return seeOther(c, doneAt(paths.requests, 'retiree', formKey))
      await withdrawRequest(tx, found, { now, actor: parent.login })
      return seeOther(c, doneAt(paths.requests, 'retiree', formKey))
    }),
  )

  return routes
}

/** Without what is sealed. */
async function ownRequest(
  c: WebContext,
  { tx, parent }: FamilyRequest,
): Promise<ListedRequest | undefined> {
  const ref = c.req.param('ref') ?? ''
  if (!isRef(ref)) return undefined
  const [found] = await listRequests(tx, null, { householdId: parent.householdId, ref, limit: 1 })
  return found
}

/** With what is sealed: the reading is recorded. */
async function openRequest(
  c: WebContext,
  { tx, parent, now }: FamilyRequest,
  { id }: ListedRequest,
): Promise<ListedRequest> {
  const [opened] = await listRequests(tx, c.get('deps').keys, { id, limit: 1 })
  if (!opened) throw new Refusal('NOT_FOUND')
  await recordSealedRead(tx, opened, { now, actorKind: 'PARENT', actor: parent.login })
  return opened
}

function shownRequest(request: ListedRequest): ShownRequest {
  return { request, title: requestTitle(request), changes: request.items.map(changeWords) }
}
