import assert from 'node:assert/strict'
import { sql } from 'kysely'
import { pino } from 'pino'
import { parseDeadline } from '../../src/activities/deadline-rule.ts'
import type { Tx } from '../../src/db/connect.ts'
import { asWorker } from '../../src/db/transactions.ts'
import { createApp } from '../../src/web/app.tsx'
import { csrfFor } from '../../src/web/csrf.ts'
import { readForms, type PlainField, type PlainForm } from '../support/plain-browser.ts'
import { bodyOf, queryOf, type Shape } from './bodies.ts'
import { marcsObjects, type MarcsObjects } from './matrix-objects.ts'
import { matrix } from './matrix.ts'
import { openTown, type Town } from './town.ts'
import { newSession, visit, type Visitor } from './visitor.ts'

export interface Proof {
  /** Bodies a form; an address without a form gets a tenth of it as questions. */
  readonly count: number
  readonly seed: number
  readonly only?: string
}

interface Sender {
  readonly town: Town
  readonly objects: MarcsObjects
  readonly marc: Visitor
  /** The forms of Marc's and a stranger's pages, by the route that answers them. */
  readonly forms: ReadonlyMap<string, readonly PlainForm[]>
  /** What the log said of errors, and answers that are faults of ours. */
  readonly faults: string[]
}

/** A form as a page shows it, or a route that no page of the town has a form for. */
interface Target {
  readonly path: string
  readonly fields: readonly PlainField[]
}

/** From so many bodies on, each form has a town of its own, which the others have not worn out. */
const many = 1_000

/**
 * Sends generated bodies to every form of the application's own route table, and questions to every address, as Marc,
 * whose password was just typed; one in ten as a stranger without a cookie. Answers what was sent; throws on an answer that is a fault of ours.
 */
export async function proveForms({ count, seed, only = '' }: Proof): Promise<string> {
  let sender = await openSender()
  const routes = tableOf(sender.town).filter((route) => route.includes(only))
  let sent = 0
  for (const route of routes) {
    const times = route.startsWith('POST') ? count : Math.ceil(count / 10)
    if (times >= many) sender = await openSender()
    await sendMany(sender, { route, times, seed })
    sent += times
  }
  const posts = routes.filter((route) => route.startsWith('POST'))
  const unseen = posts.filter((route) => !sender.forms.has(route))
  return (
    `${posts.length} forms (on no page of this town: ${unseen.join(', ') || 'none'}) and ` +
    `${routes.length - posts.length} addresses, ${sent} requests: no answer was a fault of ours`
  )
}

interface Many {
  readonly route: string
  readonly times: number
  readonly seed: number
}

async function sendMany(sender: Sender, { route, times, seed }: Many): Promise<void> {
  const targets = targetsOf(route, sender)
  for (let number = 0; number < times; number += 1) {
    const target = targets[number % targets.length]
    if (target) await sendOne(sender, { route, target, seed: seed + number })
    // tries are forgotten, so that forms with a password are not closed by their throttle
    if (number % 20 === 19) await asWorker(sender.town.db, forgetTries)
  }
  assert.deepEqual(sender.faults, [], route)
}

const forgetTries = (tx: Tx) => sql`delete from throttle where true`.execute(tx)

async function openSender(): Promise<Sender> {
  const town = await openTown()
  const objects = await marcsObjects(town)
  const faults: string[] = []
  const log = pino({ level: 'error' }, { write: (line: string) => void faults.push(line) })
  const app = createApp({ ...town.deps, log })
  const marc = visit(app)
  for (let devices = 0; devices < 2; devices += 1) await signIn(town, marc)
  const before = await pagesOf(app, marc, objects)
  await liveALittle(town, marc, objects)
  const pages = [...before, ...(await pagesOf(app, marc, objects))]
  const forms = formsByRoute(tableOf({ app }), pages.flatMap(readForms))
  return { town: { ...town, app }, objects, marc, forms, faults }
}

/** What Marc did already, so that his pages have the forms that go on from there; days can be booked. */
async function liveALittle({ db }: Town, marc: Visitor, objects: MarcsObjects): Promise<void> {
  const { activity, child } = objects
  await marc.send(`/inscriptions/${activity}?enfant=${child}`, `/inscriptions/${activity}`)
  const grandmother = {
    f_prenom: 'Paule',
    f_nom: 'Leroy',
    f_lien: 'grand-mère',
    f_naissance: '09/12/1958',
    f_tel: '06 12 34 56 78',
    f_vient: 'oui',
  }
  const pickup = `/enfants/${child}/personnes/nouvelle`
  await marc.send(pickup, pickup, grandmother)
  await asWorker(db, async (tx) => {
    await sql`
      insert into open_day_unit (activity_id, day, unit_id)
      select o.activity_id, o.day, u.id from open_day o join unit u on u.activity_id = o.activity_id`.execute(
      tx,
    )
    const rule = JSON.stringify(parseDeadline('D-1 10:00'))
    await sql`
      insert into deadline_rule (activity_id, action, rule, valid_from)
      select a.id, action, ${rule}::jsonb, '2026-09-01' from activity a, unnest(array['ADD', 'CANCEL']) action`.execute(
      tx,
    )
  })
}

/** The route table. */
function tableOf({ app }: Pick<Town, 'app'>): string[] {
  const routes = app.routes.filter(({ method }) => method === 'GET' || method === 'POST')
  return [...new Set(routes.map(({ method, path }) => `${method} ${path}`))]
}

/** The town's own pages, and the pages they lead to. */
async function pagesOf(app: Town['app'], marc: Visitor, objects: MarcsObjects): Promise<string[]> {
  const addresses = Object.entries(matrix)
    .filter(([route]) => route.startsWith('GET '))
    .map(([route, row]) => row.path?.(objects) ?? route.slice(4))
  const stranger = visit(app)
  const pages = new Map<string, string>()
  const open = async (visitor: Visitor, path: string, name = path) => {
    const answer = await visitor.get(path)
    const isPage = answer.headers.get('Content-Type')?.startsWith('text/html') ?? false
    if (isPage && answer.status === 200) pages.set(name, await answer.text())
  }
  for (const path of addresses) {
    await open(marc, path)
    await open(stranger, path, `stranger ${path}`)
  }
  const linked = [...pages.values()].flatMap(linksOf).filter((path) => !pages.has(path))
  for (const path of new Set(linked)) await open(marc, path)
  return [...pages.values()]
}

function linksOf(html: string): string[] {
  return [...html.matchAll(/ href="(\/[^"]*)"/g)]
    .map(([, href = '']) => href.replaceAll('&amp;', '&').replace(/#.*/, ''))
    .filter((href) => !href.startsWith('/assets/'))
}

/** Each form under the route that answers it: the first of the table that fits. */
function formsByRoute(table: readonly string[], known: readonly PlainForm[]): Sender['forms'] {
  const patterns = table.map((route) => {
    const [method = '', pattern = ''] = route.split(' ')
    return { route, method, fits: new RegExp(`^${pattern.replace(/:\w+/g, '[^/?]+')}(\\?.*)?$`) }
  })
  const found = Map.groupBy(
    known,
    ({ method, action }) =>
      patterns.find((one) => one.method === method.toUpperCase() && one.fits.test(action))?.route,
  )
  return new Map([...found].flatMap(([route, forms]) => (route ? [[route, forms]] : [])))
}

/** The forms that lead to a route, six at most; a route without one is sent what other forms have. */
function targetsOf(route: string, { forms, objects }: Sender): Target[] {
  const shapes = new Map(
    forms
      .get(route)
      ?.map((form) => [`${form.action} ${form.fields.map(({ name }) => name).join(' ')}`, form]),
  )
  if (shapes.size > 0) {
    return [...shapes.values()].slice(-6).map(({ action, fields }) => ({ path: action, fields }))
  }
  const names = new Map(
    [...forms.values()]
      .flat()
      .flatMap(({ fields }) => fields)
      .map((field) => [field.name, field]),
  )
  const fields = [...names.values()].map((field): PlainField => ({
    ...field,
    type: 'radio',
    checked: false,
  }))
  return [{ path: matrix[route]?.path?.(objects) ?? route.split(' ')[1] ?? '', fields }]
}

interface One {
  readonly route: string
  readonly target: Target
  readonly seed: number
}

async function sendOne(sender: Sender, { route, target, seed }: One): Promise<void> {
  const { town, marc, objects } = sender
  const token = marc.cookies.get('session') ?? ''
  marc.cookies.set('visit', token)
  const shape: Shape = {
    fields: target.fields,
    given: matrix[route]?.fields?.(objects) ?? {},
    refs: Object.values(objects),
    csrf: csrfFor(token),
  }
  const isStranger = seed % 10 === 9
  const cookies = isStranger ? [] : [...marc.cookies]
  const cookie = cookies.map(([name, value]) => `${name}=${value}`).join('; ')
  const question = route.startsWith('GET') ? queryOf(shape, target.path, seed) : null
  const body = bodyOf(shape, seed)
  const answer = question
    ? await town.app.request(`http://localhost${question}`, { headers: { Cookie: cookie } })
    : await town.app.request(`http://localhost${target.path}`, {
        method: 'POST',
        headers: { Cookie: cookie, 'Content-Type': body.type },
        body: new Uint8Array(body.bytes),
      })
  const story = `${route} seed ${seed} ${question ?? `${body.type} ${body.bytes.toString('latin1', 0, 600)}`}`
  const html = await answer.text()
  if (answer.status >= 500) sender.faults.push(`${answer.status}: ${story}`)
  if (html.includes('<script>alert')) sender.faults.push(`what was sent runs: ${story}`)
  if (answer.status === 422 && !saysWhatIsWrong(html)) sender.faults.push(`no errors: ${story}`)
  if (!answer.headers.has('Content-Security-Policy')) sender.faults.push(`no headers: ${story}`)
  if (!isStranger) await stayIn(sender, answer)
}

/** A refused form says so in its title and in the list of its errors, each of which leads to its field; invisible signs have a page of their own. */
function saysWhatIsWrong(html: string): boolean {
  if (html.includes('<h1>Des caractères ne sont pas acceptés</h1>')) return true
  const links = [...html.matchAll(/<li><a href="#([^"]*)">/g)]
  const lead = links.every(([, id]) => html.includes(` id="${id}"`))
  return lead && /<title>Erreur\u00A0: /.test(html) && /class="errors"/.test(html)
}

/** A form may have ended the session or given it another token. */
async function stayIn({ town, marc }: Sender, answer: Response): Promise<void> {
  for (const line of answer.headers.getSetCookie()) {
    const [, value = ''] = /^session=([^;]*)/.exec(line) ?? []
    if (value) marc.cookies.set('session', value)
  }
  const isOut = answer.headers.getSetCookie().some((line) => line.startsWith('session=;'))
  if (isOut || answer.headers.get('Location')?.startsWith('/connexion')) await signIn(town, marc)
}

async function signIn(town: Town, marc: Visitor): Promise<void> {
  marc.cookies.set('session', await newSession(town, 'marc.leroy'))
}
