import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { sql } from 'kysely'
import { printMandate } from '../../jobs/mandate-paper.ts'
import { asWorker } from '../../src/db/transactions.ts'
import { waitingPapers } from '../../src/households/papers-of-town.ts'
import { setBankAccount } from '../../src/households/bank-accounts.ts'
import { newToken } from '../../src/kernel/ids.ts'
import { csrfFor } from '../../src/web/csrf.ts'
import { openPdfRenderer } from '../../src/pdf.ts'
import { decideRequest } from '../../src/requests/decide.ts'
import { setSetting } from '../../src/settings/edit.ts'
import { setFieldRule } from '../../src/settings/field-policy.ts'
import { pdf as hostilePdf, photo } from '../files/hostile-files.ts'
import { pdfText } from '../support/pdf-text.ts'
import { pageFaults } from './page-lint.ts'
import { openTown, oneValue, tuesday } from './town.ts'
import { hiddenFields, signedIn, type Visitor } from './visitor.ts'

const town = await openTown()
const { app, db, deps } = town
const officer = { now: tuesday, actor: 'sophie' }
const claire = await signedIn(town, 'claire.martin')
const marc = await signedIn(town, 'marc.leroy')
const anne = await signedIn(town, 'anne.bernard')
const press = openPdfRenderer()
after(() => press.close())

const mandatePage = '/mes-informations/prelevement'
const signature = `${mandatePage}/signature`
const end = `${mandatePage}/fin`

/** A page as its family reads it, and by the rules of every page. */
async function read(visitor: Visitor, path: string): Promise<string> {
  const answer = await visitor.get(path)
  assert.equal(answer.status, 200, path)
  const html = await answer.text()
  assert.deepEqual(pageFaults(html), [], path)
  return html.replaceAll(/[\u00A0\u202F]/g, ' ')
}

async function sendSigned(visitor: Visitor, day: string, file: Buffer | null): Promise<Response> {
  const form = new FormData()
  const hidden = hiddenFields(await (await visitor.get(mandatePage)).text(), signature)
  for (const [name, value] of Object.entries(hidden)) form.set(name, value)
  form.set('f_signature', day)
  if (file) form.set('f_fichier', new Blob([new Uint8Array(file)]), 'mandat.jpg')
  const body = new Response(form)
  const cookie = [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  return app.request(`http://localhost${signature}`, {
    method: 'POST',
    headers: { 'Content-Type': body.headers.get('Content-Type') ?? '', Cookie: cookie },
    body: await body.arrayBuffer(),
  })
}

async function decide(accept: 'all' | readonly number[], because: string | null): Promise<void> {
  const requestId = Number(
    await oneValue(
      town,
      sql`select id::text as value from change_request where state = 'PENDING' order by id desc limit 1`,
    ),
  )
  const decision = { requestId, accept, because }
  await asWorker(db, (tx) => decideRequest(tx, deps.keys, decision, officer))
}

async function print(): Promise<void> {
  const id = await oneValue(town, sql`select max(id)::text as value from mandate`)
  const parts = { db, keys: deps.keys, pdf: press, clock: () => tuesday }
  await Promise.all([1, 2].map(() => printMandate(parts, { mandateId: Number(id) })))
}

test('without an ICS nothing is offered; with it, whoever has no account gives it first', async () => {
  assert.match(await read(claire, mandatePage), /ne propose pas le prélèvement/)
  assert.doesNotMatch(await read(claire, '/mes-informations'), /prelevement/)
  await asWorker(db, async (tx) => {
    const set = (key: string, value: string) =>
      setSetting(tx, deps.keys, { key, value, ...officer })
    assert.ok(!(await set('debit.ics', 'FR73ZZZ123456')).ok)
    assert.ok((await set('debit.ics', 'fr72 zzz 123456')).ok)
    await set('debit.creditor', 'SGC de Valprés')
    await set('debit.address', '1 rue du Trésor; 59990 Valprés')
  })
  assert.match(await read(claire, mandatePage), /D’abord, votre compte/)
  const file = await read(claire, '/mes-informations')
  assert.match(file, /<dt>Prélèvement<\/dt><dd>Pas en place<\/dd>/)
})

test('the account goes with its RIB to an officer, who decides both; the whole IBAN stands on no page', async () => {
  const sent = await claire.send('/mes-informations/banque', '/mes-informations/banque', {
    f_titulaire: 'Martin Claire',
    f_iban: 'FR14 2004 1010 0505 0001 3M02 606',
    f_bic: 'psstfrpplil',
  })
  assert.match(sent.headers.get('Location') ?? '', /ok=demande\./)
  await decide('all', null)
  const list = await read(claire, '/demandes')
  assert.match(list, /Compte bancaire : renseignement protégé/)
  assert.doesNotMatch(list, /FR14|… 606/)
  const request = /href="(\/demandes\/[^"]+)"/.exec(list)?.[1] ?? ''
  for (const path of [mandatePage, '/mes-informations', '/mes-informations/banque', request]) {
    const html = await read(claire, path)
    assert.match(html, /FR14 \*\*\*\* … 606/, path)
    assert.doesNotMatch(html, /2004\s*1010|3M02/, path)
  }
})

test('Claire prepares her mandate with links and forms alone; its paper says all that the law asks', async () => {
  const made = await claire.send(mandatePage, mandatePage)
  assert.match(made.headers.get('Location') ?? '', /^\/mes-informations\/prelevement\?ok=prepare\./)
  assert.match(await read(claire, mandatePage), /Le mandat se prépare/)
  await print()
  const page = await read(claire, mandatePage)
  assert.match(page, /À signer/)
  const href = /<a class="i-download" href="([^"]+)"/.exec(page)?.[1] ?? ''
  assert.match(href, /\/mandat-F\d{5}-20261208-1\.pdf$/)
  const answer = await claire.get(href)
  assert.equal(answer.headers.get('Content-Type'), 'application/pdf')
  const text = await pdfText(Buffer.from(await answer.arrayBuffer()))
  const rum = /mandat-(F[\d-]+)\.pdf/.exec(href)?.[1] ?? ''
  for (const line of [
    'Mandat de prélèvement SEPA',
    rum,
    'FR72ZZZ123456',
    'SGC de Valprés 1 rue du Trésor 59990 Valprés',
    'Martin Claire 12 rue des Lilas 59990 VALPRÉS',
    'FR14 2004 1010 0505 0001 3M02 606',
    'PSSTFRPPLIL',
    'Type de paiement : récurrent',
    'vous autorisez SGC de Valprés à envoyer des instructions à votre banque',
    '8 semaines',
    '13 mois',
    '14 jours',
    '36 mois',
    'Fait à',
    'Signature du titulaire du compte',
  ])
    assert.ok(text.replaceAll(/[\u00A0\u202F]/g, ' ').includes(line), `${line}\n${text}`)
  assert.match(await read(claire, '/documents'), /Mandat de prélèvement SEPA/)
  assert.equal(
    await oneValue(town, sql`select count(*)::text as value from document where kind = 'MANDATE'`),
    '1',
  )
})

test('the paper shows a whole IBAN: an old password is asked again, for the archive of the year too', async () => {
  const href =
    /href="(\/documents\/[^"]+mandat[^"]+)"/.exec(await read(claire, '/documents'))?.[1] ?? ''
  assert.equal((await claire.get('/documents/archive/documents-2026.zip')).status, 200)
  town.setClock(new Date(tuesday.getTime() + 16 * 60_000))
  for (const path of [href, '/documents/archive/documents-2026.zip']) {
    const asked = await claire.get(path)
    assert.match(asked.headers.get('Location') ?? '', /^\/mot-de-passe\/encore\?retour=/, path)
  }
  town.setClock(tuesday)
  assert.equal((await anne.get(href)).status, 404)
  assert.equal(
    await oneValue(
      town,
      sql`select (count(*) > 2)::text as value from audit_event where action = 'finances.read' and actor = 'claire.martin'`,
    ),
    'true',
  )
})

test('each fault of what comes back signed has its sentence, and the day that was typed stays', async () => {
  const nothing = await sendSigned(claire, '', null)
  assert.equal(nothing.status, 422)
  const empty = await nothing.text()
  assert.match(empty, /Choisissez la photo/)
  assert.match(empty, /Écrivez la date qui est sur le mandat/)
  const early = await (await sendSigned(claire, '07/12/2026', await photo())).text()
  assert.match(early, /préparé depuis le 08\/12\/2026/)
  assert.match(early, /choisissez-le de nouveau/)
  assert.match(early, /value="07\/12\/2026"/)
  assert.match(await (await sendSigned(claire, '9/12/2026', await photo())).text(), /à venir/)
  const script = hostilePdf({ catalogue: '/OpenAction << /S /JavaScript >>' })
  assert.match(await (await sendSigned(claire, '08/12/2026', script)).text(), /un programme/)
})

test('an officer refuses with a reason that Claire reads, and takes the next one: the mandate is in place', async () => {
  assert.equal((await sendSigned(claire, '08/12/2026', await photo())).status, 303)
  assert.match(await read(claire, mandatePage), /Envoyé, la mairie le regarde/)
  assert.deepEqual(await asWorker(db, (tx) => waitingPapers(tx)), [])
  await decide([], 'La signature manque.')
  const refused = await read(claire, mandatePage)
  assert.match(refused, /n’a pas pu prendre le mandat envoyé : La signature manque\./)
  assert.equal((await sendSigned(claire, '08/12/2026', await photo())).status, 303)
  await decide('all', null)
  assert.match(await read(claire, mandatePage), /En place, signé le 8 décembre 2026/)
  assert.match(await read(claire, '/mes-informations'), /En place, signé le 8 décembre 2026/)
  assert.match(await read(claire, '/demandes'), /Mandat de prélèvement signé/)
  assert.equal(
    await oneValue(
      town,
      sql`select string_agg(e.state, ' ' order by e.id) as value from evidence e
          join evidence_kind k on k.id = e.kind_id where k.code = 'SIGNED_MANDATE'`,
    ),
    'REFUSED ACCEPTED',
  )
})

test('the separated parent of another household sees nothing of a mandate', async () => {
  const householdId = Number(
    await oneValue(
      town,
      sql`select m.household_id::text as value from household_adult m join person p on p.id = m.person_id where p.first_name = 'Marc'`,
    ),
  )
  const account = { householdId, holder: 'LEROY MARC', iban: 'FR7630001007941234567000113' }
  await asWorker(db, (tx) =>
    setBankAccount(tx, deps.keys, { ...account, bic: null, validFrom: '2026-12-01' }, officer),
  )
  await marc.send(mandatePage, mandatePage)
  await print()
  assert.match(await read(marc, mandatePage), /À signer/)
  for (const path of [mandatePage, '/mes-informations', '/documents', '/demandes'])
    assert.doesNotMatch(await read(anne, path), /LEROY|FR76|mandat-F|À signer/, path)
  assert.equal((await anne.get(end)).status, 404)
  assert.equal((await sendSigned(anne, '08/12/2026', await photo())).status, 403)
})

test('a draft that is given up leaves the documents; the request that waited about it is withdrawn', async () => {
  assert.equal((await sendSigned(marc, '08/12/2026', await photo())).status, 303)
  assert.match(await read(marc, end), /Abandonner ce mandat/)
  assert.equal((await marc.send(end, end)).status, 303)
  await print()
  assert.doesNotMatch(await read(marc, '/documents'), /Mandat de prélèvement/)
  assert.equal(
    await oneValue(
      town,
      sql`select state as value from change_request where id = (select max(id) from change_request)`,
    ),
    'WITHDRAWN',
  )
  assert.match(await read(marc, mandatePage), /Abandonné[\s\S]*Un nouveau mandat/)
})

test('where the commune keeps mandates to its counter, no paper is prepared nor sent here', async () => {
  const rule = { name: 'FAMILY.mandate', access: 'SHOWN' } as const
  await asWorker(db, (tx) => setFieldRule(tx, rule, officer))
  assert.match(await read(marc, mandatePage), /se signe à la mairie/)
  const _csrf = csrfFor(marc.cookies.get('session') ?? '')
  const stale = await marc.post(
    mandatePage,
    new URLSearchParams({ _csrf, _key: newToken() }).toString(),
  )
  assert.equal(stale.status, 403)
  assert.match(await stale.text(), /ne permet pas cette action/)
  await asWorker(db, async (tx) => {
    await setFieldRule(tx, { ...rule, access: 'HIDDEN' }, officer)
    await setFieldRule(tx, { name: 'FAMILY.bankAccount', access: 'HIDDEN' }, officer)
  })
  assert.doesNotMatch(await read(marc, '/mes-informations'), /Banque|FR76|Prélèvement/)
  assert.equal((await marc.get(mandatePage)).status, 404)
  await asWorker(db, async (tx) => {
    await setFieldRule(tx, { ...rule, access: 'EDITABLE' }, officer)
    await setFieldRule(tx, { name: 'FAMILY.bankAccount', access: 'EDITABLE' }, officer)
  })
})

test('Claire stops her direct debit: it is over at once, and both adults are told', async () => {
  assert.match(await read(claire, end), /Plus aucune facture ne sera prélevée/)
  assert.equal((await claire.send(end, end)).status, 303)
  const page = await read(claire, mandatePage)
  assert.match(page, /Arrêté/)
  assert.match(page, /Votre foyer y a mis fin\./)
  assert.equal((await claire.get(end)).status, 404)
  assert.equal(
    await oneValue(
      town,
      sql`select count(distinct person_id)::text as value from notice where kind = 'MANDATE' and detail = 'REVOKED'`,
    ),
    '2',
  )
})
