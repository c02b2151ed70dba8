import { Hono } from 'hono'
import { MandatePage } from '../../templates/pages/mandate.tsx'
import { EndMandatePage } from '../../templates/pages/mandate-to-sign.tsx'
import { acceptUpload } from '../files/accept-upload.ts'
import { bankAccountOn } from '../households/bank-accounts.ts'
import { once } from '../households/child/parent-write.ts'
import { addEvidence } from '../households/evidence.ts'
import { maskIban } from '../households/iban.ts'
import { recordReading } from '../households/reader.ts'
import { dayOf, parseDay, type Day } from '../kernel/day.ts'
import { shortDate } from '../kernel/french.ts'
import type { FormErrors, FormValues } from '../kernel/forms.ts'
import { Refusal } from '../kernel/refusal.ts'
import { named } from '../kernel/named.ts'
import { paths } from '../paths.ts'
import { draftMandate } from '../payments/mandates/draft.ts'
import { mandatesOf, presentMandate, type FamilyMandate } from '../payments/mandates/list.ts'
import { reasons } from '../payments/mandates/model.ts'
import { giveSignedMandate } from '../requests/mandates.ts'
import { endMandate, signatureRequest } from '../requests/signatures.ts'
import { isEditable, readFieldPolicy } from '../settings/field-policy.ts'
import { carryOut, writerOf } from './child-access.tsx'
import type { WebContext, WebEnv } from './context.ts'
import type { FamilyForm, FamilyRequest } from './guard.ts'
import { sentFile } from './multipart.ts'
import { chrome, doneCode, page, formStatus } from './respond.ts'
import { steppedUp, steppedUpForm } from './step-up.tsx'
import { chooseAgain, uploadSentence } from './uploads.ts'

const done: Readonly<Record<string, string>> = {
  prepare: 'Votre mandat est préparé. Il reste à l’imprimer, le signer et le renvoyer.',
  envoye: 'Votre mandat signé est envoyé, merci. La mairie le regarde et vous répond.',
  fin: 'C’est arrêté. Plus rien ne sera prélevé avec ce mandat.',
}

/** « Prélèvement »: the SEPA mandate of the household. */
export function mandateRoutes(): Hono<WebEnv> {
  const routes = new Hono<WebEnv>()

  routes.get(
    paths.mandate,
    steppedUp((c, request) => mandatePage(c, request)),
  )

  routes.post(
    paths.mandate,
    steppedUpForm(async (c, request) => {
      const { tx, parent } = request
      const { creditor } = c.get('settings')
      if (!creditor || !(await isOpenTo(request))) throw new Refusal('NOT_ALLOWED')
      const by = writerOf(request, { path: paths.mandate, code: 'prepare' })
      const wanted = { householdId: parent.householdId, ics: creditor.ics }
      return carryOut(
        c,
        once(tx, by, async () => void (await draftMandate(tx, wanted, parentOf(request)))),
      )
    }),
  )

  routes.post(
    paths.mandateSignature,
    steppedUpForm(
      async (c, request) => {
        const mandate = await mandateOf(request)
        return mandate?.state === 'DRAFT' ? takeSignature(c, request, mandate) : c.notFound()
      },
      { files: ['f_fichier'] },
    ),
  )

  routes.get(
    paths.mandateEnd,
    steppedUp(async (c, request) => {
      const mandate = await mandateOf(request)
      if (!mandate || !isEndable(mandate)) return c.notFound()
      return page(c, <EndMandatePage chrome={chrome(c, request, 'family')} mandate={mandate} />)
    }),
  )

  routes.post(
    paths.mandateEnd,
    steppedUpForm(async (c, request) => {
      const { tx } = request
      const mandate = await mandateOf(request)
      const by = writerOf(request, { path: paths.mandate, code: 'fin' })
      const end = async () => {
        if (!mandate || !isEndable(mandate)) throw new Refusal('NOT_FOUND')
        const ending = { mandateId: mandate.id, because: reasons.family }
        await endMandate(tx, ending, parentOf(request))
      }
      return carryOut(c, once(tx, by, end))
    }),
  )

  return routes
}

function parentOf({ now, parent }: FamilyRequest) {
  return { now, actorKind: 'PARENT', actor: parent.login } as const
}

async function mandateOf({ tx, parent, now }: FamilyRequest): Promise<FamilyMandate | null> {
  return presentMandate(await mandatesOf(tx, parent.householdId, now))
}

function isEndable({ state }: FamilyMandate): boolean {
  return state === 'DRAFT' || state === 'ACTIVE' || state === 'SUSPENDED'
}

async function isOpenTo({ tx }: FamilyRequest): Promise<boolean> {
  return isEditable((await readFieldPolicy(tx))['FAMILY.mandate'])
}

/** The signed paper: the day that is written on it, and a photo or scan. */
async function takeSignature(
  c: WebContext,
  request: FamilyForm,
  mandate: FamilyMandate,
): Promise<Response> {
  const { tx, parent, now, form, files } = request
  if (!(await isOpenTo(request))) throw new Refusal('NOT_ALLOWED')
  const sent = sentFile(files, 'f_fichier')
  const accepted = sent ? await acceptUpload(sent.bytes, { purpose: 'PAPER' }) : null
  const signed = readSignedOn(form['f_signature'] ?? '', mandate, now)
  const errors: Record<string, string> = {}
  if (signed.fault) errors['f_signature'] = signed.fault
  if (!accepted) errors['f_fichier'] = 'Choisissez la photo ou le scan du mandat signé.'
  else if (!accepted.ok) errors['f_fichier'] = uploadSentence(accepted.fault)
  else if (signed.fault) errors['f_fichier'] = chooseAgain
  if (!sent || !accepted?.ok || signed.fault) {
    const waiting = await signatureRequest(tx, mandate.id)
    // a page from before may send what has no form any more: then there is no field to lead to
    const hasForm = mandate.paper !== null && waiting?.state !== 'PENDING'
    const told = hasForm ? errors : { '': Object.values(errors).join(' ') }
    return mandatePage(c, request, { values: form, errors: told })
  }
  const { keys } = c.get('deps')
  const { householdId, personId, login: actor } = parent
  const paper = { householdId, childId: null, kind: 'SIGNED_MANDATE', fileName: sent.name }
  const by = writerOf(request, { path: paths.mandate, code: 'envoye' })
  const give = async () => {
    const evidence = await addEvidence(
      tx,
      keys,
      { ...paper, file: accepted.file },
      parentOf(request),
    )
    const { id: mandateId, rum } = mandate
    const given = { householdId, personId, mandateId, rum, signedOn: signed.day }
    await giveSignedMandate(tx, keys, { ...given, evidenceId: evidence.id }, { now, actor })
  }
  return carryOut(c, once(tx, by, give))
}

function readSignedOn(text: string, { createdAt }: FamilyMandate, now: Date) {
  const day = parseDay(text)
  const printed = dayOf(createdAt)
  if (day === null) return faulty('Écrivez la date qui est sur le mandat, comme 24/11/2026.')
  if (day > dayOf(now)) return faulty('Cette date est à venir\u00A0: écrivez celle du mandat.')
  if (day < printed)
    return faulty(
      `Ce mandat est préparé depuis le ${shortDate(printed)}\u00A0: il n’a pas pu être signé avant.`,
    )
  return { day, fault: null }
}

function faulty(fault: string): { readonly day: Day; readonly fault: string } {
  return { day: '', fault }
}

async function mandatePage(
  c: WebContext,
  request: FamilyRequest,
  answer: { readonly values: FormValues; readonly errors: FormErrors } = { values: {}, errors: {} },
): Promise<Response> {
  const { tx, parent, now } = request
  const { householdId } = parent
  const rule = (await readFieldPolicy(tx))['FAMILY.mandate']
  if (rule.access === 'HIDDEN') return c.notFound()
  const account = await bankAccountOn(tx, c.get('deps').keys, householdId, dayOf(now))
  if (account) {
    const subject = { subject: 'household', subjectId: householdId, householdId } as const
    await recordReading(tx, parentOf(request), { action: 'finances.read', ...subject })
  }
  const mandates = await mandatesOf(tx, householdId, now)
  const mandate = presentMandate(mandates)
  return page(
    c,
    <MandatePage
      chrome={chrome(c, request, 'family')}
      creditor={c.get('settings').creditor}
      account={account ? { holder: account.holder, maskedIban: maskIban(account.iban) } : null}
      mandate={mandate}
      earlier={mandates.filter((one) => one !== mandate)}
      sent={mandate && (await signatureRequest(tx, mandate.id))}
      isOpen={isEditable(rule)}
      values={answer.values}
      errors={answer.errors}
      done={named(done, doneCode(c))}
    />,
    formStatus(answer.errors),
  )
}
