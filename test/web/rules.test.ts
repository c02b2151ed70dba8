import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { sql } from 'kysely'
import { renderRules } from '../../jobs/render-rules.ts'
import { asWorker } from '../../src/db/transactions.ts'
import { documentFile, documentsOf } from '../../src/files/documents.ts'
import { publishConsent } from '../../src/households/child/consents.ts'
import { openPdfRenderer } from '../../src/pdf.ts'
import { keys } from '../payments/payment-world.ts'
import { pdfText } from '../support/pdf-text.ts'
import { oneValue, openTown, tuesday } from './town.ts'
import { signedIn, visit, type Visitor } from './visitor.ts'

const town = await openTown()
const { app, db } = town
const pdf = openPdfRenderer()
after(() => pdf.close())
const stranger = visit(app)
const claire = await signedIn(town, 'claire.martin')
const by = { now: tuesday, actor: 'sophie' }

const canteen = {
  kind: 'RULES_CANTINE',
  title: 'Règlement de la cantine',
  body: `Le repas est un moment calme.\n\n## Réserver\n\n- Au calendrier\n- **Avant jeudi**\n\n${'Chacun aide. '.repeat(900)}`,
  blocking: true,
  validFrom: '2026-12-01',
}

test('a new portal has no rules, only the sentence that its first consent asks', async () => {
  assert.match(await words(stranger, '/reglements'), /Aucun règlement en ligne/)
})

test('rules of ten pages are read by everybody, and kept version by version', async () => {
  await asWorker(db, (tx) => publishConsent(tx, canteen, by))
  assert.match(
    await words(stranger, '/reglements'),
    /Règlement de la cantine Version 1, en vigueur depuis le 1er décembre 2026/,
  )
  const first = await textId(1)
  const text = await words(stranger, `/reglements/${first}`)
  assert.match(
    text,
    /Le repas est un moment calme\. Réserver Au calendrier Avant jeudi Chacun aide/,
  )
  await asWorker(db, (tx) => publishConsent(tx, { ...canteen, validFrom: '2026-12-08' }, by))
  assert.match(await words(stranger, '/reglements'), /Version 2, en vigueur depuis le 8 décembre/)
  assert.match(
    await words(stranger, `/reglements/${first}`),
    /Version 1, du 1er décembre 2026 au 7 décembre 2026 Ce texte n’est plus en vigueur/,
  )
  for (const none of ['999', '0', 'abc']) {
    assert.equal((await stranger.get(`/reglements/${none}`)).status, 404)
  }
})

test('a family finds what it agreed to among its documents: for whom, when, by whom', async () => {
  assert.match(
    await words(claire, '/documents'),
    /Règlement de la cantine Version 2, depuis le 8 décembre 2026 Répondre pour Zoé sans réponse/,
  )
  await answer('Zoé', 'oui')
  await render()
  await answer('Noël', 'oui')
  await render()
  await render()
  const [paper, ...others] = await papers()
  assert.equal(paper?.title, 'Règlement de la cantine, version 2')
  assert.deepEqual([paper?.fileName, others], ['reglement-cantine-2.pdf', []])
  const text = await textOf(paper)
  assert.match(
    text,
    /Votre accord Pour Zoé : accepté le 8 décembre 2026 par Claire \S+\. Pour Noël/i,
  )
  assert.match(text, /Le repas est un moment calme/)
  assert.match(await words(claire, '/documents'), /Accepté le 8 décembre 2026 pour Zoé et Noël\./)
})

test('whoever changes his mind reads so; when nobody agrees any more the paper goes', async () => {
  await answer('Noël', 'non')
  await render()
  assert.match(await textOf((await papers())[0]), /Pour Noël : refusé le 8 décembre 2026/)
  await answer('Zoé', 'non')
  await render()
  assert.deepEqual(await papers(), [])
})

test('nobody else’s documents hold it', async () => {
  const awa = await signedIn(town, 'awa.diallo')
  assert.doesNotMatch(await words(awa, '/documents'), /cantine, version 2|Accepté/)
})

/** A minute later each time, as people are. */
async function answer(firstName: string, value: 'oui' | 'non'): Promise<void> {
  minutes += 1
  town.setClock(clock())
  const ref = await oneValue(
    town,
    sql`select ref as value from child where first_name = ${firstName}`,
  )
  const page = `/enfants/${ref}/autorisations`
  const field = `f_accord_${await textId(2)}`
  const sent = await claire.send(page, page, { [field]: value })
  assert.equal(sent.status, 303)
}

let minutes = 0

function clock(): Date {
  return new Date(tuesday.getTime() + minutes * 60_000)
}

/** What the worker does of the outbox. */
async function render(): Promise<void> {
  const { rows } = await asWorker(db, (tx) =>
    sql<{ payload: Record<string, number> }>`
      select payload from outbox where topic = 'rules.render' order by id`.execute(tx),
  )
  for (const { payload } of rows) await renderRules({ db, keys, pdf, clock }, payload)
}

async function papers() {
  const all = await asWorker(db, async (tx) => documentsOf(tx, await claires()))
  return all.filter((one) => one.kind === 'RULES')
}

async function textOf(paper: { ref: string; fileName: string } | undefined): Promise<string> {
  assert.ok(paper)
  const file = await asWorker(db, async (tx) => documentFile(tx, keys, await claires(), paper))
  return pdfText(file?.bytes ?? Buffer.alloc(0))
}

async function claires(): Promise<number> {
  return Number(
    await oneValue(
      town,
      sql`select ha.household_id::text as value from household_adult ha join person p on p.id = ha.person_id
          join account a on a.id = p.account_id where a.login = 'claire.martin'`,
    ),
  )
}

function textId(version: number): Promise<string> {
  return oneValue(
    town,
    sql`select id::text as value from consent_text where kind = 'RULES_CANTINE' and version = ${version}`,
  )
}

async function words(visitor: Visitor, path: string): Promise<string> {
  const html = await (await visitor.get(path)).text()
  return html
    .replaceAll(/<\/?sup>/g, '')
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll(/[\s\u00A0\u202F]+/g, ' ')
}
