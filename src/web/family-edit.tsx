import { Hono } from 'hono'
import { AboutDebits } from '../../templates/ui/about-debits.tsx'
import { AboutMail } from '../../templates/ui/about-mail.tsx'
import { EditFilePage } from '../../templates/pages/edit-file.tsx'
import { useFormKey } from '../db/form-keys.ts'
import { acceptUpload } from '../files/accept-upload.ts'
import { addEvidence } from '../households/evidence.ts'
import { recordReading } from '../households/reader.ts'
import { dayOf } from '../kernel/day.ts'
import type { FormErrors, FormValues } from '../kernel/forms.ts'
import { editState, isOpen, valueWords, type EditState } from '../requests/edit-page.ts'
import {
  sentName,
  type FormContext,
  type FormField,
  type ReadForm,
} from '../requests/forms/model.ts'
import { requestChange } from '../requests/request-change.ts'
import { targets } from '../requests/targets.ts'
import { doneCodeOf } from './change-done.ts'
import type { WebContext, WebEnv } from './context.ts'
import { screens, type Screen } from './family-screens.ts'
import type { FamilyForm, FamilyRequest } from './guard.ts'
import { sentFile } from './multipart.ts'
import { chrome, doneAt, page, seeOther, formStatus } from './respond.ts'
import { steppedUp, steppedUpForm } from './step-up.tsx'
import { chooseAgain, uploadSentence } from './uploads.ts'

/** The screens that change the family file. Where nothing is open to the family, they show what is on file. */
export function familyEditRoutes(): Hono<WebEnv> {
  const routes = new Hono<WebEnv>()
  for (const [path, open] of screens) {
    routes.get(
      path,
      steppedUp(async (c, request) => {
        const screen = await open(request, c.req.param('ref') ?? '')
        return screen ? show(c, request, screen) : c.notFound()
      }),
    )
    routes.post(
      path,
      steppedUpForm(
        async (c, request) => {
          const screen = await open(request, c.req.param('ref') ?? '')
          return screen ? take(c, request, screen) : c.notFound()
        },
        { files: ['f_justificatif'] },
      ),
    )
  }
  return routes
}

async function stateOf(
  c: WebContext,
  { tx, parent, now }: FamilyRequest,
  screen: Screen,
): Promise<EditState> {
  const { householdId } = parent
  const { keys } = c.get('deps')
  const { target } = screen.form
  if (targets[target].sealedWith) {
    const reader = { now, actorKind: 'PARENT', actor: parent.login } as const
    const isChilds = targets[target].sealedWith === 'CHILD'
    const what = {
      action: isChilds ? 'health.read' : 'finances.read',
      subject: isChilds ? 'child' : 'household',
      subjectId: screen.targetId,
      householdId,
    } as const
    await recordReading(tx, reader, what)
  }
  const state = await editState(tx, keys, {
    target,
    targetId: screen.targetId,
    householdId,
    day: dayOf(now),
  })
  const locked = screen.locked.map(
    (field) => [field, { access: 'SHOWN', apply: 'OFFICER' }] as const,
  )
  return { ...state, rules: { ...state.rules, ...Object.fromEntries(locked) } }
}

async function show(c: WebContext, request: FamilyRequest, screen: Screen): Promise<Response> {
  const state = await stateOf(c, request, screen)
  if (isHidden(state)) return c.notFound()
  const values = screen.form.fill(state.values, dayOf(request.now))
  return shown(c, request, { screen, state, values, answer: null })
}

async function take(c: WebContext, request: FamilyForm, screen: Screen): Promise<Response> {
  const { parent, form, formKey, now } = request
  const state = await stateOf(c, request, screen)
  if (isHidden(state)) return c.notFound()
  const { town, postcode, insee } = c.get('settings').commune
  const answer = readOpen(screen, state, form, {
    today: dayOf(now),
    commune: { town, postcode, insee },
  })
  const proof = await readProof(request, screen)
  const isWrong = Object.keys(answer.errors).length > 0
  // A browser never sends a chosen file twice.
  const proofError = proof.fault ?? (isWrong && proof.keep ? chooseAgain : null)
  // where everything waits already there is no field to lead to
  const at = screen.form.fields.some(({ field }) => isOpen(state, field)) ? 'f_justificatif' : ''
  const errors = { ...answer.errors, ...(proofError ? { [at]: proofError } : {}) }
  if (Object.keys(errors).length > 0)
    return shown(c, request, { screen, state, values: form, answer: { ...answer, errors } })
  const { tx } = request
  const use = { accountId: parent.accountId, answerTo: screen.back.path, now }
  if (await useFormKey(tx, formKey, use))
    return seeOther(c, doneAt(screen.back.path, 'deja', formKey))
  const evidenceIds = proof.keep ? [await proof.keep(c)] : []
  const changes = Object.entries(answer.values).map(([field, value]) => ({
    target: screen.form.target,
    targetId: screen.targetId,
    field,
    value,
  }))
  const wanted = {
    householdId: parent.householdId,
    personId: parent.personId,
    changes,
    evidenceIds,
  }
  const result = await requestChange(tx, c.get('deps').keys, wanted, { now, actor: parent.login })
  return seeOther(c, doneAt(screen.back.path, doneCodeOf(result), formKey))
}

/** A screen that the commune does not show does not exist. */
function isHidden({ rules }: EditState): boolean {
  return Object.values(rules).every(({ access }) => access === 'HIDDEN')
}

/** Reads what the family may change now: a line that was hidden, kept or waits is not looked at. */
function readOpen(
  screen: Screen,
  state: EditState,
  form: FormValues,
  { today, commune }: Pick<FormContext, 'today' | 'commune'>,
): ReadForm {
  const { fields, read } = screen.form
  const isClosed = (field: FormField) => !isOpen(state, field.field)
  const closed = new Set(fields.filter(isClosed).map(({ id }) => sentName(id)))
  const open = Object.fromEntries(
    Object.entries(form).filter(
      ([name]) => !closed.has(name) && !closed.has(name.replace(/^vu_/, '')),
    ),
  )
  if (fields.every(isClosed)) return { values: {}, errors: {} }
  return read(open, {
    today,
    isPrimary: screen.isPrimary,
    adults: adultOptions(screen),
    choices: screen.choices ?? {},
    commune,
    isRequired: (field) => state.rules[field]?.access === 'REQUIRED',
  })
}

interface Proof {
  readonly fault: string | null
  readonly keep: ((c: WebContext) => Promise<number>) | null
}

async function readProof(
  { tx, parent, files, now }: FamilyForm,
  { proof }: Screen,
): Promise<Proof> {
  const sent = proof ? sentFile(files, 'f_justificatif') : null
  if (!sent || !proof) return { fault: null, keep: null }
  const accepted = await acceptUpload(sent.bytes, { purpose: 'PAPER' })
  if (!accepted.ok) return { fault: uploadSentence(accepted.fault), keep: null }
  const paper = {
    householdId: parent.householdId,
    childId: proof.childId,
    kind: proof.kind,
    fileName: sent.name,
    file: accepted.file,
  }
  const by = { now, actorKind: 'PARENT', actor: parent.login } as const
  return {
    fault: null,
    keep: async (c) => (await addEvidence(tx, c.get('deps').keys, paper, by)).id,
  }
}

interface Shown {
  readonly screen: Screen
  readonly state: EditState
  readonly values: FormValues
  /** What was wrong; null: nothing was sent yet. */
  readonly answer: ReadForm | null
}

function shown(c: WebContext, request: FamilyRequest, { screen, state, values, answer }: Shown) {
  const { form } = screen
  const isVisible = (field: string) => state.rules[field]?.access !== 'HIDDEN'
  const fields = form.fields.filter(({ field }) => isVisible(field) && isOpen(state, field))
  const { labels } = targets[form.target]
  const isComposite = Object.keys(labels).length === 1
  const kept = Object.keys(labels).filter(
    (field) =>
      isVisible(field) &&
      (isComposite ? form.target !== 'PERSON' : !isOpen(state, field) && !state.pending[field]),
  )
  const errors: FormErrors = answer?.errors ?? {}
  return page(
    c,
    <EditFilePage
      chrome={chrome(c, request, 'family')}
      title={screen.title}
      lead={screen.lead}
      action={screen.path}
      back={screen.back}
      fields={fields}
      pending={Object.values(state.pending)}
      kept={kept.map((field) => [
        labels[field] ?? field,
        valueWords(form.target, field, state.values) || null,
      ])}
      values={values}
      errors={errors}
      options={{
        ...screen.choices,
        ...(screen.adults.length > 0 ? { titulaire: adultOptions(screen) } : {}),
        ...answer?.options,
      }}
      proof={screen.proof}
      aside={asideOf(c, screen, isVisible('email'))}
      needsOfficer={fields.some(({ field }) => state.rules[field]?.apply === 'REQUEST')}
    />,
    formStatus(errors),
  )
}

/** What a screen says beside its form: how debits work, or how an address changes. */
function asideOf(c: WebContext, { form, changesMail }: Screen, isMailShown: boolean) {
  if (form.target === 'BANK' && c.get('settings').creditor) return <AboutDebits />
  return changesMail && isMailShown ? <AboutMail /> : undefined
}

function adultOptions({ adults }: Screen) {
  return [
    ['', 'Choisissez'] as const,
    ...adults.map(
      ({ id, firstName, usualName }) => [String(id), `${firstName} ${usualName}`] as const,
    ),
  ]
}
