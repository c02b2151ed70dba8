import { Hono } from 'hono'
import { GivePaperPage } from '../../templates/pages/give-paper.tsx'
import { PapersPage } from '../../templates/pages/papers.tsx'
import { useFormKey } from '../db/form-keys.ts'
import { acceptUpload } from '../files/accept-upload.ts'
import { addEvidence, evidenceFile } from '../households/evidence.ts'
import {
  evidenceOf,
  offeredPaper,
  papersToSupply,
  type AskedPaper,
} from '../households/papers-to-supply.ts'
import type { FormErrors } from '../kernel/forms.ts'
import { dayOf } from '../kernel/day.ts'
import { isRef } from '../kernel/ids.ts'
import { paths } from '../paths.ts'
import type { WebContext, WebEnv } from './context.ts'
import { family, familyForm, type FamilyForm, type FamilyRequest } from './guard.ts'
import { sentFile, type SentFile } from './multipart.ts'
import { chrome, doneAt, doneCode, page, seeOther, formStatus } from './respond.ts'
import { steppedUp } from './step-up.tsx'
import { sendFile, uploadSentence } from './uploads.ts'

/** « Pièces à fournir »: what the town hall asks for, sending it, and looking at it again. */
export function papersRoutes(): Hono<WebEnv> {
  const routes = new Hono<WebEnv>()

  routes.get(
    paths.papers,
    family(async (c, request) => {
      const { tx, parent, now } = request
      const [asked, given] = await Promise.all([
        papersToSupply(tx, parent.householdId, dayOf(now)),
        evidenceOf(tx, parent.householdId, dayOf(now)),
      ])
      const done =
        doneCode(c) === 'envoyee'
          ? 'Votre pièce est envoyée, merci. La mairie va la regarder.'
          : null
      return page(
        c,
        <PapersPage
          chrome={chrome(c, request, 'family')}
          asked={asked}
          given={given}
          done={done}
        />,
      )
    }),
  )

  routes.get(
    paths.givePaper,
    family(async (c, request) => {
      const paper = await askedPaper(request, c.req.query('piece'), c.req.query('enfant'))
      return paper ? givePage(c, request, paper, {}) : c.notFound()
    }),
  )

  routes.post(
    paths.givePaper,
    familyForm(
      async (c, request) => {
        const paper = await askedPaper(request, request.form['piece'], request.form['enfant'])
        return paper ? keep(c, request, paper) : c.notFound()
      },
      { files: ['f_fichier'] },
    ),
  )

  routes.get(
    paths.paper(':ref'),
    steppedUp(async (c, { tx, parent, now }) => {
      const ref = c.req.param('ref') ?? ''
      const reader = { now, actorKind: 'PARENT', actor: parent.login } as const
      const file = isRef(ref) ? await evidenceFile(tx, c.get('deps').keys, ref, reader) : null
      return file ? sendFile(c, file) : c.notFound()
    }),
  )

  return routes
}

/** The papers of the household and of its children, by kind: what is asked, or one that the family offers. */
async function askedPaper(
  { tx, parent, now }: FamilyRequest,
  kind: string | undefined,
  childRef: string | undefined,
): Promise<AskedPaper | undefined> {
  const asked = await papersToSupply(tx, parent.householdId, dayOf(now))
  return (
    asked.find((paper) => paper.kind === kind && (paper.childRef ?? '') === (childRef ?? '')) ??
    offeredPaper(tx, { kind: kind ?? '', childRef: childRef || null })
  )
}

async function keep(c: WebContext, request: FamilyForm, paper: AskedPaper): Promise<Response> {
  const { tx, parent, now, files, formKey } = request
  const sent = sentFile(files, 'f_fichier')
  const accepted = sent ? await acceptUpload(sent.bytes, { purpose: 'PAPER' }) : null
  const error = faultOf(sent, accepted)
  if (!sent || !accepted?.ok) return givePage(c, request, paper, { f_fichier: error })
  const answerTo = doneAt(paths.papers, 'envoyee', formKey)
  const before = await useFormKey(tx, formKey, { accountId: parent.accountId, answerTo, now })
  if (before) return seeOther(c, before)
  await addEvidence(
    tx,
    c.get('deps').keys,
    {
      householdId: parent.householdId,
      childId: paper.childId,
      kind: paper.kind,
      fileName: sent.name,
      file: accepted.file,
    },
    { now, actorKind: 'PARENT', actor: parent.login },
  )
  return seeOther(c, answerTo)
}

function faultOf(
  sent: SentFile | null,
  accepted: Awaited<ReturnType<typeof acceptUpload>> | null,
): string {
  if (!sent) return 'Choisissez le fichier à envoyer.'
  return accepted && !accepted.ok ? uploadSentence(accepted.fault) : ''
}

function givePage(
  c: WebContext,
  request: FamilyRequest,
  paper: AskedPaper,
  errors: FormErrors,
): Promise<Response> {
  const status = formStatus(errors)
  return page(
    c,
    <GivePaperPage chrome={chrome(c, request, 'family')} paper={paper} errors={errors} />,
    status,
  )
}
