import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { asWorker } from '../../src/db/transactions.ts'
import { decideRequest } from '../../src/requests/decide.ts'
import { setFieldRule } from '../../src/settings/field-policy.ts'
import { oneValue, openTown, tuesday } from '../web/town.ts'
import { signedIn } from '../web/visitor.ts'

const town = await openTown()
const claire = await signedIn(town, 'claire.martin')
const noel = await oneValue(town, sql`select ref as value from child where first_name = 'Noël'`)
const sheet = (name: string) => `/enfants/${noel}/${name}`

async function text(path: string): Promise<string> {
  return spaced(await (await claire.get(path)).text())
}

function spaced(html: string): string {
  return html.replace(/[\u00A0\u202F]|\s+/g, ' ')
}

/** Sends a form that comes back with what is wrong. */
async function refused(path: string, values: Record<string, string>): Promise<string> {
  const answer = await claire.send(path, path, values)
  assert.equal(answer.status, 422, path)
  return spaced(await answer.text())
}

async function acceptLast(): Promise<void> {
  const waiting = sql<{
    value: string
  }>`select id::text as value from change_request where state = 'PENDING' order by id desc limit 1`
  const requestId = Number(await oneValue(town, waiting))
  const decision = { requestId, accept: 'all', because: null } as const
  const by = { now: tuesday, actor: 'sophie' }
  await asWorker(town.db, (tx) => decideRequest(tx, town.deps.keys, decision, by))
}

test('a PAI is asked for with its days, waits on the health sheet, and counts once the town hall accepts it', async () => {
  const [path, health] = [sheet('pai'), sheet('sante')]
  const wish = {
    f_type: 'FOOD',
    f_debut: '01/12/2026',
    f_fin: '31/08/2027',
    f_repas: 'BASKET',
    f_trousse: 'Anapen dans le cartable',
    f_conduite: 'Appeler le 15',
    f_medecin: 'Dr Faure',
  }
  const tooLong = await refused(path, { ...wish, f_fin: '15/09/2027' })
  assert.match(tooLong, /au-delà de la fin de l’année scolaire : écrivez au plus tard le .*31 août/)
  assert.match(tooLong, /value="Anapen dans le cartable"/)
  assert.match(await refused(path, { ...wish, f_debut: '31/02/2027' }), /Écrivez la date/)
  assert.match(await refused(path, { ...wish, f_fin: '30/11/2026' }), /finit avant de commencer/)
  assert.match(await refused(path, { ...wish, f_medecin: '' }), /nom du médecin/)
  const answer = await claire.send(path, path, wish)
  assert.match(answer.headers.get('location') ?? '', /\/sante\?/)
  assert.match(await text(health), /Un PAI attend la réponse de la mairie/)
  assert.doesNotMatch(await text(health), /Anapen dans le cartable/)
  assert.match(await text('/demandes'), /PAI/)
  await acceptLast()
  assert.match(await text(health), /Anapen dans le cartable/)
  assert.doesNotMatch(await text(health), /attend la réponse/)
})

test('a child leaves alone from an hour on, when a guardian agreed and the town hall accepted', async () => {
  const [path, daily] = [sheet('rentrer-sans-adulte'), sheet('quotidien')]
  const unsigned = await refused(path, { f_rentre: 'oui', f_heure: '25 h' })
  assert.match(unsigned, /une heure entre 7 h et 20 h/)
  assert.match(unsigned, /sans votre accord/)
  await claire.send(path, path, { f_rentre: 'oui', f_heure: '16 h 30', f_accord: 'oui' })
  assert.match(await text(daily), /attend la réponse de la mairie/)
  assert.doesNotMatch(await text(daily), /Oui, à partir de 16 h 30/)
  assert.match(await text(path), /oui, à partir de 16 h 30/)
  await acceptLast()
  assert.match(await text(daily), /Oui, à partir de 16 h 30/)
})

test('what a family writes of a child at once stands under its requests, old and new', async () => {
  const [daily, health] = [sheet('quotidien'), sheet('sante')]
  await claire.send(daily, daily, { f_repas: 'VEGETARIAN', f_nage: 'oui', f_sieste: '' })
  assert.match(await text('/demandes'), /végétarien/)
  await claire.send(health, health, { f_medecin: 'Dr Lune', f_traitement: 'Ventoline' })
  assert.match(await text(health), /value="Dr Lune"/)
  const list = await text('/demandes')
  assert.match(list, /Médecin[^<]* : renseignement protégé/)
  assert.doesNotMatch(list, /Dr Lune|Ventoline/)
  const readings = async () =>
    oneValue(
      town,
      sql`select count(*)::text as value from audit_event where action = 'health.read' and actor = 'claire.martin'`,
    )
  const before = await readings()
  const request = await oneValue(
    town,
    sql`select r.ref as value from change_request r join change_item i on i.request_id = r.id
        where i.target = 'HEALTH' order by r.id desc limit 1`,
  )
  assert.match(await text(`/demandes/${request}`), /Dr Lune/)
  assert.equal(Number(await readings()), Number(before) + 1)
  const anHour = new Date(tuesday.getTime() + 20 * 60_000)
  town.setClock(anHour)
  const later = await claire.get(`/demandes/${request}`)
  assert.match(later.headers.get('location') ?? '', /^\/mot-de-passe/)
  town.setClock(tuesday)
  const plain = sql<{ value: string }>`
    select count(*)::text as value from change_item where target = 'HEALTH' and (new_value is not null or old_value is not null)`
  assert.equal(await oneValue(town, plain), '0')
})

test('a child’s sheets follow the commune: hidden, shown, necessary, or after an officer’s look', async () => {
  const by = { now: tuesday, actor: 'sophie' }
  const rule = (wanted: Parameters<typeof setFieldRule>[1]) =>
    asWorker(town.db, (tx) => setFieldRule(tx, wanted, by))
  const [daily, health] = [sheet('quotidien'), sheet('sante')]
  await rule({ name: 'CHILD.canSwim', access: 'HIDDEN' })
  await rule({ name: 'CHILD.nap', access: 'REQUIRED' })
  await rule({ name: 'CHILD.diet', apply: 'REQUEST' })
  await rule({ name: 'CHILD.doctor', access: 'SHOWN' })
  await rule({ name: 'CHILD.treatment', apply: 'REQUEST' })
  assert.doesNotMatch(await text(daily), /Sait nager/)
  assert.match(await refused(daily, { f_repas: 'NO_PORK' }), /la mairie en a besoin/)
  await claire.send(daily, daily, { f_repas: 'NO_PORK', f_nage: 'non', f_sieste: 'avec doudou' })
  const kept = sql<{ value: string }>`
    select diet || ' ' || can_swim || ' ' || nap as value from child where first_name = 'Noël'`
  assert.equal(await oneValue(town, kept), 'VEGETARIAN true avec doudou')
  assert.match(await text(daily), /Un changement attend la réponse de la mairie/)
  await acceptLast()
  assert.equal(await oneValue(town, kept), 'NO_PORK true avec doudou')
  await claire.send(health, health, { f_medecin: 'Dr Soleil', f_traitement: 'Aucun' })
  const waiting = await text(health)
  assert.doesNotMatch(waiting, /name="f_medecin"|name="f_traitement"|Dr Soleil/)
  assert.match(waiting, /Dr Lune/)
  await acceptLast()
  assert.match(await text(health), />Aucun</)
})
