import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openTown, password } from './town.ts'
import { hiddenFields, signedIn, visit } from './visitor.ts'

const town = await openTown()
const { app } = town

test('Claire signs in and lands on her home', async () => {
  const claire = visit(app)
  const answer = await claire.send('/connexion', '/connexion', {
    f_identifiant: 'Claire.Martin',
    f_mot_de_passe: password,
  })
  assert.equal(answer.status, 303)
  assert.match(answer.headers.get('Location') ?? '', /^\/\?ok=bienvenue\.[a-z2-7]{8}$/)
  const home = await (await claire.get('/')).text()
  assert.match(home, /Bonjour Claire/)
  assert.match(home, /143,85/)
  assert.match(home, /Zoé/)
})

test('a wrong password and an unknown login get the same sentence, and the login is kept', async () => {
  const sentences = []
  for (const login of ['claire.martin', 'nobody.here']) {
    const answer = await visit(app).send('/connexion', '/connexion', {
      f_identifiant: login,
      f_mot_de_passe: 'Marronnier2025',
    })
    assert.equal(answer.status, 422)
    const html = await answer.text()
    assert.ok(html.includes(`value="${login}"`))
    assert.ok(!html.includes('Marronnier2025'))
    sentences.push(/<ul>[\s\S]*?<\/ul>/.exec(html.slice(html.indexOf('class="errors"')))?.[0])
  }
  assert.ok(sentences[0])
  assert.equal(sentences[0], sentences[1])
})

test('a browser that keeps no cookies is told so, and how to allow them', async () => {
  const form = hiddenFields(
    await (await app.request('http://localhost/connexion')).text(),
    '/connexion',
  )
  const answer = await visit(app).post('/connexion', new URLSearchParams(form).toString())
  const html = await answer.text()
  assert.equal(answer.status, 400)
  assert.match(html, /Votre navigateur refuse nos cookies/)
  assert.match(html, /Internet Explorer/)
})

test('the session gets a token of its own at sign-in, and signing out ends it', async () => {
  const claire = await signedIn(app, 'claire.martin')
  const token = claire.cookies.get('session') ?? ''
  assert.match(token, /^[a-z2-7]{52}$/)
  const left = await claire.send('/', '/deconnexion')
  assert.equal(left.status, 303)
  assert.equal(claire.cookies.has('session'), false)
  claire.cookies.set('session', token)
  assert.equal((await claire.get('/')).headers.get('Location'), '/connexion')
})

test('an expired session on an htmx request asks for a full visit', async () => {
  const answer = await visit(app).get('/', { 'HX-Request': 'true' })
  assert.equal(answer.status, 204)
  assert.equal(answer.headers.get('HX-Redirect'), '/connexion')
})

test('Claire changes her password: her other device is out, this one stays in', async () => {
  const here = await signedIn(app, 'claire.martin')
  const elsewhere = await signedIn(app, 'claire.martin')
  const next = 'Chataignier2027'
  const change = { f_actuel: password, f_nouveau: next, f_encore: next }
  const differ = await here.send('/compte/mot-de-passe', '/compte/mot-de-passe', {
    ...change,
    f_encore: 'x',
  })
  assert.equal(differ.status, 422)
  assert.match(await differ.text(), /Les deux mots de passe sont différents/)
  const changed = await here.send('/compte/mot-de-passe', '/compte/mot-de-passe', change)
  assert.equal(changed.status, 303)
  assert.equal((await here.get('/')).status, 200)
  assert.equal((await elsewhere.get('/')).status, 303)
  const back = { f_actuel: next, f_nouveau: password, f_encore: password }
  assert.equal((await here.send('/compte/mot-de-passe', '/compte/mot-de-passe', back)).status, 303)
})

test('Awa ends another device from her account', async () => {
  const here = await signedIn(app, 'awa.diallo')
  const elsewhere = await signedIn(app, 'awa.diallo')
  const account = await (await here.get('/compte')).text()
  assert.match(account, /cet appareil/)
  const ended = await here.send('/compte', '/compte/appareils')
  assert.equal(ended.status, 303)
  assert.equal((await elsewhere.get('/')).status, 303)
  assert.equal((await here.get('/')).status, 200)
})

test('wrong codes of a letter say nothing of the account', async () => {
  const answer = await visit(app).send('/activation', '/activation', {
    f_identifiant: 'jean-loup.martin',
    f_code: 'ABCD EFGH JKMN',
    f_nouveau: 'Marronnier2026',
    f_encore: 'Marronnier2026',
  })
  assert.equal(answer.status, 422)
  assert.match(await answer.text(), /L’identifiant ou le code ne va pas/)
})

test('a message sent twice with one form counts once', async () => {
  const claire = await signedIn(app, 'claire.martin')
  const form = hiddenFields(
    await (await claire.get('/messages/nouveau')).text(),
    '/messages/nouveau',
  )
  const body = new URLSearchParams({
    ...form,
    f_service: 'Restauration',
    f_objet: 'Le menu de jeudi',
    f_texte: 'Y a-t-il du poisson ?',
  }).toString()
  const first = await claire.post('/messages/nouveau', body)
  const second = await claire.post('/messages/nouveau', body)
  assert.equal(first.status, 303)
  assert.equal(second.headers.get('Location'), first.headers.get('Location'))
  const inbox = await (await claire.get('/messages')).text()
  assert.equal(inbox.split('Le menu de jeudi').length - 1, 1)
})
