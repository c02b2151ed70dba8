import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { asWorker } from '../../src/db/transactions.ts'
import { announceExpiring } from '../../src/requests/announce-papers.ts'
import { takePaper, turnDownPaper } from '../../src/requests/decide-papers.ts'
import { readPaperKinds, savePaperKinds } from '../../src/households/paper-kinds.ts'
import { owedPapers, waitingPapers } from '../../src/households/papers-of-town.ts'
import { pdf, photo } from '../files/hostile-files.ts'
import { openTown, oneValue, tuesday } from './town.ts'
import { hiddenFields, signedIn, type Visitor } from './visitor.ts'

const town = await openTown()
const { app, db } = town
const by = { now: tuesday, actor: 'sophie' }
const claire = await signedIn(town, 'claire.martin')
const zoe = await oneValue(town, sql`select ref as value from child where first_name = 'Zoé'`)
const give = `/pieces/envoyer?piece=INSURANCE&enfant=${zoe}`

/** Sends a file as a browser does. */
async function send(visitor: Visitor, hidden: Record<string, string>, file: Blob | null) {
  const form = new FormData()
  for (const [name, value] of Object.entries(hidden)) form.set(name, value)
  if (file) form.set('f_fichier', file, 'C:\\scans\\attestation.pdf')
  const body = new Response(form)
  const headers = { 'Content-Type': body.headers.get('Content-Type') ?? '' }
  const cookie = [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  return app.request('http://localhost/pieces/envoyer', {
    method: 'POST',
    headers: { ...headers, Cookie: cookie },
    body: await body.arrayBuffer(),
  })
}

async function fields(visitor: Visitor): Promise<Record<string, string>> {
  return hiddenFields(await (await visitor.get(give)).text(), '/pieces/envoyer')
}

test('a parent sends a paper once, reads what is wrong with another, and opens her own again', async () => {
  const hidden = await fields(claire)
  const nothing = await send(claire, hidden, null)
  assert.equal(nothing.status, 422)
  assert.match(await nothing.text(), /Choisissez le fichier/)
  const script = new Blob([new Uint8Array(pdf({ catalogue: '/OpenAction << /S /JavaScript >>' }))])
  const refused = await send(claire, hidden, script)
  assert.equal(refused.status, 422)
  assert.match(await refused.text(), /contient un programme/)
  const good = new Blob([new Uint8Array(await photo())])
  const first = await send(claire, hidden, good)
  assert.equal(first.status, 303)
  const again = await send(claire, hidden, good)
  assert.equal(again.headers.get('Location'), first.headers.get('Location'))
  const waiting = await asWorker(db, (tx) => waitingPapers(tx))
  assert.deepEqual(
    waiting.map(({ kind, child, fileName }) => [kind, child, fileName]),
    [['INSURANCE', 'Zoé', 'attestation.pdf']],
  )
  const page = await (await claire.get('/pieces?ok=envoyee.abcdefgh')).text()
  assert.match(page, /Votre pièce est envoyée/)
  const opened = await claire.get(`/pieces/${waiting[0]?.ref}`)
  assert.equal(opened.headers.get('Content-Type'), 'image/jpeg')
  const stranger = await signedIn(town, 'awa.diallo')
  assert.equal((await send(stranger, await fields(stranger), good)).status, 403)
  assert.equal((await stranger.get(give)).status, 404)
})

test('the answer reaches the family: the reason of a refusal, thirty days before the end a word', async () => {
  const [paper] = await asWorker(db, (tx) => waitingPapers(tx))
  const ref = paper?.ref ?? ''
  await asWorker(db, (tx) => turnDownPaper(tx, ref, { ...by, because: 'La photo est floue.' }))
  assert.match(await (await claire.get('/pieces')).text(), /La photo est floue/)
  assert.match(await (await claire.get(give)).text(), /La photo est floue/)
  await send(claire, await fields(claire), new Blob([new Uint8Array(pdf())]))
  const [second] = await asWorker(db, (tx) => waitingPapers(tx))
  await asWorker(db, (tx) => takePaper(tx, second?.ref ?? '', { ...by, until: '2027-01-05' }))
  const tell = () => asWorker(db, (tx) => announceExpiring(tx, tuesday))
  assert.ok((await tell()) > 0)
  assert.equal(await tell(), 0, 'once')
  const notices = await asWorker(db, (tx) =>
    sql<{
      count: number
    }>`select count(distinct dedupe_key)::int as count from notice where kind = 'EVIDENCE'`.execute(
      tx,
    ),
  )
  assert.equal(notices.rows[0]?.count, 2)
})

test('a file says what is asked; its mistakes are told with their place', async () => {
  const text = `papers:
  - code: SWIM_CERTIFICATE
    label: Attestation d’aisance aquatique
    of: child
    valid: until 06-30
    activities: { CANTINE: blocking }
`
  const { kinds, anomalies } = readPaperKinds(text, 'papers.yaml')
  assert.deepEqual(anomalies, [])
  const save = () => asWorker(db, (tx) => savePaperKinds(tx, kinds, by))
  assert.deepEqual([await save(), await save()], [[], []])
  const enrol = sql`insert into enrolment (household_id, child_id, activity_id, group_id, valid_from, state, decided_at)
    select hc.household_id, c.id, g.activity_id, g.id, '2026-09-01', 'ACCEPTED', '2026-09-01'
    from child c join household_child hc on hc.child_id = c.id, activity_group g where c.first_name = 'Zoé'`
  await asWorker(db, (tx) => enrol.execute(tx))
  const owed = await asWorker(db, (tx) =>
    owedPapers(tx, { day: '2026-12-08', activity: 'CANTINE' }),
  )
  assert.deepEqual(
    owed.map(({ kind, child, isBlocking }) => [kind, child, isBlocking]),
    [['SWIM_CERTIFICATE', 'Zoé', true]],
  )
  const wrong = readPaperKinds(
    'papers:\n  - code: swim\n    label: X\n    of: dog\n    valid: 3 weeks\n',
    'p.yaml',
  )
  assert.deepEqual(
    wrong.anomalies.map(({ line }) => line).toSorted((a, b) => a - b),
    [2, 4, 5],
  )
})

test('an adult of two households switches from every page, and the others see no switch', async () => {
  assert.doesNotMatch(await (await claire.get('/pieces')).text(), /changer de foyer/)
  await asWorker(db, (tx) =>
    sql`insert into household_adult (household_id, person_id, role, valid_from)
      select h.id, p.id, 'PARTNER', '2026-01-01' from person p, household h
      where p.first_name = 'Marc' and h.name like '%DIALLO%'`.execute(tx),
  )
  const marc = await signedIn(town, 'marc.leroy')
  for (const path of ['/', '/pieces', '/messages', '/calendrier/2026-12', '/compte']) {
    assert.match(
      await (await marc.get(path)).text(),
      /LEROY[^<]*<a href="\/mes-informations\/foyer">changer de foyer/,
      path,
    )
  }
  const choice = await (await marc.get('/mes-informations/foyer')).text()
  const [, diallo = ''] = /name="foyer" value="([^"]+)"/.exec(choice) ?? []
  await marc.send('/mes-informations/foyer', '/mes-informations/foyer', { foyer: diallo })
  assert.match(
    await (await marc.get('/pieces')).text(),
    /DIALLO[^<]*<a href="\/mes-informations\/foyer">/,
  )
})
