import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { asWorker } from '../../src/db/transactions.ts'
import { addExclusion, endExclusion } from '../../src/households/child/exclusions.ts'
import { childWithoutHealth } from '../../src/households/child-file.ts'
import { setCareProtocol } from '../../src/households/health.ts'
import { householdOfChild } from '../../src/households/child/sheet-contacts.ts'
import { childSheetData } from '../../templates/pdf/child-sheet-data.ts'
import { setCustody } from '../../src/households/custody.ts'
import { checkPickupIdentity } from '../../src/households/child/officer-pickups.ts'
import { judgmentFrom } from '../../cli/judgment.ts'
import { childHouseholds } from '../../src/households/child-households.ts'
import { refuseEvidence } from '../../src/households/evidence.ts'
import { waitingPapers } from '../../src/households/papers-of-town.ts'
import { mayRead, mayUse } from '../../src/officers/roles.ts'
import { pdf } from '../files/hostile-files.ts'
import { oneValue, openTown, tuesday } from './town.ts'
import { hiddenFields, signedIn, type Visitor } from './visitor.ts'

const town = await openTown()
const ref = await oneValue(town, sql`select ref as value from child where first_name = 'Inès'`)
const childId = Number(
  await oneValue(town, sql`select id::text as value from child where first_name = 'Inès'`),
)
const ines = `/enfants/${ref}`
const marc = await signedIn(town, 'marc.leroy')
const anne = await signedIn(town, 'anne.bernard')
const script = pdf({ catalogue: '/Names << /JavaScript 9 0 R >>' })
const by = { now: tuesday, actor: 'sophie' }

async function textOf(who: Visitor, page: string): Promise<string> {
  return (await (await who.get(page)).text()).replace(/[\u00A0\u202F]|\s+/g, ' ')
}

/** Sends a form with a file. */
async function sendFile(
  [page, action]: readonly [page: string, action: string],
  values: Record<string, string>,
  file: readonly [field: string, bytes: Buffer],
): Promise<Response> {
  const form = new FormData()
  const hidden = hiddenFields(await (await marc.get(page)).text(), action.split('?')[0] ?? '')
  for (const [name, value] of Object.entries({ ...hidden, ...values })) form.set(name, value)
  form.set(file[0], new Blob([new Uint8Array(file[1])]), 'papier.pdf')
  const body = new Response(form)
  return town.app.request(`http://localhost${action}`, {
    method: 'POST',
    headers: {
      'Content-Type': body.headers.get('Content-Type') ?? '',
      Cookie: [...marc.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
    },
    body: await body.arrayBuffer(),
  })
}

test('days at home are written by officers of health alone, sealed, and read by both parents', async () => {
  assert.deepEqual(
    [mayUse('HEALTH', 'exclusions'), mayUse('SCHOOL', 'exclusions'), mayUse('REGIE', 'exclusions')],
    [true, false, false],
  )
  assert.deepEqual([mayRead('HEALTH', 'health'), mayRead('SCHOOL', 'health')], [true, false])
  const period = { childId, firstDay: '2026-12-08', lastDay: '2026-12-14', reason: 'Impétigo' }
  const { keys } = town.deps
  const added = await asWorker(town.db, (tx) => addExclusion(tx, keys, period, by))
  for (const who of [marc, anne])
    assert.match(
      await textOf(who, `${ines}/sante`),
      /du 8 décembre 2026 au 14 décembre 2026 : Impétigo/,
    )
  const stored = sql<{
    value: string
  }>`select encode(body_enc, 'escape') as value from exclusion_period`
  assert.doesNotMatch(await oneValue(town, stored), /mp.tigo/)
  const link = /href="([^"]*\/fiche-simple\/[^"]*)"/.exec(await textOf(marc, ines))?.[1]
  assert.equal((await marc.get(link ?? '')).status, 200)
  await asWorker(town.db, (tx) => endExclusion(tx, added, by))
  assert.doesNotMatch(await textOf(marc, `${ines}/sante`), /Impétigo/)
  await assert.rejects(
    asWorker(town.db, (tx) => endExclusion(tx, added, by)),
    /NOT_FOUND/,
  )
})

test('the simple sheet of an officer says the days of a PAI and at home, and opens no health for it', async () => {
  const { keys } = town.deps
  const settings = await town.deps.settings()
  const days = { validFrom: '2026-09-01', validTo: '2027-07-03' }
  const body = {
    type: 'FOOD',
    emergencyKit: 'Trousse',
    conduct: 'Antihistaminique',
    doctor: 'Dr Benhamou',
  } as const
  const period = { childId, firstDay: '2026-12-09', lastDay: '2026-12-14', reason: 'Varicelle' }
  const householdId = await asWorker(town.db, async (tx) => {
    await setCareProtocol(tx, keys, { childId, ...days, mealMode: 'BASKET', body }, by)
    await addExclusion(tx, keys, period, by)
    return householdOfChild(tx, childId, '2026-12-08')
  })
  const readings = sql<{ value: string }>`
    select count(*)::text as value from audit_event where action = 'health.read' and subject_id = ${childId}`
  const before = await oneValue(town, readings)
  const child = await asWorker(town.db, (tx) =>
    childWithoutHealth(tx, { householdId, ref }, '2026-12-08'),
  )
  assert.ok(child)
  const facts = { contacts: [], settings, today: '2026-12-08', photo: null, more: null }
  const printed = childSheetData({ child, ...facts })
  assert.deepEqual(
    printed.alerts.map((words) => words.replaceAll(/[\u00A0\u202F]/g, ' ')),
    ['Reste à la maison du 09/12/2026 au 14/12/2026', 'PAI jusqu’au 03/07/2027'],
  )
  assert.doesNotMatch(JSON.stringify(printed), /Varicelle|Antihistaminique/)
  assert.equal(child.health, null, 'what is sealed stays sealed')
  assert.equal(await oneValue(town, readings), before)
})

test('that an identity card was seen is an officer’s word: parents read it and cannot write it', async () => {
  const person = {
    f_prenom: 'Monique',
    f_nom: 'Lefèvre',
    f_naissance: '14/03/1955',
    f_tel: '06 12 34 56 78',
    f_vient: 'oui',
    f_identite: 'oui',
    f_interdit: 'oui',
  }
  await marc.send(`${ines}/personnes/nouvelle`, `${ines}/personnes/nouvelle`, person)
  const state = sql<{ value: string }>`
    select concat(id_checked_on, forbidden) as value from authorised_pickup where first_name = 'Monique'`
  assert.equal(await oneValue(town, state), 'f')
  const pickup = await oneValue(
    town,
    sql`select ref as value from authorised_pickup where first_name = 'Monique'`,
  )
  await asWorker(town.db, (tx) => checkPickupIdentity(tx, pickup, by))
  assert.match(await textOf(anne, `${ines}/personnes`), /identité vérifiée/)
})

test('an insurance comes with its certificate; a PDF that runs something is refused, the rest stays typed', async () => {
  const [page, action] = [`${ines}/quotidien`, `${ines}/assurance`]
  const insured = { f_assureur: 'MAIF', f_debut: '01/09/2026', f_fin: '31/08/2027' }
  const refused = await sendFile([page, action], insured, ['f_attestation', script])
  assert.equal(refused.status, 422)
  const html = await refused.text()
  assert.match(html, /contient un programme/)
  assert.match(html, /value="MAIF"/)
  const wrong = await sendFile([page, action], { ...insured, f_fin: '31/02/2027' }, [
    'f_attestation',
    pdf(),
  ])
  assert.match(await wrong.text(), /sauf le fichier/)
  assert.equal((await sendFile([page, action], insured, ['f_attestation', pdf()])).status, 303)
  assert.match(await textOf(anne, page), /href="\/pieces\/[0-9a-f-]{36}">Attestation/)
})

test('a prescription is sent without being asked, and stands among the papers of the child', async () => {
  await marc.send(`${ines}/sante`, `${ines}/sante`, { f_traitement: 'Ventoline à midi' })
  const page = `/pieces/envoyer?piece=PRESCRIPTION&enfant=${ref}`
  assert.ok((await textOf(marc, `${ines}/sante`)).includes(page.replace('&', '&amp;')))
  const values = { piece: 'PRESCRIPTION', enfant: ref }
  assert.equal(
    (await sendFile([page, '/pieces/envoyer'], values, ['f_fichier', pdf()])).status,
    303,
  )
  assert.match(await textOf(anne, `${ines}/sante`), /Ordonnance du traitement/)
  const awa = await signedIn(town, 'awa.diallo')
  assert.equal((await awa.get(page)).status, 404)
  assert.equal((await marc.get(`/pieces/envoyer?piece=NIMPORTE&enfant=${ref}`)).status, 404)
})

test('week 53 followed by week 1 is said to both parents of an alternation whose weeks go on', async () => {
  const homes = await asWorker(town.db, (tx) =>
    sql<{
      id: number
    }>`select household_id as id from household_child where child_id = ${childId} order by slot`.execute(
      tx,
    ),
  )
  const [first, second] = homes.rows.map(({ id }) => id)
  assert.ok(first && second)
  const rule = {
    firstHouseholdId: first,
    secondHouseholdId: second,
    evenWeekHouseholdId: first,
    handoverWeekday: 5,
    handoverTime: '16:30',
    evenYearFirstHalfId: null,
    exceptions: [],
  }
  const decided = {
    childId,
    rule,
    billing: 'BY_CALENDAR',
    judgmentId: null,
    validFrom: '2026-12-01',
  } as const
  await asWorker(town.db, (tx) => setCustody(tx, decided, [], by))
  for (const who of [marc, anne]) {
    const page = await textOf(who, `${ines}/garde`)
    assert.match(page, /semaine 53 est impaire/)
    assert.match(page, /piece=JUDGMENT/)
  }
})

const giver = () => assert.fail('the paper says who gave it')

test('a judgment that a parent sends waits for an officer, and the own household reads where it stands', async () => {
  const page = '/pieces/envoyer?piece=JUDGMENT'
  assert.ok((await textOf(marc, `${ines}/garde`)).includes(`href="${page}"`))
  const sent = await sendFile([page, '/pieces/envoyer'], { piece: 'JUDGMENT' }, [
    'f_fichier',
    pdf(),
  ])
  assert.equal(sent.status, 303)
  const waits =
    /Votre document du 8 décembre 2026 : <span class="badge[^>]*>reçue<\/span> La mairie va le regarder/
  assert.match(await textOf(marc, `${ines}/garde`), waits)
  assert.match(
    await textOf(marc, '/pieces'),
    /Jugement ou convention de garde<\/span> <span class="l-note"><span[^>]*>reçue/,
  )
  assert.doesNotMatch(await textOf(anne, `${ines}/garde`), /Votre document/)
  const waiting = await asWorker(town.db, (tx) => waitingPapers(tx))
  const judgment = waiting.find(({ kind }) => kind === 'JUDGMENT')
  assert.match(judgment?.family ?? '', /LEROY/)
  await asWorker(town.db, (tx) =>
    refuseEvidence(tx, judgment?.ref ?? '', { ...by, because: 'Il manque la page 2.' }),
  )
  assert.match(
    await textOf(marc, `${ines}/garde`),
    /refusée<\/span> La mairie n’a pas pu la prendre : Il manque la page 2/,
  )

  await sendFile([page, '/pieces/envoyer'], { piece: 'JUDGMENT' }, ['f_fichier', pdf()])
  const again = (await asWorker(town.db, (tx) => waitingPapers(tx))).find(
    ({ kind }) => kind === 'JUDGMENT',
  )
  const households = (await asWorker(town.db, (tx) => childHouseholds(tx, ref, '2026-12-08')))
    ?.households
  const cli = { keys: town.deps.keys, ...by }
  const take = await judgmentFrom(again?.ref ?? '')
  await assert.rejects(
    asWorker(town.db, (tx) => take(cli, tx, { households: [], giver })),
    /no judgment of the child/,
  )
  await asWorker(town.db, (tx) => take(cli, tx, { households: households ?? [], giver }))
  assert.match(await textOf(marc, `${ines}/garde`), /acceptée/)
})
