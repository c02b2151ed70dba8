import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { asWorker } from '../../src/db/transactions.ts'
import { decideRequest } from '../../src/requests/decide.ts'
import { oneValue, openTown, tuesday } from '../web/town.ts'
import { signedIn } from '../web/visitor.ts'

const town = await openTown()
const claire = await signedIn(town.app, 'claire.martin')
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
  assert.match(tooLong, /Choisissez-le encore une fois|choisi/i)
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
