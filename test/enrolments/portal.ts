import { sql } from 'kysely'
import { readConfig } from '../../src/config.ts'
import type { Database } from '../../src/db/connect.ts'
import { asWorker } from '../../src/db/transactions.ts'
import { createLog } from '../../src/log.ts'
import { initialSettings } from '../../src/settings/settings.ts'
import { createApp } from '../../src/web/app.tsx'
import { testKeys } from '../support/keys.ts'
import { openSession } from '../support/session.ts'

export interface SignedIn {
  readonly get: (path: string, headers?: Record<string, string>) => Promise<Response>
  readonly post: (
    path: string,
    form: URLSearchParams,
    headers?: Record<string, string>,
  ) => Promise<Response>
  readonly upload: (path: string, form: FormData) => Promise<Response>
}

/** The whole application on this story's database, its clock standing still. */
export function openPortal(
  db: Database,
  now: Date,
  keys = testKeys(),
): { signIn: (login: string) => Promise<SignedIn> } {
  const app = createApp({
    config: readConfig({ PUBLIC_URL: 'http://localhost' }),
    db,
    keys,
    clock: () => now,
    log: createLog({ level: 'error', process: 'test' }),
    settings: () => Promise.resolve(initialSettings()),
  })
  return {
    signIn: async (login) => {
      const token = await openSession(db, login, now)
      const ask = async (path: string, init: RequestInit) => {
        const headers = new Headers(init.headers)
        headers.set('Cookie', `session=${token}`)
        return app.request(`http://localhost${path}`, { ...init, headers })
      }
      return {
        get: (path, headers = {}) => ask(path, { headers }),
        upload: (path, form) => ask(path, { method: 'POST', body: form }),
        post: (path, form, headers = {}) =>
          ask(path, {
            method: 'POST',
            body: form.toString(),
            headers: { 'Content-Type': 'application/x-www-form-urlencoded', ...headers },
          }),
      }
    },
  }
}

/** What a browser sends of a form that nobody touched: hidden fields and ticked boxes, no button. */
export function sentForm(html: string, action: string): URLSearchParams {
  const forms = html.match(/<form[\s\S]*?<\/form>/g) ?? []
  const form = forms.find((one) => one.includes(`action="${action}"`)) ?? ''
  const sent = new URLSearchParams()
  for (const [input] of form.matchAll(/<input [^>]*>/g)) {
    const isSent = input.includes('type="hidden"') || / checked\b/.test(input)
    if (!isSent) continue
    sent.append(/name="([^"]*)"/.exec(input)?.[1] ?? '', /value="([^"]*)"/.exec(input)?.[1] ?? '')
  }
  return sent
}

/** The name of the box with these words, the end of which is read and not seen. */
export function boxOf(html: string, label: string, end: string): string {
  return (
    new RegExp(`name="([^"]+)"[^>]*><label for="[^"]+">${label}<i> le ${end}</i>`).exec(
      html,
    )?.[1] ?? ''
  )
}

/** How an address or a form names a child of the story. */
export async function childRef(db: Database, firstName: string): Promise<string> {
  const found = await asWorker(db, (tx) =>
    sql<{ ref: string }>`select ref from child where first_name = ${firstName}`.execute(tx),
  )
  return found.rows[0]?.ref ?? ''
}

/** The form of an absence as the parent's page has it, filled in, with the button that is pressed. */
export async function absenceForm(
  parent: SignedIn,
  fields: Readonly<Record<string, string>>,
  button: 'voir' | 'declarer',
): Promise<URLSearchParams> {
  const html = await (await parent.get('/absences')).text()
  const sent = sentForm(html.slice(html.lastIndexOf('<form action="/absences"')), '/absences')
  for (const [name, value] of Object.entries(fields)) sent.set(name, value)
  sent.set(button, 'x')
  return sent
}
