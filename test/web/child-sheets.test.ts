import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { asWorker } from '../../src/db/transactions.ts'
import { forbidPickup, listPickups } from '../../src/households/child/officer-pickups.ts'
import { publishConsent, missingConsents } from '../../src/households/child/consents.ts'
import { pdfText } from '../support/pdf-text.ts'
import { oneValue, openTown, tuesday } from './town.ts'
import { signedIn, type Visitor } from './visitor.ts'

const town = await openTown()
const refOf = (name: string) =>
  oneValue(town, sql`select ref as value from child where first_name = ${name}`)
const [zoe, ines] = [await refOf('Zoé'), await refOf('Inès')]
const claire = await signedIn(town, 'claire.martin')
const marc = await signedIn(town, 'marc.leroy')
const anne = await signedIn(town, 'anne.bernard')
const by = { now: tuesday, actor: 'sophie' }

/** Sends a form of a page and answers what the next page, or the same one with its errors, says. */
async function fill(
  who: Visitor,
  page: string,
  values: Record<string, string>,
  action = page,
): Promise<{ status: number; html: string }> {
  const sent = await who.send(page, action, values)
  const to = sent.headers.get('Location')
  const html = await (to ? await who.get(to) : sent).text()
  return { status: sent.status, html }
}

const grandmother = {
  f_prenom: 'Monique',
  f_nom: 'Lefèvre',
  f_lien: 'grand-mère',
  f_naissance: '14/03/1955',
  f_tel: '06 12 34 56 78',
  f_vient: 'oui',
}

test('each rule of a sheet has its sentence, and what was typed stays', async () => {
  const person = `/enfants/${zoe}/personnes/nouvelle`
  const [health, vaccines, daily] = ['sante', 'vaccins', 'quotidien'].map(
    (tab) => `/enfants/${zoe}/${tab}`,
  )
  const wrong: readonly (readonly [string, Record<string, string>, RegExp, string?])[] = [
    [person, { ...grandmother, f_naissance: '14/03/2062' }, /pas encore venue/],
    [person, { ...grandmother, f_naissance: '31/11/1960' }, /n’existe pas/],
    [person, { ...grandmother, f_naissance: '09/12/2008' }, /a 17 ans.*il en faut 18/],
    [person, { ...grandmother, f_naissance: '' }, /date de naissance/],
    [person, { ...grandmother, f_tel: '06 12 34 56 7' }, /dix chiffres/],
    [person, { ...grandmother, f_tel: '' }, /numéro de téléphone/],
    [person, { ...grandmother, f_vient: '' }, /au moins l’une des deux/],
    [person, { ...grandmother, f_nom: 'Lefèvre 2' }, /avec des lettres/],
    [person, { ...grandmother, f_fin: '01/12/2026' }, /avant le début/],
    [health ?? '', { f_tel_medecin: '01 99 00 45 67' }, /nom du médecin/],
    [health ?? '', { f_a_savoir: 'x'.repeat(1_001) }, /1\s?000 caractères au plus/],
    [health ?? '', { f_a_savoir: 'Son numéro est 2 87 03 59 350 123 45' }, /sécurité sociale/],
    [health ?? '', { f_a_savoir: 'Repas halal' }, /religion ne s’écrit pas/],
    [health ?? '', { f_traitement: 'Groupe sanguin O+' }, /groupe sanguin/],
    [vaccines ?? '', { f_vaccin: 'MMR', f_date: '14/03/2062' }, /pas encore venue/],
    [vaccines ?? '', { f_vaccin: 'MMR', f_date: '14/03/2002' }, /avant la naissance/],
    [vaccines ?? '', { f_vaccin: 'GRIPPE', f_date: '14/03/2024' }, /dans la liste/],
    [daily ?? '', { f_repas: 'HALAL', f_nage: '' }, /dans la liste/],
    [
      daily ?? '',
      { f_assureur: 'MAIF', f_debut: '01/09/2026', f_fin: '31/08/2062' },
      /deux ans au plus/,
      `/enfants/${zoe}/assurance`,
    ],
  ]
  for (const [page, values, sentence, action] of wrong) {
    const { status, html } = await fill(claire, page, values, action)
    assert.equal(status, 422, JSON.stringify(values))
    assert.match(html, sentence)
    const [, typed = ''] =
      Object.entries(values).find(([, value]) => /^[\d /]{4,30}$/.test(value)) ?? []
    assert.ok(html.includes(typed), `${typed} is still there`)
  }
})

test('a parent fills the sheets; what is health is sealed, every change and reading recorded', async () => {
  const health = `/enfants/${zoe}/sante`
  await fill(claire, health, {
    f_medecin: 'Dr Benhamou',
    f_tel_medecin: '01 99 00 12 40',
    f_a_savoir: 'Peur du noir',
    f_lunettes: 'oui',
  })
  await fill(claire, `/enfants/${zoe}/allergies/nouvelle`, {
    f_type: 'FOOD',
    f_nom: 'Noisette',
    f_gravite: 'Légère',
  })
  await fill(claire, `/enfants/${zoe}/vaccins`, { f_vaccin: 'HEXAVALENT', f_date: '25/08/2019' })
  await fill(claire, `/enfants/${zoe}/quotidien`, {
    f_repas: 'NO_PORK',
    f_nage: 'oui',
    f_sieste: '',
  })
  const insured = {
    f_assureur: 'MAIF',
    f_contrat: 'A12',
    f_debut: '01/09/2026',
    f_fin: '31/08/2027',
  }
  await fill(claire, `/enfants/${zoe}/quotidien`, insured, `/enfants/${zoe}/assurance`)
  const { html } = await fill(claire, health, { page: 'HEALTH' }, `/enfants/${zoe}/confirmer`)
  assert.match(html, /value="Dr Benhamou"/)
  assert.match(html, /Noisette/)
  assert.match(html, /confirmée/)
  const sheet = await (await claire.get(`/enfants/${zoe}`)).text()
  for (const seen of ['Sans porc', 'Peur du noir', 'lunettes', 'Noisette'])
    assert.ok(sheet.includes(seen), seen)
  const stored = await oneValue(
    town,
    sql`select string_agg(encode(body_enc, 'escape'), ' ') as value from (
      select body_enc from health_record union all select body_enc from allergy union all select body_enc from vaccination) all_of`,
  )
  assert.doesNotMatch(stored, /Benhamou|Noisette|HEXAVALENT|noir/)
  const actions = await oneValue(
    town,
    sql`select string_agg(distinct action, ' ' order by action) as value from audit_event where actor = 'claire.martin'`,
  )
  for (const action of [
    'allergy.save',
    'child.daily',
    'health.read',
    'health.sheet',
    'insurance.set',
    'vaccination.add',
    'confirm.health',
  ])
    assert.ok(actions.includes(action), action)
  assert.equal(
    await oneValue(town, sql`select complete::text as value from vaccination_state`),
    'false',
  )
})

test('both parents are told who may come; one added by hand is corrected and taken away', async () => {
  const list = `/enfants/${ines}/personnes`
  const added = await fill(marc, `${list}/nouvelle`, { ...grandmother, f_debut: '01/01/2027' })
  assert.match(added.html, /Monique/)
  assert.match(added.html, /à partir du 1<sup>er<\/sup> janvier 2027/)
  assert.match(
    await (await anne.get(list)).text(),
    /Monique/,
    'the other parent reads the same list',
  )
  const told = await oneValue(
    town,
    sql`select string_agg(p.first_name, ' ' order by p.first_name) as value from notice n join person p on p.id = n.person_id where n.kind = 'PICKUP'`,
  )
  assert.match(told, /Anne/)
  const ref = await oneValue(
    town,
    sql`select ref as value from authorised_pickup where first_name = 'Monique'`,
  )
  await fill(anne, `${list}/${ref}`, { ...grandmother, f_prenom: 'Monique-Anne' })
  const removal = `/enfants/${ines}/retirer/personne/${ref}`
  assert.match(await (await anne.get(removal)).text(), /Retirer Monique-Anne Lefèvre/)
  const gone = await fill(anne, removal, {})
  assert.doesNotMatch(gone.html, /Monique/)
  assert.equal((await claire.get(removal)).status, 404)
})

test('whom a judgment keeps away is shown to officers alone, and no parent can add the name', async () => {
  const childId = Number(
    await oneValue(town, sql`select id::text as value from child where first_name = 'Inès'`),
  )
  const person = {
    childId,
    lastName: 'Durand',
    firstName: 'Éric',
    judgment: 'JAF Tours 26/00412',
    validTo: null,
  }
  await asWorker(town.db, (tx) => forbidPickup(tx, person, by))
  const { status, html } = await fill(marc, `/enfants/${ines}/personnes/nouvelle`, {
    ...grandmother,
    f_prenom: 'eric',
    f_nom: 'DURAND',
  })
  assert.equal(status, 422)
  assert.match(html, /Appelez la mairie/)
  for (const who of [marc, anne]) {
    for (const page of [`/enfants/${ines}`, `/enfants/${ines}/personnes`])
      assert.doesNotMatch(await (await who.get(page)).text(), /Durand|JAF/)
  }
  const seen = await asWorker(town.db, (tx) => listPickups(tx, childId, '2026-12-08'))
  assert.deepEqual(
    seen.map(({ lastName, forbidden }) => [lastName, forbidden]),
    [['Durand', true]],
  )
})

test('consents keep the wording that was read; a new one is asked anew and blocks where it says so', async () => {
  const page = `/enfants/${zoe}/autorisations`
  const textId = await oneValue(
    town,
    sql`select id::text as value from consent_text where kind = 'HOSPITAL'`,
  )
  await fill(claire, page, { [`f_accord_${textId}`]: 'oui' })
  await fill(claire, page, { [`f_accord_${textId}`]: 'oui' })
  await fill(claire, page, { [`f_accord_${textId}`]: 'non' })
  const answers = await oneValue(
    town,
    sql`select string_agg(answer::text, ' ' order by id) as value from consent`,
  )
  assert.equal(answers, 'true false', 'the same answer twice is one')
  const rules = {
    kind: 'RULES',
    title: 'Règlement 2027',
    body: 'Nouveau',
    blocking: true,
    validFrom: '2026-12-08',
  }
  await asWorker(town.db, (tx) => publishConsent(tx, rules, by))
  const childId = Number(
    await oneValue(town, sql`select id::text as value from child where first_name = 'Zoé'`),
  )
  const missing = () => asWorker(town.db, (tx) => missingConsents(tx, childId, '2026-12-08'))
  assert.deepEqual(await missing(), ['Règlement 2027'])
  const open = await fill(claire, page, { [`f_accord_${textId}`]: 'oui' })
  assert.equal(open.status, 422)
  const activity = await oneValue(town, sql`select ref as value from activity`)
  const refused = await fill(
    claire,
    `/inscriptions/${activity}?enfant=${zoe}`,
    {},
    `/inscriptions/${activity}`,
  )
  assert.match(refused.html, /il manque votre accord/)
  const newId = await oneValue(
    town,
    sql`select id::text as value from consent_text where kind = 'RULES' and version = 2`,
  )
  await fill(claire, page, { [`f_accord_${newId}`]: 'oui', [`f_accord_${textId}`]: 'oui' })
  assert.deepEqual(await missing(), [])
})

test('the printed sheet has the own household’s phones, health on the complete one alone', async () => {
  await fill(marc, `/enfants/${ines}/allergies/nouvelle`, {
    f_type: 'FOOD',
    f_nom: 'Kiwi',
    f_gravite: '',
  })
  const printed = async (extent: string) => {
    const fileName = `fiche-${extent}-ines-leroy.pdf`
    const answer = await marc.get(`/enfants/${ines}/fiche-${extent}/${fileName}`)
    const disposition = answer.headers.get('Content-Disposition')
    assert.equal(disposition, `attachment; filename="${fileName}"`)
    return pdfText(Buffer.from(await answer.arrayBuffer()))
  }
  const [simple, complete] = [await printed('simple'), await printed('complete')]
  assert.match(simple, /Inès LEROY/)
  assert.match(simple.replace(/\s/g, ''), /0600000003/)
  assert.doesNotMatch(simple.replace(/\s/g, ''), /0600000004/, 'Anne’s phone is hers')
  assert.doesNotMatch(simple, /Kiwi/)
  assert.match(complete, /Kiwi/)
  assert.match(complete, /Vaccins obligatoires/)
})

test('with access to the days alone there is no sheet, no photo and no health', async () => {
  await asWorker(town.db, (tx) =>
    sql`update guardianship set access = 'DAILY' where person_id = (select id from person where first_name = 'Marc')`.execute(
      tx,
    ),
  )
  const again = await signedIn(town, 'marc.leroy')
  const page = await (await again.get(`/enfants/${ines}`)).text()
  assert.match(page, /Inès/)
  assert.doesNotMatch(page, /Kiwi|Santé|Fiche simple/)
  for (const tab of [
    'sante',
    'vaccins',
    'quotidien',
    'personnes',
    'autorisations',
    'photo',
    'fiche-simple/fiche-simple-ines-leroy.pdf',
  ])
    assert.equal((await again.get(`/enfants/${ines}/${tab}`)).status, 404, tab)
})
