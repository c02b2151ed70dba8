import { Hono } from 'hono'
import { MessagesPage } from '../../templates/pages/messages.tsx'
import { ThreadPage } from '../../templates/pages/thread.tsx'
import type { FormErrors, FormValues } from '../kernel/forms.ts'
import { parseForm, z } from '../kernel/forms.ts'
import { isRef } from '../kernel/ids.ts'
import { named } from '../kernel/named.ts'
import { attachedFile } from '../messages/attachments.ts'
import { archiveThread, inboxPage, type InboxFolder } from '../messages/inbox.ts'
import { threadSubject } from '../messages/thread-subject.ts'
import { markRead, threadView } from '../messages/thread.ts'
import { answerThread } from '../messages/write.ts'
import { paths } from '../paths.ts'
import type { WebContext, WebEnv } from './context.ts'
import { family, familyForm, type FamilyRequest } from './guard.ts'
import { attachmentsOf, fileField } from './message-files.ts'
import { messageBody, newThreadPage, takeNewThread } from './new-thread.tsx'
import { chrome, doneAt, doneCode, page, seeOther, formStatus } from './respond.ts'
import { sendFile } from './uploads.ts'

const answer = z.object({ f_texte: messageBody })

const folders: Readonly<Record<string, InboxFolder>> = { envoyes: 'SENT', archives: 'ARCHIVE' }

/** Families and the town hall write to each other. */
export function messagesRoutes(): Hono<WebEnv> {
  const routes = new Hono<WebEnv>()

  routes.get(paths.messages, family(inboxAnswer))

  routes.get(
    paths.newThread,
    family((c, request) => newThreadPage(c, request, c.req.query(), {})),
  )

  routes.post(paths.newThread, familyForm(takeNewThread, { files: [fileField] }))

  routes.get(
    paths.thread(':ref'),
    family((c, request) => threadPage(c, request, {}, {})),
  )

  routes.post(
    paths.thread(':ref'),
    familyForm(
      async (c, request) => {
        const { tx, parent, now, form, formKey, files } = request
        const ref = c.req.param('ref') ?? ''
        if (!isRef(ref)) return c.notFound()
        const parsed = parseForm(answer, form)
        const attached = await attachmentsOf(files)
        if (!parsed.ok || !attached.ok) {
          const errors = { ...(parsed.ok ? {} : parsed.errors), ...attached.errors }
          return threadPage(c, request, form, errors)
        }
        const { householdId, personId, accountId, login } = parent
        const sent = {
          ref,
          householdId,
          personId,
          body: parsed.data.f_texte,
          files: attached.files,
        }
        const answerTo = doneAt(paths.thread(ref), 'envoye', formKey)
        const use = { key: formKey, accountId, login, answerTo }
        const { keys } = c.get('deps')
        return seeOther(c, await answerThread(tx, sent, { keys, now, form: use }))
      },
      { files: [fileField] },
    ),
  )

  routes.post(
    paths.threadArchive(':ref'),
    familyForm(async (c, { tx, parent, form, formKey, now }) => {
      const ref = c.req.param('ref') ?? ''
      const isPutAway = form['ranger'] !== undefined
      if (!isRef(ref) || !(await archiveThread(tx, parent.personId, { ref, isPutAway }, now)))
        return c.notFound()
      return seeOther(c, doneAt(paths.messages, isPutAway ? 'range' : 'repris', formKey))
    }),
  )

  routes.get(
    paths.attachment(':ref', ':piece', ':fileName'),
    family(async (c, { tx }) => {
      const [threadRef, ref] = [c.req.param('ref') ?? '', c.req.param('piece') ?? '']
      if (!isRef(threadRef) || !isRef(ref)) return c.notFound()
      const file = await attachedFile(tx, c.get('deps').keys, { threadRef, ref })
      return file ? sendFile(c, { ...file, name: file.fileName }) : c.notFound()
    }),
  )

  return routes
}

async function inboxAnswer(c: WebContext, request: FamilyRequest): Promise<Response> {
  const { tx, parent, now } = request
  const folder = named(folders, c.req.query('boite')) ?? 'RECEIVED'
  const words = (c.req.query('q') ?? '').trim().slice(0, 100)
  const wanted = Number.parseInt(c.req.query('page') ?? '1', 10)
  const question = {
    householdId: parent.householdId,
    personId: parent.personId,
    folder,
    words,
    page: wanted >= 1 && wanted <= 10_000 ? wanted : 1,
  }
  const inbox = await inboxPage(tx, question)
  const around = chrome(c, request, 'messages')
  const done = doneCode(c)
  return page(
    c,
    <MessagesPage
      chrome={around}
      inbox={inbox}
      folder={folder}
      words={words}
      now={now}
      done={done}
    />,
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
  const [about] = await Promise.all([
    thread.about && threadSubject(tx, thread.about.kind, { id: thread.about.id }),
    markRead(tx, parent.personId, ref),
  ])
  const unreadCount = parent.unreadCount - (thread.isUnread && !thread.isArchived ? 1 : 0)
  const seen = { ...request, parent: { ...parent, unreadCount: Math.max(0, unreadCount) } }
  return page(
    c,
    <ThreadPage
      chrome={chrome(c, seen, 'messages')}
      thread={thread}
      about={about}
      now={now}
      values={values}
      errors={errors}
      justSent={doneCode(c) === 'envoye'}
    />,
    formStatus(errors),
  )
}
