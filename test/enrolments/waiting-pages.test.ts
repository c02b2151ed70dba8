import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { asWorker } from '../../src/db/transactions.ts'
import { newToken } from '../../src/kernel/ids.ts'
import { openFilters, plainRule } from '../../src/pricing/tariff.ts'
import { testDatabase } from '../support/database.ts'
import { openPortal } from './portal.ts'
import { bookedBy, plantStory } from './story.ts'
import { later, morning, moveLists } from './waiting.ts'

const db = await testDatabase()
const { children, units, households, activities, groups } = await plantStory(db)
const day = '2026-12-10'
const place = `${children.zoe}.${units.evening}.${day}`

await asWorker(db, async (tx) => {
  await sql`update capacity_day set places = 0 where unit_id = ${units.evening} and day = ${day}`.execute(
    tx,
  )
  await sql`
    insert into enrolment (household_id, child_id, activity_id, group_id, valid_from, state, decided_at)
    values (${households.diallo}, ${children.moussa}, ${activities.care}, ${groups.care}, '2026-09-01', 'ACCEPTED', now())`.execute(
    tx,
  )
})

/** An evening by quotient. */
await asWorker(db, async (tx) => {
  await sql`
    with t as (
      insert into tariff (activity_id, code, version, label, unit_combo, method, filters, rule, tax_credit_eligible,
                          valid_from, source_sha256)
      values (${activities.care}, 'SOIR', 1, 'Soir', array[${units.evening}::int], 'QF_BRACKET',
              ${JSON.stringify({ ...openFilters, each: false })}::jsonb, ${JSON.stringify(plainRule)}::jsonb, false,
              '2026-09-01', ${Buffer.alloc(32)})
      returning id
    )
    insert into tariff_line (tariff_id, line_no, qf_range, amount_cents)
    select t.id, 1, '[0,1000)', 235 from t`.execute(tx)
  await sql`
    insert into quotient (household_id, type, value, valid_from, received_on, source, entered_by)
    values (${households.martin}, 'CAF', 735, '2026-01-01', '2026-01-01', 'IMPORT', 'test')`.execute(
    tx,
  )
})

const csrfOf = (html: string) => /name="_csrf" value="([^"]+)"/.exec(html)?.[1] ?? ''

test('by plain links and forms: from the full day to its list, the rank, the offer, and the place', async () => {
  const claire = await openPortal(db, morning).signIn('claire.martin')
  const calendar = await (await claire.get('/calendrier/2026-12')).text()
  assert.ok(calendar.includes(`/liste-attente/jour?place=${place}`))
  const ask = await (await claire.get(`/liste-attente/jour?place=${place}`)).text()
  assert.match(ask, /Zoé, garderie du soir, jeudi 10 décembre/)
  assert.match(ask, /1<sup>er<\/sup>, le prochain/)
  const send = (path: string, html: string, fields: Record<string, string>, who = claire) =>
    who.post(path, new URLSearchParams({ _csrf: csrfOf(html), _key: newToken(), ...fields }))
  const joined = await send('/liste-attente/jour', ask, { place, attendre: 'Entrer sur la liste' })
  assert.match(joined.headers.get('location') ?? '', /^\/liste-attente\?ok=attente\./)
  assert.match(await (await claire.get('/liste-attente')).text(), /1<sup>er<\/sup>, le prochain/)
  assert.match(await (await claire.get('/calendrier/2026-12')).text(), /en attente/)

  await asWorker(db, (tx) =>
    sql`update capacity_day set places = 1 where unit_id = ${units.evening} and day = ${day}`.execute(
      tx,
    ),
  )
  await moveLists(db, later(1))
  const offer = await openPortal(db, later(2)).signIn('claire.martin')
  const list = await (await offer.get('/liste-attente')).text()
  assert.match(list, /Répondez avant le mardi 8 décembre à 10\u00A0h/)
  assert.match(list, /2,35.€ sur la facture du mois/)
  const path = /href="(\/liste-attente\/[0-9a-f-]{36})"/.exec(list)?.[1] ?? ''
  const asked = await (await offer.get(path)).text()
  assert.match(asked, /Une place vous est proposée/)
  assert.match(asked, /Prix.{0,60}2,35.€/s)

  const awa = await openPortal(db, later(2)).signIn('awa.diallo')
  assert.equal((await awa.get(path)).status, 404)
  const awas = await (await awa.get('/liste-attente')).text()
  assert.equal((await send(path, awas, { accepter: 'x' }, awa)).status, 404)

  const taken = await send(path, list, { accepter: 'Prendre la place' }, offer)
  assert.match(taken.headers.get('location') ?? '', /ok=place\./)
  assert.equal(
    await bookedBy(db, { childId: children.zoe, unitId: units.evening, day }),
    households.martin,
  )
  const again = await send(path, list, { accepter: 'Prendre la place' }, offer)
  assert.equal(again.status, 409)
  assert.match(await again.text(), /Cette place n’est plus proposée/)
})
