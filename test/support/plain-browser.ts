/** A browser without JavaScript: cookies, links and forms over HTTP, nothing else. */
export interface PlainBrowser {
  readonly open: (path: string) => Promise<PlainPage>
  /** Submits a form of a page as a click on one of its buttons would. */
  readonly submit: (page: PlainPage, form: PlainForm, values?: FormChanges) => Promise<PlainPage>
  readonly download: (path: string) => Promise<Buffer>
}

export interface PlainPage {
  readonly url: string
  readonly status: number
  readonly html: string
  /** The text a person reads, spaces folded. */
  readonly text: string
  readonly forms: readonly PlainForm[]
  readonly links: readonly { readonly href: string; readonly text: string }[]
}

export interface PlainForm {
  readonly action: string
  readonly method: 'get' | 'post'
  readonly fields: readonly PlainField[]
}

export interface PlainField {
  readonly name: string
  readonly value: string
  readonly type: string
  readonly checked: boolean
  readonly label: string
}

/** Fields to fill in, boxes to tick (by name or by label), and the button that is pressed. */
export interface FormChanges {
  readonly fill?: Readonly<Record<string, string>>
  readonly tick?: (field: PlainField) => boolean | undefined
  readonly press?: string
  /** With files the form is sent as multipart, as a browser does. */
  readonly files?: Readonly<Record<string, File>>
}

export function plainBrowser(origin: string): PlainBrowser {
  const jar = new Map<string, string>()

  async function request(
    url: string,
    init: RequestInit = {},
  ): Promise<{ response: Response; url: string }> {
    let at = new URL(url, origin)
    let options = init
    for (let hops = 0; hops < 8; hops += 1) {
      const ours = at.origin === new URL(origin).origin
      const cookie = ours ? [...jar].map(([name, value]) => `${name}=${value}`).join('; ') : ''
      const headers = {
        ...(options.headers as Record<string, string> | undefined),
        ...(cookie ? { cookie } : {}),
      }
      const response = await fetch(at, { ...options, headers, redirect: 'manual' })
      if (ours) keepCookies(jar, response)
      const to = response.headers.get('location')
      if (!to) return { response, url: at.href }
      await response.arrayBuffer()
      at = new URL(to, at)
      options = {}
    }
    throw new Error(`Too many redirects from ${url}`)
  }

  async function visit(url: string, init?: RequestInit): Promise<PlainPage> {
    const { response, url: at } = await request(url, init)
    return readPage(at, response.status, await response.text())
  }

  return {
    open: (path) => visit(path),
    submit: (page, form, changes = {}) => {
      const body = formBody(form, changes)
      const to = new URL(form.action || page.url, page.url).href
      if (form.method === 'get') return visit(`${to.split('?')[0]}?${body.toString()}`)
      if (changes.files) return visit(to, { method: 'POST', body: withFiles(body, changes.files) })
      const headers = {
        'content-type': 'application/x-www-form-urlencoded',
        origin: new URL(page.url).origin,
      }
      return visit(to, { method: 'POST', headers, body: body.toString() })
    },
    download: async (path) => {
      const { response } = await request(path)
      if (!response.ok) throw new Error(`${path} answered ${response.status}`)
      return Buffer.from(await response.arrayBuffer())
    },
  }
}

function keepCookies(jar: Map<string, string>, response: Response): void {
  for (const line of response.headers.getSetCookie()) {
    const [pair = ''] = line.split(';')
    const name = pair.slice(0, pair.indexOf('='))
    const value = pair.slice(pair.indexOf('=') + 1)
    if (value === '' || /max-age=0/i.test(line)) jar.delete(name)
    else jar.set(name, value)
  }
}

function formBody(form: PlainForm, { fill = {}, tick, press }: FormChanges): URLSearchParams {
  const body = new URLSearchParams()
  for (const sent of form.fields) {
    if (sent.type === 'submit') continue
    if (sent.type === 'checkbox' || sent.type === 'radio') {
      if (tick?.(sent) ?? sent.checked) body.append(sent.name, sent.value)
    } else {
      body.append(sent.name, fill[sent.name] ?? sent.value)
    }
  }
  const button = form.fields.find(({ name, type }) => type === 'submit' && name === press)
  if (button) body.append(button.name, button.value)
  return body
}

function withFiles(body: URLSearchParams, files: Readonly<Record<string, File>>): FormData {
  const form = new FormData()
  for (const [name, value] of body) if (!files[name]) form.append(name, value)
  for (const [name, file] of Object.entries(files)) form.append(name, file)
  return form
}

function readPage(url: string, status: number, html: string): PlainPage {
  const links = [...html.matchAll(/<a\b([^>]*)>([\s\S]*?)<\/a>/g)].map(
    ([, head = '', body = '']) => ({
      href: attribute(head, 'href'),
      text: textOf(body),
    }),
  )
  return { url, status, html, text: textOf(html), forms: readForms(html), links }
}

/** The forms of a page, as a browser sees them. */
export function readForms(html: string): PlainForm[] {
  return [...html.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/g)].map(
    ([, head = '', body = '']) => ({
      action: attribute(head, 'action'),
      method:
        attribute(head, 'method').toLowerCase() === 'post' ? ('post' as const) : ('get' as const),
      fields: readFields(body),
    }),
  )
}

function readFields(body: string): PlainField[] {
  const labels = new Map(
    [...body.matchAll(/<label\b([^>]*)>([\s\S]*?)<\/label>/g)].map(([, head = '', text = '']) => [
      attribute(head, 'for'),
      textOf(text),
    ]),
  )
  const inputs = [...body.matchAll(/<input\b([^>]*)>/g)].map(([, head = '']) => ({
    name: attribute(head, 'name'),
    value: attribute(head, 'value') || (/type="(checkbox|radio)"/.test(head) ? 'on' : ''),
    type: attribute(head, 'type') || 'text',
    checked: /\schecked\b/.test(head),
    label: labels.get(attribute(head, 'id')) ?? '',
  }))
  const choices = [...body.matchAll(/<select\b([^>]*)>([\s\S]*?)<\/select>/g)].map(
    ([, head = '', options = '']) => {
      const chosen =
        /<option\b([^>]*\sselected[^>]*)>/.exec(options) ?? /<option\b([^>]*)>/.exec(options)
      return fieldOf(head, attribute(chosen?.[1] ?? '', 'value'), 'select', labels)
    },
  )
  const areas = [...body.matchAll(/<textarea\b([^>]*)>([\s\S]*?)<\/textarea>/g)].map(
    ([, head = '', text = '']) => fieldOf(head, unescape(text), 'textarea', labels),
  )
  return [...inputs, ...choices, ...areas].filter(({ name }) => name !== '')
}

function fieldOf(
  head: string,
  value: string,
  type: string,
  labels: ReadonlyMap<string, string>,
): PlainField {
  return {
    name: attribute(head, 'name'),
    value,
    type,
    checked: false,
    label: labels.get(attribute(head, 'id')) ?? '',
  }
}

function attribute(head: string, name: string): string {
  return unescape(new RegExp(`(?:^|\\s)${name}="([^"]*)"`).exec(head)?.[1] ?? '')
}

function textOf(html: string): string {
  return unescape(html.replace(/<(script|style)\b[\s\S]*?<\/\1>/g, ' ').replace(/<[^>]+>/g, ' '))
    .replace(/\s+/g, ' ')
    .trim()
}

function unescape(text: string): string {
  return text
    .replace(/&#x([0-9a-f]+);/gi, (_, code: string) =>
      String.fromCodePoint(Number.parseInt(code, 16)),
    )
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replace(/&quot;/g, '"')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&nbsp;/g, '\u00A0')
    .replace(/&amp;/g, '&')
}
