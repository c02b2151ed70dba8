import type { Hono } from 'hono'
import { sql } from 'kysely'
import { openSession } from '../../src/accounts/sessions.ts'
import { asGate } from '../../src/db/transactions.ts'
import type { WebEnv } from '../../src/web/context.ts'
import { oneValue, type Town } from './town.ts'

/** A browser without JavaScript on `app.request`: keeps cookies, sends forms as their page wrote them. */
export interface Visitor {
  readonly cookies: Map<string, string>
  readonly get: (path: string, headers?: Record<string, string>) => Promise<Response>
  /** Sends the form of a page whose action is `action`, with these values over its own. */
  readonly send: (
    page: string,
    action: string,
    values?: Record<string, string>,
  ) => Promise<Response>
  /** The same from a page that was read already. */
  readonly submit: (
    html: string,
    action: string,
    values?: Record<string, string>,
  ) => Promise<Response>
  readonly post: (path: string, body: string, headers?: Record<string, string>) => Promise<Response>
}

export function visit(app: Hono<WebEnv>): Visitor {
  const cookies = new Map<string, string>()
  async function request(path: string, init: RequestInit): Promise<Response> {
    const headers = new Headers(init.headers)
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    if (cookie) headers.set('Cookie', cookie)
    const answer = await app.request(`http://localhost${path}`, { ...init, headers })
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (value === '' || /Max-Age=0/.test(line)) cookies.delete(name)
      else cookies.set(name, value)
    }
    return answer
  }
  const post = (path: string, body: string, headers: Record<string, string> = {}) =>
    request(path, {
      method: 'POST',
      body,
      headers: { 'Content-Type': 'application/x-www-form-urlencoded', ...headers },
    })
  const submit = (html: string, action: string, values: Record<string, string> = {}) =>
    post(action, new URLSearchParams({ ...hiddenFields(html, action), ...values }).toString())
  return {
    cookies,
    get: (path, headers = {}) => request(path, { headers }),
    post,
    submit,
    send: async (page, action, values) =>
      submit(await (await request(page, {})).text(), action, values),
  }
}

/** Somebody of the story whose password was just typed, and spared its hash: that it lets in is proven of signing in. */
export async function signedIn(town: Town, login: string): Promise<Visitor> {
  const visitor = visit(town.app)
  visitor.cookies.set('session', await newSession(town, login))
  return visitor
}

/** The token of a session that begins now. */
export async function newSession(town: Town, login: string): Promise<string> {
  const id = await oneValue(town, sql`select id::text as value from account where login = ${login}`)
  const opened = { accountId: Number(id), device: 'Firefox', now: town.deps.clock() }
  return asGate(town.db, (tx) => openSession(tx, opened))
}

/** What a browser sends of a form without anybody filling it in. */
export function hiddenFields(html: string, action: string): Record<string, string> {
  const forms = html.match(/<form[\s\S]*?<\/form>/g) ?? []
  const form = forms.find((one) => one.includes(`action="${action}"`)) ?? ''
  const inputs = form.match(/<input type="hidden"[^>]*>/g) ?? []
  return Object.fromEntries(
    inputs.map((input) => [
      /name="([^"]*)"/.exec(input)?.[1] ?? '',
      /value="([^"]*)"/.exec(input)?.[1] ?? '',
    ]),
  )
}
