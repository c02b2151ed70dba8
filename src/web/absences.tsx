import { Hono } from 'hono'
import { AbsencePreviewPage } from '../../templates/pages/absence-preview.tsx'
import { AbsencePage, WithdrawPage } from '../../templates/pages/absence.tsx'
import { AbsencesPage } from '../../templates/pages/absences.tsx'
import { invoicedMonths } from '../billing/invoiced-months.ts'
import {
  absenceOf,
  absencesOf,
  attachCertificate,
  withdrawAbsence,
  type FamilyAbsence,
} from '../enrolments/absences.ts'
import { acceptUpload } from '../files/accept-upload.ts'
import { useFormKey } from '../db/form-keys.ts'
import { declareAbsence, previewAbsence } from '../enrolments/declare-absence.ts'
import { nextDays } from '../enrolments/next-days.ts'
import { openCertificate } from '../enrolments/read-absence.ts'
import { addDays, dayOf } from '../kernel/day.ts'
import type { FormErrors, FormValues } from '../kernel/forms.ts'
import { isRef } from '../kernel/ids.ts'
import { named } from '../kernel/named.ts'
import { threadsAbout } from '../messages/threads-about.ts'
import { paths } from '../paths.ts'
import type { WebContext, WebEnv } from './context.ts'
import { family, familyForm, type FamilyForm, type FamilyRequest } from './guard.ts'
import { sentFile } from './multipart.ts'
import { chrome, doneAt, doneCode, page, seeOther, formStatus } from './respond.ts'
import { sendFile, uploadSentence } from './uploads.ts'

const done: Readonly<Record<string, string>> = {
  declaree: 'L’absence est enregistrée, la mairie est prévenue.',
  expliquee: 'L’absence et son justificatif sont enregistrés, la mairie les examine.',
  retiree: 'L’absence est retirée.',
  justificatif: 'Le justificatif est enregistré, la mairie l’examine.',
}

/** Absences: declared, explained, taken back. */
export function absenceRoutes(): Hono<WebEnv> {
  const routes = new Hono<WebEnv>()

  routes.get(
    paths.absences,
    family((c, request) => absencesPage(c, request, {}, {})),
  )

  routes.post(
    paths.absences,
    familyForm(
      (c, request) => ('voir' in request.form ? preview(c, request, null) : declare(c, request)),
      { files: ['f_fichier'] },
    ),
  )

  routes.get(
    paths.absence(':ref'),
    family(async (c, request) => {
      const absence = await absenceIn(c, request)
      if (!absence) return c.notFound()
      return absencePage(c, request, absence, null)
    }),
  )

  routes.get(
    paths.absenceWithdraw(':ref'),
    family(async (c, request) => {
      const absence = await absenceIn(c, request)
      if (!absence) return c.notFound()
      return page(c, <WithdrawPage chrome={chrome(c, request, 'calendar')} absence={absence} />)
    }),
  )

  routes.post(
    paths.absenceWithdraw(':ref'),
    familyForm(async (c, request) => {
      const absence = await absenceIn(c, request)
      if (!absence) return c.notFound()
      const { tx, parent, now, formKey } = request
      if (absence.state !== 'WITHDRAWN' || !absence.mine)
        await withdrawAbsence(tx, parent.householdId, absence, { now, login: parent.login })
      return seeOther(c, doneAt(paths.absence(absence.ref), 'retiree', formKey))
    }),
  )

  routes.get(
    paths.absenceCertificate(':ref'),
    family(async (c, request) => {
      const absence = await absenceIn(c, request)
      if (!absence?.mine) return c.notFound()
      const { tx, now, parent } = request
      const reader = { now, actorKind: 'PARENT', actor: parent.login } as const
      const file = await openCertificate(tx, c.get('deps').keys, absence.id, reader)
      return file ? sendFile(c, { ...file, name: 'justificatif' }) : c.notFound()
    }),
  )

  routes.post(paths.absenceCertificate(':ref'), familyForm(attach, { files: ['f_fichier'] }))

  return routes
}

/** The file is looked at by its bytes, and kept sealed with the family's key. */
async function attach(c: WebContext, request: FamilyForm): Promise<Response> {
  const absence = await absenceIn(c, request)
  if (!absence?.mine) return c.notFound()
  const { tx, parent, now, files, formKey } = request
  const sent = sentFile(files, 'f_fichier')
  const accepted = await acceptUpload(sent?.bytes ?? Buffer.alloc(0), { purpose: 'PAPER' })
  if (!accepted.ok) {
    const error = sent ? uploadSentence(accepted.fault) : 'Choisissez le fichier à envoyer.'
    return absencePage(c, request, absence, error)
  }
  const answerTo = doneAt(paths.absence(absence.ref), 'justificatif', formKey)
  const { accountId, householdId, login } = parent
  const repeatOf = await useFormKey(tx, formKey, { accountId, answerTo, now })
  if (repeatOf !== null) return seeOther(c, repeatOf)
  const { keys } = c.get('deps')
  const certificate = { absence, file: accepted.file, keys }
  await attachCertificate(tx, householdId, certificate, { now, login })
  return seeOther(c, answerTo)
}

async function absencePage(
  c: WebContext,
  request: FamilyRequest,
  absence: FamilyAbsence,
  error: string | null,
): Promise<Response> {
  const threads = await threadsAbout(request.tx, request.parent, 'ABSENCE', [absence.id])
  return page(
    c,
    <AbsencePage
      chrome={chrome(c, request, 'calendar')}
      absence={absence}
      threads={threads}
      now={request.now}
      done={error ? null : named(done, doneCode(c))}
      error={error}
    />,
    error ? 422 : 200,
  )
}

async function absenceIn(
  c: WebContext,
  { tx, parent }: FamilyRequest,
): Promise<FamilyAbsence | null> {
  const ref = c.req.param('ref') ?? ''
  return isRef(ref) ? absenceOf(tx, parent.householdId, ref) : null
}

/** Three statements. */
async function absencesPage(
  c: WebContext,
  request: FamilyRequest,
  values: FormValues,
  errors: FormErrors,
): Promise<Response> {
  const { tx, parent, now } = request
  const place = c.get('settings').calendar
  const today = dayOf(now)
  const start = await nextDays(tx, parent.householdId, { now, place })
  const absences = await absencesOf(tx, parent.householdId, addDays(today, -120))
  return page(
    c,
    <AbsencesPage
      chrome={chrome(c, request, 'calendar')}
      start={start}
      absences={absences}
      today={today}
      values={values}
      errors={errors}
      isRepeat={doneCode(c) === 'deja'}
    />,
    formStatus(errors),
  )
}

async function preview(
  c: WebContext,
  request: FamilyForm,
  error: string | null,
): Promise<Response> {
  const { tx, parent, now, form } = request
  const place = c.get('settings').calendar
  const { certificateDays } = c.get('settings').absence
  const checked = await previewAbsence(tx, parent.householdId, form, {
    now,
    place,
    certificateDays,
  })
  if (!checked.ok) return absencesPage(c, request, checked.values, checked.errors)
  const { draft } = checked
  const months = await invoicedMonths(tx, parent.householdId, {
    childId: draft.child.id,
    from: draft.firstDay,
    to: draft.lastDay,
  })
  return page(
    c,
    <AbsencePreviewPage
      chrome={chrome(c, request, 'calendar')}
      draft={draft}
      labels={draft.labels}
      invoicedMonths={months}
      error={error}
    />,
    error ? 422 : 200,
  )
}

async function declare(c: WebContext, request: FamilyForm): Promise<Response> {
  const { tx, parent, now, formKey, files } = request
  const { personId, accountId, login, householdId } = parent
  const form = withKind(request.form)
  const sent = sentFile(files, 'f_fichier')
  const accepted = sent && (await acceptUpload(sent.bytes, { purpose: 'PAPER' }))
  if (accepted && !accepted.ok) return preview(c, request, uploadSentence(accepted.fault))
  const declared = await declareAbsence(tx, householdId, form, {
    now,
    place: c.get('settings').calendar,
    certificateDays: c.get('settings').absence.certificateDays,
    formKey,
    answerTo: doneAt(paths.absences, 'deja', formKey),
    person: { id: personId, accountId, login },
  })
  if ('repeatOf' in declared) return seeOther(c, declared.repeatOf)
  if (!declared.ok) return absencesPage(c, request, declared.values, declared.errors)
  const { ref } = declared.draft
  const absence = accepted && (await absenceOf(tx, householdId, ref))
  if (accepted && absence) {
    const certificate = { absence, file: accepted.file, keys: c.get('deps').keys }
    await attachCertificate(tx, householdId, certificate, { now, login })
  }
  return seeOther(c, doneAt(paths.absence(ref), accepted ? 'expliquee' : 'declaree', formKey))
}

/** The two buttons of a quick card say the kind. */
function withKind(form: FormValues): FormValues {
  if ('malade' in form) return { ...form, f_motif: 'ILLNESS' }
  return 'autre' in form ? { ...form, f_motif: 'OTHER' } : form
}
