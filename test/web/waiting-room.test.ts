import assert from 'node:assert/strict'
import { test } from 'node:test'
import { frontDoor } from '../../src/accounts/sign-in.ts'
import { openTown, password } from './town.ts'

const { app } = await openTown()

/** Signs in as a browser does, up to the answer of the form. */
async function knock(login: string, visit: string, secret = password): Promise<Response> {
  const door = await app.request('http://localhost/connexion', { headers: { Cookie: visit } })
  const html = await door.text()
  const csrf = /name="_csrf" value="([^"]+)"/.exec(html)?.[1] ?? ''
  const cookie = /visit=[a-z2-7]+/.exec(door.headers.get('set-cookie') ?? '')?.[0] ?? ''
  const body = new URLSearchParams({ _csrf: csrf, f_identifiant: login, f_mot_de_passe: secret })
  const headers = { Cookie: cookie, 'Content-Type': 'application/x-www-form-urlencoded' }
  return app.request('http://localhost/connexion', {
    method: 'POST',
    headers,
    body: body.toString(),
  })
}

const visitOf = (answer: Response) =>
  /visit=[a-z2-7]+/.exec(answer.headers.get('set-cookie') ?? '')?.[0] ?? ''
const comeBack = (visit: string) =>
  app.request('http://localhost/connexion/attente', { headers: { Cookie: visit } })

/** So many others are at the door, until it opens. */
function crowd(count: number): () => void {
  const { promise, resolve } = Promise.withResolvers<null>()
  for (let one = 0; one < count; one += 1) void frontDoor.join(() => promise).done
  return () => resolve(null)
}

test('in a rush nobody is sent away: the place is kept, the page comes back by itself, and each enters in turn', async () => {
  const open = crowd(106)
  const waiting = await knock('claire.martin', '')
  assert.equal(waiting.status, 200)
  assert.equal(waiting.headers.get('refresh'), '1; url=/connexion/attente')
  assert.equal(waiting.headers.get('cache-control'), 'no-store')
  const page = await waiting.text()
  assert.match(page, /Votre place est gardée/)
  assert.match(page, /100 familles sont encore devant vous/)
  assert.match(page, /<a class="button" href="\/connexion\/attente">/)
  const claire = visitOf(waiting)

  const mistaken = await knock('awa.diallo', '', 'wrong7wrongwrong')
  assert.match(await mistaken.text(), /101 familles/)
  const again = await knock('claire.martin', claire)
  assert.match(await again.text(), /100 familles/, 'sending the form again keeps the place')

  open()
  const [inside, refused] = await Promise.all([comeBack(claire), comeBack(visitOf(mistaken))])
  assert.equal(inside.status, 303)
  assert.match(inside.headers.get('location') ?? '', /^\/\?ok=bienvenue/)
  const session = /session=[a-z2-7]+/.exec(inside.headers.get('set-cookie') ?? '')?.[0] ?? ''
  const home = await app.request('http://localhost/', { headers: { Cookie: session } })
  assert.match(await home.text(), /Claire/)
  assert.equal(refused.status, 422)
  assert.match(await refused.text(), /L’identifiant ou le mot de passe ne va pas/)
  assert.equal(refused.headers.get('set-cookie')?.includes('session='), false)
})

test('who has no place (any more) reads so above the form of the sign-in', async () => {
  const lost = await comeBack(`visit=${'a'.repeat(52)}`)
  assert.match(await lost.text(), /Votre place dans la file n’est plus gardée[\s\S]*Se connecter/)
})
