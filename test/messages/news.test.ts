import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asWorker } from '../../src/db/transactions.ts'
import { readMarkdown } from '../../src/kernel/markdown.ts'
import { addNews, endNews, listNews } from '../../src/messages/news.ts'
import { readNews } from '../../src/messages/news-file.ts'
import { pageFaults } from '../web/page-lint.ts'
import { openTown, tuesday } from '../web/town.ts'
import { signedIn, visit } from '../web/visitor.ts'

const town = await openTown()
const by = { now: tuesday, actor: 'sophie' }
const stranger = visit(town.app)
const claire = await signedIn(town, 'claire.martin')

const menus = `---
audience: public
from: 2026-12-04
until: 2026-12-31
---

# Les menus de janvier

Pour **toutes** les écoles, *même* la nôtre.
Voir [les tarifs](/tarifs) <script>alert(1)</script>.

## Noël
- le 17
- le 18,
  sans viande

1. Venez
2. Mangez
`

test('the town hall announces a file to everybody; the same name again replaces it', async () => {
  assert.equal(await announce('menus-de-janvier', menus), 'ADDED')
  assert.equal(await announce('menus-de-janvier', menus), 'REPLACED')
  const html = await (await stranger.get('/nouvelles/menus-de-janvier')).text()
  assert.deepEqual(pageFaults(html), [])
  assert.match(html, /<h1>Les menus de janvier<\/h1><p class="lead">4 décembre 2026<\/p>/)
  assert.match(html, /<p>Pour <strong>toutes<\/strong> les écoles, <em>même<\/em> la nôtre\. Voir/)
  assert.match(
    html,
    /<a href="\/tarifs">les tarifs<\/a> &lt;script&gt;alert\(1\)&lt;\/script&gt;\./,
  )
  assert.match(html, /<h2>Noël<\/h2><ul><li>le 17<\/li><li>le 18, sans viande<\/li><\/ul>/)
  assert.match(html, /<ol><li>Venez<\/li><li>Mangez<\/li><\/ol>/)
  assert.match(await (await stranger.get('/connexion')).text(), /À la une.*Les menus de janvier/)
})

test('what is for parents is read after sign-in alone', async () => {
  await announce('greve', '# Grève jeudi\n\nLa cantine est fermée.')
  assert.equal((await stranger.get('/nouvelles/greve')).status, 404)
  assert.doesNotMatch(await (await stranger.get('/nouvelles')).text(), /Grève/)
  assert.equal((await claire.get('/nouvelles/greve')).status, 200)
  assert.match(await (await claire.get('/nouvelles')).text(), /Grève jeudi.*menus de janvier/)
})

test('an announcement keeps to its days, and ends when the town hall says so', async () => {
  await announce('vacances', '---\nfrom: 2026-12-20\naudience: public\n---\n# Vacances')
  assert.equal((await stranger.get('/nouvelles/vacances')).status, 404)
  await asWorker(town.db, (tx) => endNews(tx, { code: 'greve', lastDay: '2026-12-07' }, by))
  assert.equal((await claire.get('/nouvelles/greve')).status, 404)
  const listed = await asWorker(town.db, (tx) => listNews(tx, '2026-12-08'))
  assert.deepEqual(
    listed.map(({ code, state }) => `${code} ${state}`),
    ['vacances TO_COME', 'greve ENDED', 'menus-de-janvier SHOWN'],
  )
  const unknown = asWorker(town.db, (tx) =>
    endNews(tx, { code: 'rien', lastDay: '2026-12-07' }, by),
  )
  await assert.rejects(unknown, { code: 'NOT_FOUND' })
})

test('a wrong file is refused with the line of each fault', () => {
  const { item, anomalies } = read(
    'Nouvelle_du_jour',
    '---\naudience: voisins\nfrom: 2026-02-30\ndebut: demain\n---\nPas de titre',
  )
  assert.equal(item, null)
  assert.deepEqual(
    anomalies.map(({ line, message }) => `${line} ${message.slice(0, 24)}`),
    [
      '4 "debut" is not known',
      '2 audience is "public" or ',
      '3 from is no day that exis',
      '6 The text begins with a t',
      "1 The file's name becomes ",
    ],
  )
  assert.equal(read('a', '---\nfrom: 2026-12-09\nuntil: 2026-12-08\n---\n# A').item, null)
})

test('what looks like a link, a picture or HTML and is none is said to the officer, line and column', () => {
  const { item, anomalies } = read(
    'a',
    '# Titre\n\nVoir [ceci](http://x.example), [cela](/tarifs)\net ![une image](https://x.example/a.png)\n\n<b>Attention</b>',
  )
  assert.ok(item, 'it is announced all the same')
  assert.deepEqual(
    anomalies.map(
      ({ line, column, severity, message }) =>
        `${line}:${column} ${severity} ${message.split(' is ')[0]}`,
    ),
    [
      '3:6 WARNING [ceci](http://x.example)',
      '4:4 WARNING ![une image](https://x.example/a.png)',
      '6:1 WARNING <b>',
      '6:13 WARNING </b>',
    ],
  )
})

test('a link leads to the portal, over https, to a mail or a phone, or it is text', () => {
  const hostile = [
    'javascript:alert(1)',
    '//evil.example',
    '/\\evil.example',
    'http://x.example',
    'data:text/html,x',
    'vbscript:x',
  ]
  for (const href of hostile) {
    const [block] = readMarkdown(`[lien](${href})`)
    assert.ok(block?.kind === 'PARAGRAPH' && block.text.every(({ kind }) => kind === 'TEXT'), href)
  }
  for (const href of [
    '/tarifs',
    'https://mairie.example/a?b=1',
    'mailto:a@b.example',
    'tel:+33199001234',
  ]) {
    const [block] = readMarkdown(`[lien](${href})`)
    assert.ok(block?.kind === 'PARAGRAPH' && block.text[0]?.kind === 'LINK', href)
  }
})

function read(code: string, text: string) {
  return readNews(text, { file: `${code}.md`, code, today: '2026-12-08' })
}

async function announce(code: string, text: string): Promise<string> {
  const { item, anomalies } = read(code, text)
  assert.ok(anomalies.every(({ severity }) => severity === 'WARNING'))
  assert.ok(item)
  return asWorker(town.db, (tx) => addNews(tx, item, by))
}
