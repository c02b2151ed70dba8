import { Hono } from 'hono'
import { DocumentsPage, DocumentWaitingPage } from '../../templates/pages/documents.tsx'
import { documentFile, documentsOf } from '../files/documents.ts'
import { isRef } from '../kernel/ids.ts'
import { paths } from '../paths.ts'
import type { WebContext, WebEnv } from './context.ts'
import { family } from './guard.ts'
import { chrome, page } from './respond.ts'

/** « Documents »: the list, and each file under an address that ends in its name. One and three statements. */
export function documentRoutes(): Hono<WebEnv> {
  const routes = new Hono<WebEnv>()

  routes.get(
    paths.documents,
    family(async (c, request) => {
      const documents = await documentsOf(request.tx, request.parent.householdId)
      return page(c, <DocumentsPage chrome={chrome(c, request, null)} documents={documents} />)
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
      if (file.bytes) return pdf(c, file.bytes, fileName)
      const around = chrome(c, request, null)
      return page(c, <DocumentWaitingPage chrome={around} href={paths.document(ref, fileName)} />)
    }),
  )

  return routes
}

/** The headers with which Internet Explorer 8 and older save a file over https (web.md, HTTP). */
function pdf(c: WebContext, bytes: Buffer, fileName: string): Response {
  c.header('Content-Type', 'application/pdf')
  c.header('Content-Length', String(bytes.length))
  c.header('Content-Disposition', `attachment; filename="${fileName}"`)
  c.header('Cache-Control', 'private, max-age=0, must-revalidate')
  c.header('Content-Security-Policy', "default-src 'none'; sandbox")
  return c.body(new Uint8Array(bytes))
}
