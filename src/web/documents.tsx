import { Hono } from 'hono'
import { DocumentsPage, DocumentWaitingPage } from '../../templates/pages/documents.tsx'
import { isSteppedUp } from '../accounts/step-up.ts'
import { asParent } from '../db/transactions.ts'
import { archived, zipOf } from '../files/archive.ts'
import { documentFile, documentsOf, type DocumentRow } from '../files/documents.ts'
import { rulesOfFamily } from '../households/child/rules.ts'
import { childrenOf } from '../households/children.ts'
import { recordReading } from '../households/reader.ts'
import { dayOf } from '../kernel/day.ts'
import { isRef, sha256 } from '../kernel/ids.ts'
import { paths } from '../paths.ts'
import type { WebContext, WebEnv } from './context.ts'
import { attached, writeFileHeaders } from './download.ts'
import { family, type FamilyRequest } from './guard.ts'
import { chrome, page, seeOther } from './respond.ts'
import { sessionToken } from './session-cookie.ts'

/** « Documents »: a year's list, each file under an address that ends in its name, a year's archive. Three statements at most. */
export function documentRoutes(): Hono<WebEnv> {
  const routes = new Hono<WebEnv>()

  routes.get(
    paths.documents,
    family(async (c, request) => {
      const { tx, parent, now } = request
      const [documents, children, rules] = await Promise.all([
        documentsOf(tx, parent.householdId),
        childrenOf(tx, parent.householdId, dayOf(now)),
        rulesOfFamily(tx, parent.householdId, dayOf(now)),
      ])
      const years = yearsOf(documents)
      const year = c.req.query('annee') ?? years[0] ?? null
      if (year !== null && !years.includes(year)) return c.notFound()
      const element = (
        <DocumentsPage
          chrome={chrome(c, request, null)}
          documents={documents.filter(isOf(year))}
          years={years}
          year={year}
          children={children}
          rules={rules}
        />
      )
      return page(c, element)
    }),
  )

  routes.get(
    paths.documentArchive(':fileName'),
    family(async (c, request) => {
      const { tx, parent } = request
      const fileName = c.req.param('fileName') ?? ''
      const year = /^documents-(\d{4})\.zip$/.exec(fileName)?.[1]
      if (!year) return c.notFound()
      const documents = archived(await documentsOf(tx, parent.householdId), year)
      if (documents.length === 0) return c.notFound()
      const gate = documents.some(({ kind }) => kind === 'MANDATE') && (await atBank(c, request))
      if (gate) return gate
      const { body, size } = zipOf(documents, paperReader(c, parent.householdId))
      writeFileHeaders(c, { mediaType: 'application/zip', fileName })
      c.header('Content-Length', String(size))
      return c.body(body)
    }),
  )

  routes.get(
    paths.document(':ref', ':fileName'),
    family(async (c, request) => {
      const { tx, parent } = request
      const { ref = '', fileName = '' } = c.req.param()
      if (!isRef(ref)) return c.notFound()
      const { keys } = c.get('deps')
      const file = await documentFile(tx, keys, parent.householdId, { ref, fileName })
      if (!file) return c.notFound()
      const gate = file.kind === 'MANDATE' && (await atBank(c, request))
      if (gate) return gate
      if (file.bytes) {
        return attached(c, { bytes: file.bytes, mediaType: 'application/pdf', fileName })
      }
      const around = chrome(c, request, null)
      return page(c, <DocumentWaitingPage chrome={around} href={paths.document(ref, fileName)} />)
    }),
  )

  return routes
}

/** A mandate shows a whole IBAN: the password when it was not typed lately, then a line in the audit trail. */
async function atBank(
  c: WebContext,
  { tx, parent, now }: FamilyRequest,
): Promise<Response | undefined> {
  if (!isSteppedUp(parent, now)) return seeOther(c, paths.stepUpBefore(c.req.path))
  const { householdId, login: actor } = parent
  const subject = { subject: 'household', subjectId: householdId, householdId } as const
  await recordReading(
    tx,
    { now, actorKind: 'PARENT', actor },
    { action: 'finances.read', ...subject },
  )
  return undefined
}

/** The newest first. */
function yearsOf(documents: readonly DocumentRow[]): string[] {
  return [...new Set(documents.map((one) => dayOf(one.createdAt).slice(0, 4)))]
}

function isOf(year: string | null) {
  return (one: DocumentRow) => year !== null && dayOf(one.createdAt).startsWith(year)
}

/** Each paper in a transaction of its own: a slow reader holds no connection, and a session that ends stops it. */
function paperReader(c: WebContext, householdId: number) {
  const { db, keys, clock } = c.get('deps')
  const token = sha256(sessionToken(c) ?? '')
  return async (address: { readonly ref: string; readonly fileName: string }): Promise<Buffer> => {
    const file = await asParent(db, token, clock(), (tx, parent) =>
      parent.householdId === householdId
        ? documentFile(tx, keys, householdId, address)
        : Promise.resolve(null),
    )
    if (!file?.bytes) throw new Error('A paper of the archive is out of reach')
    return file.bytes
  }
}
