import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { asWorker } from '../../src/db/transactions.ts'
import { everyPage } from '../judges/pages.ts'
import { marcsObjects } from './matrix-objects.ts'
import { matrix } from './matrix.ts'
import { pageFaults } from './page-lint.ts'
import { openTown } from './town.ts'
import { signedIn, visit } from './visitor.ts'

const town = await openTown()
const objects = await marcsObjects(town)
const marc = await signedIn(town, 'marc.leroy')
const stranger = visit(town.app)

for (const { name, html } of await everyPage()) {
  test(`the page ${name} keeps the rules of web.md`, () => assert.deepEqual(pageFaults(html), []))
}

test('forms that come back with errors keep them too, and say so in the title', async () => {
  const answers = [
    await stranger.send('/connexion', '/connexion', { f_identifiant: 'x' }),
    await stranger.send('/activation', '/activation'),
    await marc.send('/messages/nouveau', '/messages/nouveau', {
      f_objet: 'Bonjour',
      f_service: 'x',
    }),
    await marc.send('/compte/mot-de-passe', '/compte/mot-de-passe'),
    await marc.send(`/messages/${objects.thread}`, `/messages/${objects.thread}`),
  ]
  for (const answer of answers) {
    const html = await answer.text()
    assert.equal(answer.status, 422)
    assert.deepEqual(pageFaults(html), [])
    assert.match(html, /<title>Erreur\u00A0: /)
    assert.match(html, /class="errors" tabindex="-1" autofocus=""><div role="alert">/)
  }
})

test('the page that explains cookies keeps them', async () => {
  const answer = await visit(town.app).post('/connexion', '')
  assert.deepEqual(pageFaults(await answer.text()), [])
})

test('the lint finds what it is for', async () => {
  const good = await (await marc.get('/messages/nouveau')).text()
  const planted: readonly (readonly [string, string])[] = [
    ['</main>', '<button name="x">x</button></main>'],
    ['</main>', '<p style="color:red">x</p></main>'],
    ['</main>', '<a href="http://example.org">x</a></main>'],
    ['</main>', '<input type="text" name="f_x" id="x"/></main>'],
    ['</main>', '<p>Vraiment ?</p></main>'],
    ['</main>', '<h4>x</h4></main>'],
    ['</main>', '<table><tr><td>x</td></tr></table></main>'],
    ['name="_key"', 'name="_cle"'],
    ['name="_csrf"', 'name="csrf"'],
    ['<!--[if lte IE 8]>', '<!--[if lte IE 8 ]>'],
    ['id="alerte"', 'id="contenu"'],
  ]
  for (const [from, to] of planted) {
    assert.ok(good.includes(from), from)
    assert.notDeepEqual(pageFaults(good.replaceAll(from, to)), [], to)
  }
})

test('an adult of two households chooses the one to look at, from every screen', async () => {
  await asWorker(town.db, (tx) =>
    sql`insert into household_adult (household_id, person_id, role, valid_from)
        select h.household_id, p.id, 'PARTNER', '2026-01-01'
        from person p, household_adult h join person other on other.id = h.person_id
        where p.first_name = 'Marc' and other.first_name = 'Awa'`.execute(tx),
  )
  const without: string[] = []
  let pages = 0
  for (const [route, row] of Object.entries(matrix)) {
    const [method, own = ''] = route.split(' ')
    if (method !== 'GET' || row.anonymous !== 303) continue
    const answer = await marc.get(row.path?.(objects) ?? own)
    if (!answer.headers.get('Content-Type')?.startsWith('text/html') || answer.status !== 200)
      continue
    pages += 1
    if (!(await answer.text()).includes('href="/mes-informations/foyer"')) without.push(route)
  }
  assert.ok(pages > 30)
  assert.deepEqual(without, [])
})
