import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { asWorker } from '../../src/db/transactions.ts'
import { decideRequest } from '../../src/requests/decide.ts'
import { setFieldRule } from '../../src/settings/field-policy.ts'
import { photo } from '../files/hostile-files.ts'
import { openTown, oneValue, tuesday } from '../web/town.ts'
import { hiddenFields, signedIn, type Visitor } from '../web/visitor.ts'

const town = await openTown()
const claire = await signedIn(town, 'claire.martin')
const officer = { now: tuesday, actor: 'sophie' }
const adult = `/mes-informations/adultes/${await oneValue(town, sql`select ref as value from person where first_name = 'Claire'`)}`

/** The sentences beside the fields of a form that came back. */
async function faults(
  visitor: Visitor,
  page: string,
  values: Record<string, string>,
): Promise<string[]> {
  const answer = await visitor.send(page, page, values)
  assert.equal(answer.status, 422, page)
  const html = (await answer.text()).replaceAll('\u00A0', ' ')
  // names of people and of institutions keep their capitals
  assert.match(html, /<title>Erreur : \p{Lu}/u)
  return [
    ...html.matchAll(
      /<p class="error" id="([a-z-]+)-erreur"><strong>Erreur :<\/strong> (.*?)<\/p>/gs,
    ),
  ].map(([, id, sentence]) => `${id}: ${sentence?.trim()}`)
}

async function lastPending(): Promise<number> {
  return Number(
    await oneValue(
      town,
      sql`select id::text as value from change_request where state = 'PENDING' order by id desc limit 1`,
    ),
  )
}

test('each wrong field of an adult has its sentence, and what was typed stays', async () => {
  const found = await faults(claire, adult, {
    f_civilite: 'MLLE',
    f_nom_usage: 'Martin2',
    f_prenom: '',
    f_naissance: '12/03/2062',
    f_lieu_naissance: 'Saint-Denis',
    f_mobile: '06 12',
    f_profession: '2 87 03 59 512 123 45',
  })
  assert.deepEqual(
    found.map((one) => one.split(':')[0]),
    ['civilite', 'nom-usage', 'prenom', 'naissance', 'lieu-naissance', 'mobile', 'profession'],
  )
  assert.match(found[3] ?? '', /à venir/)
  assert.match(found[4] ?? '', /Plusieurs communes/)
  assert.match(found[6] ?? '', /sécurité sociale/)
  const wrong = { f_mobile: '06 12', f_travail: '03', f_prenom: 'Claire' }
  const again = await (await claire.send(adult, adult, wrong)).text()
  assert.match(again, /<input[^>]*name="f_mobile"[^>]*value="06 12"/)
  assert.match(again, /tabindex="-1" autofocus=""[^]*<h2>Deux réponses sont à corriger<\/h2>/)
  for (const [id, label] of [
    ['mobile', 'Téléphone mobile'],
    ['travail', 'Téléphone au travail'],
  ])
    assert.match(again, new RegExp(`<a href="#${id}">${label}\u00A0: Écrivez un numéro`))
  assert.match(again, /Rien n’est encore enregistré/)
})

test('a form that comes back with a file says that it has to be chosen again; without one it does not', async () => {
  const page = '/mes-informations/quotient'
  const wrong = { f_origine: 'CAF', f_quotient: '', f_a_partir: '01/12/2026' }
  const form = new FormData()
  const fields = hiddenFields(await (await claire.get(page)).text(), page)
  for (const [name, value] of Object.entries({ ...fields, ...wrong })) form.set(name, value)
  form.set('f_justificatif', new File([new Uint8Array(await photo())], 'attestation.jpg'))
  const Cookie = [...claire.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const request = new Request(`http://localhost${page}`, {
    method: 'POST',
    body: form,
    headers: { Cookie },
  })
  const answer = await town.app.request(request)
  assert.equal(answer.status, 422)
  assert.match(
    await answer.text(),
    /href="#justificatif">Vos réponses sont gardées, sauf le fichier/,
  )
  assert.deepEqual(
    (await faults(claire, page, wrong)).map((one) => one.split(':')[0]),
    ['quotient'],
  )
})

test('a responsable keeps at least one phone', async () => {
  const found = await faults(claire, adult, { f_mobile: '', f_domicile: '', f_travail: '' })
  assert.match(found.join(), /mobile: Donnez au moins un numéro/)
})

test('a phone counts at once, a name waits and shows old and new; the form then leaves it alone', async () => {
  const answer = await claire.send(adult, adult, {
    f_mobile: '06.11.22.33.44',
    f_nom_naissance: 'Dubois',
  })
  assert.match(
    answer.headers.get('Location') ?? '',
    /^\/mes-informations\?ok=enregistre-et-demande\./,
  )
  assert.equal(
    await oneValue(town, sql`select mobile as value from person where first_name = 'Claire'`),
    '+33611223344',
  )
  const page = await (await claire.get(adult)).text()
  assert.match(page, /field-pending[\s\S]*Nom de naissance[\s\S]*<ins>Dubois<\/ins>/)
  assert.doesNotMatch(page, /name="f_nom_naissance"/)
  const list = await (await claire.get('/demandes')).text()
  assert.match(list, /Claire\u00A0: nom de naissance/)
  assert.match(list, /En examen/)
  const decision = {
    requestId: await lastPending(),
    accept: [],
    because: 'Il manque le livret de famille.',
  }
  await asWorker(town.db, (tx) => decideRequest(tx, town.deps.keys, decision, officer))
  const ref = await oneValue(
    town,
    sql`select ref as value from change_request where state = 'REJECTED'`,
  )
  assert.match(
    await (await claire.get(`/demandes/${ref}`)).text(),
    /Refusée par la mairie[\s\S]*livret de famille/,
  )
})

test('whoever signs in changes the own e-mail address alone, with a link; it is the one of the file then', async () => {
  const own = await (await claire.get(adult)).text()
  assert.doesNotMatch(own, /name="f_courriel"/)
  assert.match(own, /<a href="\/compte\/adresse">\s*Changer mon adresse électronique/)
  await asWorker(town.db, (tx) =>
    sql`update account set email = 'neuve@example.org', email_confirmed_at = now() where login = 'claire.martin'`.execute(
      tx,
    ),
  )
  assert.match(await (await claire.get('/mes-informations')).text(), /neuve@example\.org/)
  const jeanLoup = `/mes-informations/adultes/${await oneValue(town, sql`select ref as value from person where first_name = 'Jean-Loup'`)}`
  const before = await oneValue(
    town,
    sql`select email as value from person where first_name = 'Jean-Loup'`,
  )
  assert.doesNotMatch(await (await claire.get(jeanLoup)).text(), /name="f_courriel"/)
  await claire.send(jeanLoup, jeanLoup, { f_courriel: 'pirate@exemple.fr', f_mobile: '0612345678' })
  assert.equal(
    await oneValue(town, sql`select email as value from person where first_name = 'Jean-Loup'`),
    before,
  )
})

test('a postcode of several communes asks which; the accepted move decides residence from its day', async () => {
  const home = {
    f_rue: '3 rue Haute',
    f_code_postal: '45130',
    f_commune: 'Nulle',
    f_pays: 'France',
    f_depuis: '01/01/2027',
  }
  const answer = await claire.send('/mes-informations/adresse', '/mes-informations/adresse', home)
  const html = await answer.text()
  assert.equal(answer.status, 422)
  assert.match(html, /Plusieurs communes ont ce code postal/)
  assert.match(html, /<select[^>]*name="f_commune"[\s\S]*<option value="45203">Meung-sur-Loire/)
  const sent = await claire.send('/mes-informations/adresse', '/mes-informations/adresse', {
    ...home,
    f_commune: '45203',
  })
  assert.match(sent.headers.get('Location') ?? '', /ok=demande\./)
  const decision = { requestId: await lastPending(), accept: 'all', because: null } as const
  const decided = await asWorker(town.db, (tx) =>
    decideRequest(tx, town.deps.keys, decision, officer),
  )
  assert.equal(decided.state, 'ACCEPTED')
  assert.equal(
    await oneValue(
      town,
      sql`select insee || ' ' || valid_from as value from household_address where street = 'rue Haute'`,
    ),
    '45203 2027-01-01',
  )
  const own = { ...home, f_code_postal: '37990', f_commune: 'Saint-Aubin-le-Val' }
  const ours = await claire.send('/mes-informations/adresse', '/mes-informations/adresse', own)
  assert.equal(ours.status, 303, 'the commune of the portal knows its own postcode')
})

test('an IBAN with a wrong key, a RIB with a wrong key and a foreign one are told apart', async () => {
  const path = '/mes-informations/banque'
  const fault = async (iban: string) =>
    (await faults(claire, path, { f_titulaire: 'Claire Martin', f_iban: iban })).join()
  assert.match(await fault('FR14 2004 1010 0505 0001 3M02 607'), /erreur de frappe/)
  assert.match(await fault('FR76 2004 1010 0505 0001 3M02 6'), /27 caractères/)
  assert.match(await fault('US14 2004'), /zone SEPA/)
  const sent = await claire.send(path, path, {
    f_titulaire: 'Claire Martin',
    f_iban: 'fr76 3000-1007 9412 3456 7000 113',
    f_bic: 'PSSTFRPPLIL',
  })
  assert.equal(sent.status, 303)
  const shown = await (await claire.get(path)).text()
  assert.match(shown, /FR76 \*\*\*\* … 113/)
  assert.doesNotMatch(shown, /3000\s?1007/)
})

test('a benefit number has the shape of its scheme and never that of a social security number', async () => {
  const path = '/mes-informations/allocations'
  const fault = async (number: string, scheme: string) =>
    (await faults(claire, path, { f_regime: scheme, f_allocataire: number })).join()
  assert.match(await fault('12345', 'GENERAL'), /sept chiffres/)
  assert.match(await fault('2870359512123', 'MSA'), /sécurité sociale/)
  const sent = await claire.send(path, path, {
    f_regime: 'GENERAL',
    f_allocataire: '1234567 A',
    f_accord_cdap: 'oui',
    vu_f_accord_cdap: '1',
  })
  assert.match(sent.headers.get('Location') ?? '', /ok=enregistre\./)
})

test('a tax notice needs its figures and the consent', async () => {
  const found = await faults(claire, '/mes-informations/impots', {
    f_annee: '1999',
    f_parts: '2,3',
    f_numero_fiscal: '12',
  })
  assert.deepEqual(
    new Set(found.map((one) => one.split(':')[0])),
    new Set(['accord', 'annee', 'numero-fiscal', 'parts', 'revenu']),
  )
})

test('a declared quotient waits, can be taken back, and is written by its acceptance', async () => {
  const path = '/mes-informations/quotient'
  const wish = { f_origine: 'CAF', f_quotient: '812,75', f_a_partir: '01/12/2026' }
  assert.match(
    (await faults(claire, path, { ...wish, f_quotient: '' })).join(),
    /Écrivez le quotient/,
  )
  await claire.send(path, path, wish)
  const ref = await oneValue(
    town,
    sql`select ref as value from change_request where state = 'PENDING' order by id desc limit 1`,
  )
  const withdrawal = `/demandes/${ref}/retrait`
  assert.equal((await claire.send(withdrawal, withdrawal)).status, 303)
  await claire.send(path, path, wish)
  const decision = { requestId: await lastPending(), accept: 'all', because: null } as const
  await asWorker(town.db, (tx) => decideRequest(tx, town.deps.keys, decision, officer))
  assert.equal(
    await oneValue(
      town,
      sql`select q.value::text as value from quotient q join household h on h.id = q.household_id where h.name like 'MARTIN%' and q.valid_to is null`,
    ),
    '812',
  )
})

test('what the commune hides is neither shown nor taken', async () => {
  const by = { now: tuesday, actor: 'sophie' }
  await asWorker(town.db, (tx) =>
    setFieldRule(tx, { name: 'GUARDIAN.employer', access: 'HIDDEN' }, by),
  )
  assert.doesNotMatch(await (await claire.get(adult)).text(), /Employeur/)
  await claire.send(adult, adult, { f_employeur: 'Mairie', f_mobile: '0611223355' })
  const stored = await asWorker(town.db, (tx) =>
    sql`select employer from person where first_name = 'Claire'`.execute(tx),
  )
  assert.deepEqual(stored.rows, [{ employer: null }])
})
