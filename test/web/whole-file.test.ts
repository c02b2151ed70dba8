import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { asWorker } from '../../src/db/transactions.ts'
import { waitingPapers } from '../../src/households/papers-of-town.ts'
import { addDays, dayOf, type Day } from '../../src/kernel/day.ts'
import { takePaper } from '../../src/requests/decide-papers.ts'
import { pdf } from '../files/hostile-files.ts'
import { oneValue, openTown, tuesday } from './town.ts'
import { hiddenFields, signedIn } from './visitor.ts'

const town = await openTown()
const awa = await signedIn(town, 'awa.diallo')

/** Doses of a whole health record: the vaccine and the child's age in days, as far as it has come. */
const doses = [
  ...[61, 122, 340].map((age) => ['HEXAVALENT', age] as const),
  ...[61, 122, 340].map((age) => ['PNEUMOCOCCUS', age] as const),
  ...[185, 370].map((age) => ['MENINGOCOCCUS_ACWY', age] as const),
  ...[95, 155, 370].map((age) => ['MENINGOCOCCUS_B', age] as const),
  ...[370, 550].map((age) => ['MMR', age] as const),
  ['DTP', 2_200] as const,
]

async function fill(page: string, values: Record<string, string>, action = page): Promise<void> {
  const sent = await awa.send(page, action, values)
  assert.equal(sent.status, 303, `${page} ${JSON.stringify(values)}`)
}

/** The pages that ask for a paper, as the list of papers links them. */
async function asked(): Promise<string[]> {
  const html = await (await awa.get('/pieces')).text()
  const links = [...html.matchAll(/href="(\/pieces\/envoyer\?[^"]*)"/g)]
  return [...new Set(links.map(([, href = '']) => href.replaceAll('&amp;', '&')))]
}

async function give(page: string): Promise<void> {
  const form = new FormData()
  const hidden = hiddenFields(await (await awa.get(page)).text(), '/pieces/envoyer')
  for (const [name, value] of Object.entries(hidden)) form.set(name, value)
  form.set('f_fichier', new Blob([new Uint8Array(pdf())]), 'papier.pdf')
  const body = new Response(form)
  const sent = await town.app.request('http://localhost/pieces/envoyer', {
    method: 'POST',
    headers: {
      'Content-Type': body.headers.get('Content-Type') ?? '',
      Cookie: [...awa.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
    },
    body: await body.arrayBuffer(),
  })
  assert.equal(sent.status, 303, page)
}

function french(day: Day): string {
  return day.split('-').toReversed().join('/')
}

async function fillChild(child: { readonly ref: string; readonly birth: Day }): Promise<void> {
  const sheet = `/enfants/${child.ref}`
  await fill(`${sheet}/sante`, { f_medecin: 'Dr Benhamou', f_tel_medecin: '01 99 00 12 40' })
  await fill(`${sheet}/quotidien`, { f_repas: 'STANDARD', f_nage: 'oui', f_sieste: '' })
  const insured = {
    f_assureur: 'MAIF',
    f_contrat: 'A12',
    f_debut: '01/09/2026',
    f_fin: '31/08/2027',
  }
  await fill(`${sheet}/quotidien`, insured, `${sheet}/assurance`)
  await fill(`${sheet}/personnes/nouvelle`, {
    f_prenom: 'Fatou',
    f_nom: 'Ndiaye',
    f_lien: 'tante',
    f_naissance: '14/03/1985',
    f_tel: '06 12 34 56 78',
    f_vient: 'oui',
  })
  const consents = await (await awa.get(`${sheet}/autorisations`)).text()
  const names = [...consents.matchAll(/name="(f_accord_\d+)"/g)].map(([, name = '']) => name)
  await fill(`${sheet}/autorisations`, Object.fromEntries(names.map((name) => [name, 'oui'])))
  const tabs = {
    DAILY: 'quotidien',
    HEALTH: 'sante',
    PICKUPS: 'personnes',
    CONSENTS: 'autorisations',
  }
  for (const [page, tab] of Object.entries(tabs))
    await fill(`${sheet}/${tab}`, { page }, `${sheet}/confirmer`)
}

async function fillVaccines({ ref, birth }: { readonly ref: string; readonly birth: Day }) {
  const page = `/enfants/${ref}/vaccins`
  for (const [vaccine, age] of doses) {
    const day = addDays(birth, age)
    if (day < dayOf(tuesday)) await fill(page, { f_vaccin: vaccine, f_date: french(day) })
  }
}

test('with links and forms alone a parent brings an imported file to complete, and home says so', async () => {
  const found = await asWorker(town.db, (tx) =>
    sql<{ ref: string; birth: Day }>`
      select c.ref, c.birth_date as birth from child c
      join household_child m on m.child_id = c.id join household h on h.id = m.household_id
      where h.name ilike 'DIALLO%' order by c.birth_date desc`.execute(tx),
  )
  const before = await (await awa.get('/')).text()
  assert.match(before, /Dossier 2026-2027 à relire/)
  assert.ok((await asked()).length > 0)
  for (const child of found.rows) await fillChild(child)
  const [youngest] = found.rows
  assert.ok(youngest)
  await fillVaccines(youngest)
  const complete = sql<{ value: string }>`
    select v.complete::text as value from vaccination_state v join child c on c.id = v.child_id where c.ref = ${youngest.ref}::uuid`
  assert.equal(
    await oneValue(town, complete),
    'true',
    'what the page says is what officers are told',
  )
  for (const page of await asked()) await give(page)
  await fill('/mes-informations', {}, '/mes-informations/confirmer')
  const sent = await (await awa.get('/')).text()
  assert.match(sent, /Rien à fournir, merci/)
  assert.doesNotMatch(sent, /à relire/)
  const papers = await asWorker(town.db, (tx) => waitingPapers(tx))
  assert.ok(papers.length > 0)
  for (const { ref } of papers)
    await asWorker(town.db, (tx) => takePaper(tx, ref, { now: tuesday, actor: 'sophie' }))
  assert.doesNotMatch(
    await (await awa.get('/pieces')).text(),
    />(à fournir|à refaire|en examen|à renouveler)</,
  )
})

test('who has no child in the file yet is told on home what to do next', async () => {
  const end = sql`
    update household_child set valid_to = '2026-12-06'
    where household_id = (select id from household where name ilike 'DIALLO%')`
  await asWorker(town.db, (tx) => end.execute(tx))
  const home = await (await awa.get('/')).text()
  assert.match(home, /Aucun enfant pour l’instant/)
  assert.match(home, /href="\/messages\/nouveau"[^>]*>\s*Écrire à la mairie/)
})
