import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asWorker } from '../../src/db/transactions.ts'
import { bookForPeriod } from '../../src/enrolments/book-for-period.ts'
import { boxText } from '../../src/enrolments/booking-key.ts'
import { instantAt } from '../../src/kernel/day.ts'
import { testDatabase } from '../support/database.ts'
import { bookedBy, plantStory } from './story.ts'
import { boxOf, openPortal, sentForm } from './portal.ts'

const db = await testDatabase()
const story = await plantStory(db)
const { children, units, households } = story

/** Tuesday 8 December 2026, a quarter to nine. */
const portal = openPortal(db, instantAt('2026-12-08', '08:45'))
const claire = await portal.signIn('claire.martin')
const path = '/calendrier/2026-12'

await asWorker(db, (tx) =>
  bookForPeriod(
    tx,
    ['2026-12-01', '2026-12-14'].map((day) => {
      return { childId: children.zoe, unitId: units.meal, day, householdId: households.martin }
    }),
    { now: instantAt('2026-11-15', '12:00'), actor: 'mairie', channel: 'CLI' },
  ),
)

test('the calendar opens at the month of today', async () => {
  const answer = await claire.get('/calendrier')
  assert.equal(answer.status, 303)
  assert.equal(answer.headers.get('Location'), path)
})

test('a month that is over has nothing to save, and leads on to the next', async () => {
  const html = await (await claire.get('/calendrier/2026-11')).text()
  assert.match(html, /Aucun de ces jours ne peut être modifié aujourd’hui\./)
  assert.match(html, /<a href="\/calendrier\/2026-12">Voir décembre<\/a>/)
  assert.doesNotMatch(html, /Enregistrer/)
  assert.match(await (await claire.get(path)).text(), /Enregistrer/)
})

test('a month says in words what is booked, what is open and until when', async () => {
  const html = await (await claire.get(path)).text()
  assert.match(html, /<table class="calendar" aria-labelledby="mois-affiche">/)
  assert.match(html, /<label for="[a-z]\d+">Cantine<i> le lundi 14 décembre, Zoé<\/i><\/label>/)
  assert.match(html, /name="14[a-z]" checked=""\/>/)
  assert.match(html, /cantine jusqu’à<\/i> mercredi 9, 10.h/)
  assert.match(html, /Vacances de Noël<\/strong>, du samedi 19 décembre au dimanche 3 janvier/)
  assert.match(html, /<p class="closed-why">Grève<\/p>/)
  assert.equal(html.match(/class="holidays"/g)?.length, 1, 'the holidays are one line')
  assert.doesNotMatch(html, /name="1[a-z]"/, 'what is over has no box')
})

test('what was not ticked is booked, what was unticked is cancelled, and the page says so', async () => {
  const html = await (await claire.get(path)).text()
  const form = sentForm(html, path)
  const noel17 = boxOf(html, 'Cantine', 'jeudi 17 décembre, Noël')
  assert.match(noel17, /^17[a-z]$/)
  form.delete(boxOf(html, 'Cantine', 'lundi 14 décembre, Zoé'))
  form.append(noel17, 'on')
  form.append('enregistrer', 'Enregistrer')
  const answer = await claire.post(path, form)
  assert.equal(answer.status, 303)
  const again = await claire.post(path, form)
  assert.match(again.headers.get('Location') ?? '', /ok=deja/, 'the same form counts once')
  assert.equal(
    await bookedBy(db, { childId: children.zoe, unitId: units.meal, day: '2026-12-14' }),
    null,
  )
  assert.equal(
    await bookedBy(db, { childId: children.noel, unitId: units.meal, day: '2026-12-17' }),
    households.martin,
  )
  const page = await (await claire.get(answer.headers.get('Location') ?? '')).text()
  assert.match(
    page,
    /C’est enregistré\. Zoé, cantine.: lundi 14 décembre annulé.; Noël, cantine.: jeudi 17 décembre réservé\./,
  )
})

test('a day whose deadline has passed meanwhile is told in a sentence, the others are saved', async () => {
  const form = sentForm(await (await claire.get(path)).text(), path)
  form.append('jour[]', `${children.zoe}.${units.meal}.08`)
  form.append('jour[]', `${children.zoe}.${units.meal}.15`)
  form.append('jour[]', `${children.moussa}.${units.meal}.15`)
  const answer = await claire.post(path, form)
  const page = await (await claire.get(answer.headers.get('Location') ?? '')).text()
  assert.match(page, /2 jours n’ont pas pu être changés/)
  assert.match(
    page,
    /Zoé, cantine, mardi 8 décembre.: le délai est passé depuis le lundi 7 décembre à 10.h\. Ce jour n’est pas réservé\./,
  )
  assert.match(page, /Un jour de ce formulaire ne peut pas être réservé par votre foyer/)
  assert.match(page, /Zoé, cantine.: mardi 15 décembre réservé/)
  assert.doesNotMatch(page, /Moussa/)
})

test('the price is shown without saving: a part for htmx, a whole page without JavaScript', async () => {
  const form = sentForm(await (await claire.get(path)).text(), path)
  const day = { childId: children.noel, unitId: units.evening, day: '2026-12-18' }
  form.append('jour[]', boxText(day))
  form.append('prix', 'Voir le prix')
  const part = await claire.post(path, form, { 'HX-Request': 'true' })
  assert.equal(part.headers.get('X-Fragment'), '1')
  assert.match(
    await part.text(),
    /^<div class="save-bar-sum" id="calendrier-prix">.*Noël.: garderie du soir, vendredi 18 décembre/,
  )
  const page = await (await claire.post(path, form)).text()
  assert.match(page, /^<!DOCTYPE html>/)
  assert.match(
    page,
    / checked=""\/><label for="[a-z]18">Garderie du soir<i> le vendredi 18 décembre, Noël</,
  )
  assert.equal(await bookedBy(db, day), null)
})

test('Anne sees Marc’s days as those of the other household, without a box', async () => {
  const day = { childId: children.ines, unitId: units.meal, day: '2026-12-17' }
  await asWorker(db, (tx) =>
    bookForPeriod(tx, [{ ...day, householdId: households.leroy }], {
      now: instantAt('2026-11-15', '12:00'),
      actor: 'mairie',
      channel: 'CLI',
    }),
  )
  const anne = await portal.signIn('anne.bernard')
  const html = await (await anne.get(path)).text()
  assert.match(html, /Cantine <span class="note">autre foyer<\/span>/)
  assert.doesNotMatch(html, /Cantine<i> le jeudi 17 décembre, Inès/)
  assert.match(html, /Cantine<i> le lundi \d+ décembre, Inès/)
})

test('a family without enrolment is told where to enrol; a month far away does not exist', async () => {
  const awa = await portal.signIn('awa.diallo')
  assert.match(await (await awa.get(path)).text(), /Rien à réserver ce mois-ci/)
  assert.equal((await claire.get('/calendrier/2050-01')).status, 404)
  assert.equal((await claire.get('/calendrier/2026-13')).status, 404)
})

test('the month alone is sent to htmx, with its title', async () => {
  const answer = await claire.get('/calendrier/2026-11', { 'HX-Request': 'true' })
  assert.equal(answer.headers.get('X-Fragment'), '1')
  assert.match(
    await answer.text(),
    /^<title>Calendrier de novembre 2026 – .*<\/title><div id="calendrier">/,
  )
})

test('a week of two months is read, priced and saved like a month, with links to its neighbours', async () => {
  const week = '/calendrier/semaine/2026-W53'
  assert.match(
    await (await claire.get(path)).text(),
    /<a href="\/calendrier\/semaine\/2026-W50">Semaine</,
  )
  const html = await (await claire.get('/calendrier/semaine/2026-W51')).text()
  assert.match(html, /<h2 id="mois-affiche">Semaine du 14 au 20 décembre<\/h2>/)
  assert.match(html, /<a href="\/calendrier\/2026-12">Mois<\/a>/)
  assert.match(html, /href="\/calendrier\/semaine\/2026-W50"[^>]*><span class="word">Du 7 décembre/)
  const form = sentForm(html, '/calendrier/semaine/2026-W51')
  form.append('jour[]', `${children.noel}.${units.meal}.15`)
  // a date of another week is no box of this form
  form.append('jour[]', `${children.noel}.${units.meal}.10`)
  const priced = new URLSearchParams(form)
  priced.set('prix', 'Voir le prix')
  const price = await (await claire.post('/calendrier/semaine/2026-W51', priced)).text()
  assert.match(price, /Noël.: cantine, mardi 15 décembre/)
  assert.match(price, /sur la facture de décembre/)
  form.set('enregistrer', 'Enregistrer')
  const answer = await claire.post('/calendrier/semaine/2026-W51', form)
  assert.match(
    await (await claire.get(answer.headers.get('Location') ?? '')).text(),
    /C’est enregistré\. Noël, cantine.: mardi 15 décembre réservé\./,
  )
  const meal = { childId: children.noel, unitId: units.meal }
  assert.equal(await bookedBy(db, { ...meal, day: '2026-12-15' }), households.martin)
  assert.equal(await bookedBy(db, { ...meal, day: '2026-12-10' }), null)
  assert.match(await (await claire.get(week)).text(), /Semaine du 28 décembre au 3 janvier/)
  assert.equal((await claire.get('/calendrier/semaine/2027-W53')).status, 404)
})
