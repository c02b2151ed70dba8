import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { asWorker } from '../../src/db/transactions.ts'
import { unconfirmedFamilies } from '../../src/households/child/confirmations.ts'
import {
  isHeldForVaccines,
  missingVaccines,
  watchVaccinations,
} from '../../src/households/child/vaccination-watch.ts'
import { acceptEvidence, addEvidence } from '../../src/households/evidence.ts'
import { addDays, dayOf, instantAt, type Day } from '../../src/kernel/day.ts'
import { announceMissingVaccines } from '../../src/requests/announce-vaccines.ts'
import { paper } from '../../src/demo/papers.ts'
import { keys } from '../payments/payment-world.ts'
import { oneValue, openTown, tuesday } from './town.ts'
import { signedIn } from './visitor.ts'

const town = await openTown()
const today = dayOf(tuesday)
const zoe = {
  ref: await oneValue(town, sql`select ref as value from child where first_name = 'Zoé'`),
  id: Number(
    await oneValue(town, sql`select id::text as value from child where first_name = 'Zoé'`),
  ),
}

test('home says what the family has to read again this year, until each page is confirmed', async () => {
  const claire = await signedIn(town, 'claire.martin')
  const home = async () => (await claire.get('/')).text()
  assert.match(await home(), /Dossier 2026-2027 à relire/)
  assert.match(await home(), /Mes informations, fiche de Zoé et fiche de Noël/)
  const toRead = async () => {
    const children = await (await claire.get('/enfants')).text()
    return [...children.matchAll(/enfants\/([^/]+)\/(sante|personnes|quotidien|autorisations)"/g)]
      .map(([, ref, tab]) => `${ref === zoe.ref ? 'Zoé' : 'Noël'} ${tab}`)
      .join(', ')
  }
  const noelsFour = 'Noël sante, Noël personnes, Noël quotidien, Noël autorisations'
  const zoesFour = noelsFour.replaceAll('Noël', 'Zoé')
  assert.equal(await toRead(), `${zoesFour}, ${noelsFour}`)
  const sent = await claire.send('/mes-informations', '/mes-informations/confirmer', {})
  const page = await (await claire.get(sent.headers.get('Location') ?? '')).text()
  assert.match(page, /c’est confirmé pour cette année/)
  assert.match(page, /Vous avez confirmé cette page/)
  const sheets = {
    DAILY: 'quotidien',
    HEALTH: 'sante',
    PICKUPS: 'personnes',
    CONSENTS: 'autorisations',
  }
  for (const [sheet, tab] of Object.entries(sheets)) {
    const action = `/enfants/${zoe.ref}/confirmer`
    await claire.send(`/enfants/${zoe.ref}/${tab}`, action, { page: sheet })
  }
  assert.match(await home(), /Fiche de Noël/)
  assert.equal(await toRead(), noelsFour)
  const martin = async (day: Day) =>
    (await asWorker(town.db, (tx) => unconfirmedFamilies(tx, day))).find(({ family }) =>
      /Martin/i.test(family),
    )
  assert.deepEqual((await martin(today))?.left, [
    'Noël DAILY',
    'Noël HEALTH',
    'Noël PICKUPS',
    'Noël CONSENTS',
  ])
  assert.equal((await martin('2027-09-02'))?.confirmed, 0, 'each school year anew')
})

const at = (days: number) => instantAt(addDays(today, days), '08:00')

test('who lacks a vaccine is reminded after sixty days and held after ninety, until the page is seen', async () => {
  const watch = (days: number) =>
    asWorker(town.db, (tx) => watchVaccinations(tx, keys, { insee: '37999', now: at(days) }))
  const tell = (days: number) => asWorker(town.db, (tx) => announceMissingVaccines(tx, at(days)))
  const stateOf = async (days: number) =>
    (await asWorker(town.db, (tx) => missingVaccines(tx, addDays(today, days)))).find(
      ({ childId }) => childId === zoe.id,
    )?.state
  const held = (days: number) =>
    asWorker(town.db, (tx) => isHeldForVaccines(tx, zoe.id, addDays(today, days)))

  assert.ok((await watch(0)) > 0)
  assert.equal(await stateOf(0), 'OPEN')
  await watch(59)
  assert.equal(await tell(59), 0, 'not before its day')
  assert.equal(await stateOf(60), 'REMINDED')
  assert.ok((await tell(60)) > 0)
  assert.equal(await tell(61), 0, 'once')
  assert.deepEqual([await held(89), await held(90), await stateOf(90)], [false, true, 'BLOCKED'])

  town.setClock(at(90))
  const claire = await signedIn(town, 'claire.martin')
  const activity = await oneValue(town, sql`select ref as value from activity`)
  const start = `/inscriptions/${activity}?enfant=${zoe.ref}`
  const refused = await claire.send(start, `/inscriptions/${activity}`, {})
  assert.match(await refused.text(), /vaccin obligatoire depuis plus de trois mois/)
  town.setClock(tuesday)

  const householdId = Number(
    await oneValue(
      town,
      sql`select household_id::text as value from household_child where child_id = ${zoe.id}`,
    ),
  )
  await asWorker(town.db, async (tx) => {
    const given = { householdId, childId: zoe.id, kind: 'VACCINATIONS', fileName: 'carnet.pdf' }
    const page = { ...given, file: paper('Carnet') }
    const { ref } = await addEvidence(tx, keys, page, {
      now: at(91),
      actorKind: 'PARENT',
      actor: 'claire.martin',
    })
    await acceptEvidence(tx, ref, { now: at(91), actor: 'sophie' })
  })
  assert.deepEqual([await held(92), await stateOf(92)], [false, 'SEEN'])
})
