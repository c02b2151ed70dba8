import type { Hono } from 'hono'
import type { WebEnv } from '../../src/web/context.ts'
import { hiddenFields, type Visitor } from '../web/visitor.ts'

/** Sends the form of a page as a browser sends one with files. */
export async function sendWithFiles(
  app: Hono<WebEnv>,
  visitor: Visitor,
  page: string,
  sent: {
    readonly values: Readonly<Record<string, string>>
    readonly files?: readonly (readonly [name: string, bytes: Buffer])[]
  },
): Promise<Response> {
  const action = page.split('?')[0] ?? page
  const html = await (await visitor.get(page)).text()
  const form = new FormData()
  const fields = { ...hiddenFields(html, action), ...sent.values }
  for (const [name, value] of Object.entries(fields)) form.set(name, value)
  for (const [name, bytes] of sent.files ?? []) {
    form.append('f_pieces[]', new File([new Uint8Array(bytes)], name))
  }
  const encoded = new Response(form)
  const cookie = [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  return app.request(`http://localhost${action}`, {
    method: 'POST',
    body: await encoded.arrayBuffer(),
    headers: { 'Content-Type': encoded.headers.get('Content-Type') ?? '', Cookie: cookie },
  })
}
