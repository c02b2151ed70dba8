import { NewThreadPage } from '../../templates/pages/new-thread.tsx'
import { line, parseForm, z, type FormErrors, type FormValues } from '../kernel/forms.ts'
import { isRef } from '../kernel/ids.ts'
import { named } from '../kernel/named.ts'
import { threadSubject, type SubjectKind, type ThreadSubject } from '../messages/thread-subject.ts'
import { writeToTownHall } from '../messages/write.ts'
import { paths } from '../paths.ts'
import type { WebContext } from './context.ts'
import type { FamilyForm, FamilyRequest } from './guard.ts'
import { attachmentsOf } from './message-files.ts'
import { chrome, doneAt, page, seeOther, formStatus } from './respond.ts'

export const messageBody = z
  .string({ error: 'Écrivez votre message.' })
  .trim()
  .min(1, 'Écrivez votre message.')
  .max(10_000, 'Votre message est trop long\u00A0: 10\u202F000 caractères au plus.')

const newThread = z.object({
  f_objet: line('Donnez un sujet, en quelques mots.', 150),
  f_texte: messageBody,
})

/** A parent of two households may have chosen the other one meanwhile, whose adults would read it. */
const elsewhere =
  'Ce dont parle votre message n’est pas du foyer que vous regardez maintenant. Relisez-le, puis envoyez-le s’il est bien pour ce foyer.'

/** As addresses and hidden fields name what a thread is about. */
const kinds: Readonly<Record<string, SubjectKind>> = {
  facture: 'INVOICE',
  absence: 'ABSENCE',
  demande: 'REQUEST',
  inscription: 'ENROLMENT',
  enfant: 'CHILD',
}

/** The form, with what it is about when it was opened from there. */
export async function newThreadPage(
  c: WebContext,
  request: FamilyRequest,
  values: FormValues,
  errors: FormErrors,
): Promise<Response> {
  return page(
    c,
    <NewThreadPage
      chrome={chrome(c, request, 'messages')}
      services={c.get('settings').messages.services}
      about={await aboutOf(request, values)}
      values={values}
      errors={errors}
    />,
    formStatus(errors),
  )
}

export async function takeNewThread(c: WebContext, request: FamilyForm): Promise<Response> {
  const { tx, parent, now, form, formKey, files } = request
  const parsed = parseForm(newThread, form)
  const service = c.get('settings').messages.services.find((one) => one === form['f_service'])
  const attached = await attachmentsOf(files)
  const about = await aboutOf(request, form)
  const isElsewhere = form['ref'] !== undefined && about === null
  if (!parsed.ok || !service || !attached.ok || isElsewhere) {
    return newThreadPage(c, request, form, {
      ...(isElsewhere ? { '': elsewhere } : {}),
      ...(service ? {} : { f_service: 'Choisissez un service.' }),
      ...(parsed.ok ? {} : parsed.errors),
      ...attached.errors,
    })
  }
  const { householdId, personId, accountId, login } = parent
  const thread = {
    householdId,
    personId,
    service,
    subject: parsed.data.f_objet,
    body: parsed.data.f_texte,
    about,
    isShared: form['f_partage'] === 'oui',
    files: attached.files,
  }
  const answerTo = doneAt(paths.messages, 'envoye', formKey)
  const use = { key: formKey, accountId, login, answerTo }
  const { keys } = c.get('deps')
  return seeOther(c, await writeToTownHall(tx, thread, { keys, now, form: use }))
}

/** What is not the family's is as if it were not named. */
async function aboutOf({ tx }: FamilyRequest, values: FormValues): Promise<ThreadSubject | null> {
  const kind = named(kinds, values['apropos'])
  const ref = values['ref'] ?? ''
  return kind && isRef(ref) ? threadSubject(tx, kind, { ref }) : null
}
