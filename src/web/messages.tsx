import { Hono } from 'hono'
import { MessagesPage, NewThreadPage } from '../../templates/pages/messages.tsx'
import { ThreadPage } from '../../templates/pages/thread.tsx'
import { parseForm, line, z, type FormErrors, type FormValues } from '../kernel/forms.ts'
import { isRef } from '../kernel/ids.ts'
import { inbox } from '../messages/inbox.ts'
import { markRead, threadView } from '../messages/thread.ts'
import { answerThread, services, writeToTownHall } from '../messages/write.ts'
import { paths } from '../paths.ts'
import type { WebContext, WebEnv } from './context.ts'
import { family, familyForm, type FamilyRequest } from './guard.ts'
import { chrome, doneAt, doneCode, page, seeOther } from './respond.ts'

const body = z
  .string({ error: 'Écrivez votre message.' })
  .trim()
  .min(1, 'Écrivez votre message.')
  .max(10_000, 'Votre message est trop long\u00A0: 10\u202F000 caractères au plus.')

const answer = z.object({ f_texte: body })

const newThread = z.object({
  f_service: z.enum(services, { error: 'Choisissez un service.' }),
  f_objet: line('Donnez un sujet, en quelques mots.', 150),
  f_texte: body,
})

/** Families and the town hall write to each other. */
export function messagesRoutes(): Hono<WebEnv> {
  const routes = new Hono<WebEnv>()

  routes.get(
    paths.messages,
    family(async (c, request) => {
      const { tx, parent, now } = request
      const threads = await inbox(tx, parent.householdId, parent.personId)
      return page(
        c,
        <MessagesPage chrome={chrome(c, request, 'messages')} threads={threads} now={now} />,
      )
    }),
  )

  routes.get(
    paths.newThread,
    family((c, request) => newThreadPage(c, request, {}, {})),
  )

  routes.post(
    paths.newThread,
    familyForm(async (c, request) => {
      const { tx, parent, now, form, formKey } = request
      const parsed = parseForm(newThread, form)
      if (!parsed.ok) return newThreadPage(c, request, form, parsed.errors)
      const { f_service: service, f_objet: subject, f_texte: text } = parsed.data
      const { householdId, personId, accountId } = parent
      const answerTo = doneAt(paths.messages, 'envoye', formKey)
      const thread = { householdId, personId, service, subject, body: text }
      const use = { key: formKey, accountId, answerTo }
      return seeOther(c, await writeToTownHall(tx, thread, { now, form: use }))
    }),
  )

  routes.get(
    paths.thread(':ref'),
    family((c, request) => threadPage(c, request, {}, {})),
  )

  routes.post(
    paths.thread(':ref'),
    familyForm(async (c, request) => {
      const { tx, parent, now, form, formKey } = request
      const ref = c.req.param('ref') ?? ''
      if (!isRef(ref)) return c.notFound()
      const parsed = parseForm(answer, form)
      if (!parsed.ok) return threadPage(c, request, form, parsed.errors)
      const { householdId, personId, accountId } = parent
      const answerTo = doneAt(paths.thread(ref), 'envoye', formKey)
      const sent = { ref, householdId, personId, body: parsed.data.f_texte }
      const use = { key: formKey, accountId, answerTo }
      return seeOther(c, await answerThread(tx, sent, { now, form: use }))
    }),
  )

  return routes
}

function newThreadPage(
  c: WebContext,
  request: FamilyRequest,
  values: FormValues,
  errors: FormErrors,
): Promise<Response> {
  const around = chrome(c, request, 'messages')
  return page(
    c,
    <NewThreadPage chrome={around} services={services} values={values} errors={errors} />,
    Object.keys(errors).length > 0 ? 422 : 200,
  )
}

async function threadPage(
  c: WebContext,
  request: FamilyRequest,
  values: FormValues,
  errors: FormErrors,
): Promise<Response> {
  const { tx, parent, now } = request
  const ref = c.req.param('ref') ?? ''
  const thread = isRef(ref) ? await threadView(tx, parent.householdId, parent.personId, ref) : null
  if (!thread) return c.notFound()
  await markRead(tx, parent.personId, ref)
  const justSent = doneCode(c) === 'envoye'
  return page(
    c,
    <ThreadPage
      chrome={chrome(c, request, 'messages')}
      thread={thread}
      now={now}
      values={values}
      errors={errors}
      justSent={justSent}
    />,
    Object.keys(errors).length > 0 ? 422 : 200,
  )
}
