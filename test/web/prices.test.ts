import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { sql } from 'kysely'
import { asWorker } from '../../src/db/transactions.ts'
import { checkTariffs } from '../../src/pricing/lists/check.ts'
import { importTariffs } from '../../src/pricing/lists/import.ts'
import { knownActivities } from '../../src/pricing/lists/known-activities.ts'
import { pageFaults } from './page-lint.ts'
import { openTown } from './town.ts'
import { signedIn, visit } from './visitor.ts'

const town = await openTown()
const stranger = visit(town.app)

test('before a list is loaded the page says so, and where to ask', async () => {
  assert.match(await text('/tarifs'), /Les tarifs ne sont pas encore publiés ici/)
})

test('everybody reads the list in force: each bracket, whom it is for, what is added', async () => {
  await load()
  const words = await text('/tarifs')
  assert.match(words, / Habitants de la commune Le repas Quotient/)
  assert.match(words, /2,00 € \(1er enfant\), 1,80 € \(2e enfant et suivants\)/)
  assert.match(words, /Quotient inférieur à 400 0,90 € Quotient de 400 à 639 1,75 €/)
  assert.match(words, /Quotient à partir de 1500 4,20 € Sans réservation : \+ 1,00 €\./)
  assert.match(words, /Familles d’une autre commune Le repas Prix unique 5,60 €/)
  assert.doesNotMatch(words, /Pour votre famille/)
})

test('a family sees its price with the reason, by the function that prices the bills', async () => {
  assert.match(
    await asked({ f_quotient: '735' }),
    /Pour votre famille .* Cantine Quotient 735, tranche 640 à 860 : 2,35 € le repas\. 2,35 €/,
  )
  assert.match(await asked({ f_quotient: '639,99' }), /tranche 400 à 640 : 1,75 € le repas/)
  assert.match(await asked({ f_quotient: '640' }), /tranche 640 à 860 : 2,35 € le repas/)
  assert.match(
    await asked({ f_quotient: '' }),
    /Quotient inconnu, tranche la plus haute : 4,20 € le repas/,
  )
  assert.match(
    await asked({ f_quotient: '735', f_habite: 'ailleurs' }),
    /Cantine Tarif unique : 5,60 € le repas\. 5,60 €/,
  )
  assert.match(
    await asked({ f_quotient: '735', f_enfants: '3' }),
    /étude du soir .* 2,00 €, 1,80 € et 1,80 €/,
  )
})

test('a hole of the published list is not filled by a guess', async () => {
  assert.match(
    await asked({ f_quotient: '955' }),
    /étude du soir Rien n’est publié pour ce quotient : la mairie vous dira le prix\. –/,
  )
})

test('what is no quotient comes back with its sentence and the other answers', async () => {
  const answer = await stranger.get(address({ f_quotient: 'sept cents', f_habite: 'ailleurs' }))
  const html = await answer.text()
  assert.equal(answer.status, 422)
  assert.deepEqual(pageFaults(html), [])
  assert.match(html, /<title>Erreur\u00A0: Tarifs/)
  assert.match(html, /value="sept cents"/)
  assert.match(html, /<option value="ailleurs" selected="">/)
  for (const odd of ['-1', '1e9', '9'.repeat(40), "1' or 1=1", '\u202e5']) {
    assert.equal((await stranger.get(address({ f_quotient: odd }))).status, 422, odd)
  }
})

test('who is signed in keeps the own menu on the pages for everybody', async () => {
  const claire = await signedIn(town, 'claire.martin')
  for (const path of ['/tarifs', '/contact', '/mentions-legales', '/accessibilite']) {
    assert.match(await (await claire.get(path)).text(), /"Se déconnecter"/, path)
    assert.doesNotMatch(await (await stranger.get(path)).text(), /"Se déconnecter"/, path)
  }
})

test('the way in leads to the prices', async () => {
  assert.match(await text('/connexion'), /Voir les tarifs/)
})

async function load(): Promise<void> {
  const valpres = readFileSync(
    new URL('../../src/demo/commune/tariffs.yaml', import.meta.url),
    'utf8',
  )
  const canteen = valpres
    .slice(0, valpres.indexOf('  - code: garderie'))
    .replaceAll('activity: cantine', 'activity: CANTINE')
    .replaceAll('[repas]', '[REPAS]')
  await asWorker(town.db, async (tx) => {
    await sql`
      insert into unit (activity_id, code, label, kind)
      select id, 'ETUDE', 'Étude', 'TIME' from activity where code = 'CANTINE'`.execute(tx)
    const list = checkTariffs(canteen + study, 'tariffs.yaml', await knownActivities(tx))
    assert.ok(list.anomalies.every((one) => one.severity === 'WARNING'))
    await importTariffs(tx, list.tariffs)
  })
}

/** Made up: a price by rank, with a hole between 950 and 960. */
const study = `
  - code: etude
    activity: CANTINE
    units: [ETUDE]
    label: Étude du soir
    per: la soirée
    siblings: {by: rank, among: enrolled}
    prices:
      - {quotient: "< 950", amounts: [2.00, 1.80]}
      - {quotient: "≥ 960", amount: 3.00}
`

function address(form: Record<string, string>): string {
  return `/tarifs?${new URLSearchParams(form).toString()}`
}

async function asked(form: Record<string, string>): Promise<string> {
  return text(address(form))
}

async function text(path: string): Promise<string> {
  const answer = await stranger.get(path)
  assert.equal(answer.status, 200)
  const html = await answer.text()
  return html
    .replaceAll(/<\/?sup>/g, '')
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll(/[\s\u00A0\u202F]+/g, ' ')
    .replaceAll(/ +/g, ' ')
}
