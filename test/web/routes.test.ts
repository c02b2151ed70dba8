import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newToken } from '../../src/kernel/ids.ts'
import { paths } from '../../src/paths.ts'
import { csrfFor } from '../../src/web/csrf.ts'
import { marcsObjects } from './matrix-objects.ts'
import { matrix, type RouteRow } from './matrix.ts'
import { openTown, tuesday } from './town.ts'
import { signedIn, visit, type Visitor } from './visitor.ts'

const town = await openTown()
const { app } = town
const objects = await marcsObjects(town)
const people: Readonly<Record<'anonymous' | 'owner' | 'separated' | 'other', Visitor>> = {
  anonymous: visit(app),
  owner: await signedIn(town, 'marc.leroy'),
  separated: await signedIn(town, 'anne.bernard'),
  other: await signedIn(town, 'awa.diallo'),
}
const whoever = ['anonymous', 'owner', 'separated', 'other'] as const
const missing = await (await people.other.get('/nowhere')).text()

test('the matrix names every route of the portal, and no other', () => {
  const routes = app.routes.filter((route) => route.method !== 'ALL')
  const named = new Set(routes.map((route) => `${route.method} ${route.path}`))
  assert.deepEqual(
    [...named].filter((route) => !matrix[route]),
    [],
  )
  assert.deepEqual(
    Object.keys(matrix).filter((route) => !named.has(route)),
    ['GET /nowhere'],
  )
})

for (const [route, row] of Object.entries(matrix)) {
  test(`${route} answers each person what is hers to see`, async () => {
    for (const who of whoever) {
      const answer = await ask(people[who], route, row)
      assert.equal(
        answer.status,
        row[who],
        `${who}: ${answer.status} ${answer.headers.get('Location')}`,
      )
      if (answer.status === 404)
        assert.equal(await answer.text(), missing, `${who} learns something`)
      else if (row[who] === 303 && who === 'anonymous' && !route.includes('/paiement/')) {
        assert.match(answer.headers.get('Location') ?? '', toSignIn(route))
      }
    }
  })
}

test('a quarter of an hour after the password, the pages of health and bank ask for it again, and no others', async () => {
  const marc = await signedIn(town, 'marc.leroy')
  town.setClock(new Date(tuesday.getTime() + 15 * 60_000))
  const asking: string[] = []
  for (const [route, row] of Object.entries(matrix)) {
    if (route === 'POST /deconnexion') continue
    if (await asksForThePassword(await ask(marc, route, row), route)) asking.push(route)
  }
  town.setClock(tuesday)
  const named = Object.entries(matrix).filter(([, row]) => row.steppedUp)
  assert.deepEqual(
    asking,
    named.map(([route]) => route),
  )
})

/** Who sent a form is told there that it was not kept; signing out has nothing to keep. */
function toSignIn(route: string): RegExp {
  const isForm = route.startsWith('POST') && !route.endsWith(paths.logout)
  return isForm ? /^\/connexion\?ok=session-finie\.[a-z2-7]{8}$/ : /^\/connexion$/
}

async function asksForThePassword(answer: Response, route: string): Promise<boolean> {
  if (answer.headers.get('Location')?.startsWith('/mot-de-passe/encore?retour=%2F')) return true
  if (route.endsWith(paths.stepUp) || answer.status !== 403) return false
  return (await answer.text()).includes(`action="${paths.stepUp}"`)
}

async function ask(visitor: Visitor, route: string, row: RouteRow): Promise<Response> {
  const [method, own = ''] = route.split(' ')
  const path = row.path?.(objects) ?? own
  if (method === 'GET') return visitor.get(path)
  visitor.cookies.delete('visit')
  const session = visitor.cookies.get('session') ?? ''
  const form = { _csrf: csrfFor(session), _key: newToken(), ...row.fields?.(objects) }
  return visitor.post(path, new URLSearchParams(form).toString())
}
