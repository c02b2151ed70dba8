import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { steppedUpForm } from '../../src/web/step-up.tsx'
import { openTown, oneValue, password, tuesday } from './town.ts'
import { hiddenFields, signedIn, visit, type Visitor } from './visitor.ts'

const town = await openTown()
const { app } = town
app.post(
  '/essai',
  steppedUpForm(async (c, { form }) => c.text(form['f_medecin'] ?? '')),
)
app.post(
  '/essai-fichier',
  steppedUpForm(async (c) => c.text('taken'), { files: ['f_preuve'] }),
)

function typeIn(who: Visitor, login: string): Promise<Response> {
  const words = { f_identifiant: login, f_mot_de_passe: password }
  return who.send('/connexion', '/connexion', words)
}

test('Claire signs in and lands on her home', async () => {
  const claire = visit(app)
  const answer = await typeIn(claire, 'Claire.Martin')
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
  const claire = visit(app)
  await typeIn(claire, 'claire.martin')
  const token = claire.cookies.get('session') ?? ''
  assert.match(token, /^[a-z2-7]{52}$/)
  assert.notEqual(token, claire.cookies.get('visit'))
  const left = await claire.send('/', '/deconnexion')
  assert.equal(left.status, 303)
  assert.equal(claire.cookies.has('session'), false)
  claire.cookies.set('session', token)
  assert.equal((await claire.get('/')).headers.get('Location'), '/connexion')
})

test('what is sent when the session is over is not kept, and the sign-in page says so', async () => {
  const claire = await signedIn(town, 'claire.martin')
  const form = await (await claire.get('/messages/nouveau')).text()
  town.setClock(new Date(tuesday.getTime() + 31 * 60_000))
  const answer = await claire.submit(form, '/messages/nouveau', { f_texte: 'Une longue lettre' })
  town.setClock(tuesday)
  const there = await claire.get(answer.headers.get('Location') ?? '')
  assert.equal(there.status, 200)
  assert.match(await there.text(), /ce que vous veniez d’envoyer n’est pas enregistré/)
})

test('an expired session on an htmx request asks for a full visit', async () => {
  const answer = await visit(app).get('/', { 'HX-Request': 'true' })
  assert.equal(answer.status, 204)
  assert.equal(answer.headers.get('HX-Redirect'), '/connexion')
})

test('Claire changes her password: her other device is out, this one stays in', async () => {
  const here = await signedIn(town, 'claire.martin')
  const elsewhere = await signedIn(town, 'claire.martin')
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
  const here = await signedIn(town, 'awa.diallo')
  const elsewhere = await signedIn(town, 'awa.diallo')
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
  const claire = await signedIn(town, 'claire.martin')
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

const again = '/mot-de-passe/encore'
const aQuarterLater = new Date(tuesday.getTime() + 15 * 60_000)

test('Claire types her password again before her bank, and lands where she was going under a new token', async () => {
  const claire = await signedIn(town, 'claire.martin')
  assert.equal((await claire.get('/mes-informations?de=accueil')).status, 200)
  town.setClock(aQuarterLater)
  const asked = await claire.get('/mes-informations?de=accueil')
  const askedAt = asked.headers.get('Location') ?? ''
  assert.equal(askedAt, `${again}?retour=%2Fmes-informations%3Fde%3Daccueil`)
  assert.match(await (await claire.get(askedAt)).text(), /Nous vérifions que c’est bien vous/)

  const wrong = await claire.send(askedAt, again, { f_mot_de_passe: 'Marronnier2025' })
  assert.equal(wrong.status, 422)
  assert.match(await wrong.text(), /Ce n’est pas votre mot de passe/)
  assert.equal((await claire.get('/mes-informations')).status, 303)

  const before = claire.cookies.get('session')
  const right = await claire.send(askedAt, again, { f_mot_de_passe: password })
  assert.equal(right.headers.get('Location'), '/mes-informations?de=accueil')
  assert.equal((await claire.get('/mes-informations?de=accueil')).status, 200)
  const thief = visit(app)
  thief.cookies.set('session', before ?? '')
  assert.equal((await thief.get('/')).headers.get('Location'), '/connexion')
  town.setClock(tuesday)
})

test('the way on from the password leads to no other site', async () => {
  const claire = await signedIn(town, 'claire.martin')
  for (const back of ['//ailleurs.example/', 'https://ailleurs.example/', '/\\ailleurs.example']) {
    const page = `${again}?retour=${encodeURIComponent(back)}`
    const answer = await claire.send(page, again, { f_mot_de_passe: password })
    assert.equal(answer.headers.get('Location'), '/')
    const forced = await claire.send(again, again, { f_mot_de_passe: password, retour: back })
    assert.equal(forced.headers.get('Location'), '/')
  }
})

test('a form that was open too long is kept over the password, a wrong one too, and sent with one click', async () => {
  const claire = await signedIn(town, 'claire.martin')
  const home = hiddenFields(await (await claire.get('/')).text(), '/deconnexion')
  const sent = { ...home, f_medecin: 'Dr « Hélène » <Roux>\n2 rue' }
  const body = new URLSearchParams(sent).toString()
  assert.equal(await (await claire.post('/essai', body)).text(), sent.f_medecin)
  town.setClock(aQuarterLater)
  const asked = await claire.post('/essai', body)
  assert.equal(asked.status, 403)
  const askedPage = await asked.text()
  assert.match(askedPage, /Rien n’est encore envoyé/)
  const wrong = await claire.post(again, typed(askedPage, again, { f_mot_de_passe: 'x' }))
  const wrongPage = await wrong.text()
  assert.equal(wrong.status, 422)
  const right = await claire.post(again, typed(wrongPage, again, { f_mot_de_passe: password }))
  const done = await claire.post('/essai', typed(await right.text(), '/essai'))
  assert.equal(await done.text(), sent.f_medecin)
  town.setClock(tuesday)
})

test('a file that was chosen meanwhile is asked for again, not lost without a word', async () => {
  const claire = await signedIn(town, 'claire.martin')
  const form = hiddenFields(await (await claire.get('/')).text(), '/deconnexion')
  const parts = Object.entries({ ...form, f_note: 'x' }).map(
    ([name, value]) =>
      `--partie\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  )
  const file =
    '--partie\r\nContent-Disposition: form-data; name="f_preuve"; filename="a.pdf"\r\n\r\n%PDF\r\n'
  const body = `${parts.join('')}${file}--partie--\r\n`
  town.setClock(aQuarterLater)
  const headers = { 'Content-Type': 'multipart/form-data; boundary=partie' }
  const asked = await (await claire.post('/essai-fichier', body, headers)).text()
  assert.match(asked, /est gardé, sauf le fichier/)
  const wrong = await claire.post(again, typed(asked, again, { f_mot_de_passe: 'x' }))
  const filled = typed(await wrong.text(), again, { f_mot_de_passe: password })
  const right = await (await claire.post(again, filled)).text()
  assert.match(
    right,
    /<form action="\/essai-fichier" method="post" enctype="multipart\/form-data">/,
  )
  assert.match(right, /<input class="file" type="file" id="preuve" name="f_preuve"/)
  assert.doesNotMatch(right, /_fichiers/)
  town.setClock(tuesday)
})

test('the password typed again is throttled like the one of sign-in, and the tries are written down', async () => {
  const awa = await signedIn(town, 'awa.diallo')
  const tries = Array.from({ length: 12 }, () => awa.send(again, again, { f_mot_de_passe: 'x' }))
  const answers = await Promise.all(tries)
  assert.equal(answers.filter(({ status }) => status === 422).length, 5)
  assert.equal(answers.filter(({ status }) => status === 429).length, 7)
  const right = await awa.send(again, again, { f_mot_de_passe: password })
  assert.equal(right.status, 429)
  const written = sql<{ value: string }>`
    select count(*)::text as value from audit_event where action = 'session.refuse' and actor = 'awa.diallo'`
  assert.equal(await oneValue(town, written), '5')
})

/** A form of a page as a browser would send it. */
function typed(html: string, action: string, values: Record<string, string> = {}): string {
  const hidden = Object.entries(hiddenFields(html, action)).map(
    ([name, value]) => [name, asText(value)] as const,
  )
  return new URLSearchParams({ ...Object.fromEntries(hidden), ...values }).toString()
}

function asText(html: string): string {
  return html
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&amp;/g, '&')
}
