import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import { hashSecret } from '../../src/accounts/hashing.ts'
import type { Tx } from '../../src/db/connect.ts'
import { asWorker } from '../../src/db/transactions.ts'
import { atMost, type Figure } from './figures.ts'
import { freePort } from './house.ts'
import { steps, type OpeningAnswer, type OpeningOrder } from './opening-load.ts'
import { startPortal } from './pages.ts'
import type { Town } from './town.ts'

const now = new Date('2026-12-08T08:00:00Z')
const day = '2026-12-16'
const password = 'tilleul7giroflee'
const mostParents = 2_500
/** For 2,500 parents: fewer come as densely, for fewer places. */
const places = 300
const minute = 60_000

/**
 * The morning on which a wanted day opens: 2,500 parents within a minute for 300 places, from sign-in (real argon2) to
 * receipt. `--families 400` is a short form.
 */
export async function openingBench(town: Town): Promise<Figure[]> {
  const db = await town.database()
  const parents = Math.min(town.families, mostParents)
  const share = parents / mostParents
  const hash = await hashSecret(town.keys, password)
  const offered = Math.round(places * share)
  const logins = await asWorker(db, (tx) => plantParents(tx, { parents, hash, offered }))
  await asWorker(db, (tx) => sql`select app.analyze_after_load()`.execute(tx))
  const port = await freePort()
  const { root, keysFile } = town
  const parts = { root, databaseUrl: db.url, keysFile, now: now.toJSON(), port }
  const portal = await startPortal(parts, join(town.folder, 'opening.log'))
  const load = fork(fileURLToPath(new URL('opening-load.ts', import.meta.url)), { execArgv: [] })
  try {
    const month = day.slice(0, 7)
    const order: OpeningOrder = { port, logins, password, withinMs: minute * share, month }
    load.send(order)
    const [answer] = (await once(load, 'message')) as [OpeningAnswer]
    const booked = await asWorker(db, countBooked)
    return figuresOf(answer, { parents, offered, booked })
  } finally {
    load.kill()
    portal.send('stop')
    await once(portal, 'exit')
  }
}

interface Morning {
  readonly parents: number
  readonly offered: number
  readonly booked: number
}

function figuresOf(answer: OpeningAnswer, { parents, offered, booked }: Morning): Figure[] {
  const note = `${parents} parents, ${offered} places, ${answer.sent} forms, ${answer.waited} pages of waiting, over in ${Math.round(answer.wholeMs / 1000)} s`
  const p95s = steps.map((step): Figure => ({
    name: `opening p95 ${step}`,
    value: p95(answer.milliseconds[step]),
    unit: 'ms',
    ...(step === 'booking' ? { limit: atMost(1_000) } : {}),
  }))
  return [
    { name: 'opening oversold', value: booked - offered, unit: 'places', limit: atMost(0), note },
    { name: 'opening unsold', value: offered - booked, unit: 'places', limit: atMost(0) },
    {
      name: 'opening told wrong',
      value: Math.abs(answer.saved - booked),
      unit: 'parents',
      limit: atMost(0),
    },
    { name: 'opening 5xx', value: answer.serverErrors, unit: 'answers', limit: atMost(0) },
    { name: 'opening sent away', value: answer.sentAway, unit: 'parents', limit: atMost(0) },
    {
      name: 'opening faults',
      value: answer.faults.length,
      unit: 'parents',
      limit: atMost(0),
      ...(answer.faults.length > 0 ? { note: answer.faults.join('\n') } : {}),
    },
    // as many as are let in at once may change places
    { name: 'opening overtaken', value: answer.overtaken, unit: 'places', limit: atMost(40) },
    ...p95s,
  ]
}

function p95(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length * 0.95)] ?? 0
}

async function countBooked(tx: Tx): Promise<number> {
  const found = await sql<{ booked: number }>`
    select count(*)::int as booked from booking b join unit u on u.id = b.unit_id
    where u.code = 'opening' and b.day = ${day} and b.state = 'BOOKED'`.execute(tx)
  return found.rows[0]?.booked ?? 0
}

/** Families of one adult and one child, enrolled in an activity of one day. Returns their logins. */
async function plantParents(
  tx: Tx,
  { parents, hash, offered }: { parents: number; hash: string; offered: number },
): Promise<string[]> {
  await sql`
    with r as (
      insert into regie (code, name, siret, route, vat_mention)
      values ('opening', 'Régie', '21590508600016', 'REGIE', 'TVA non applicable') returning id
    ), s as (
      insert into site (code, name) values ('opening', 'Moulin') returning id
    ), a as (
      insert into activity (code, kind, name, regie_id, decision, capacity_mode)
      select 'opening', 'LEISURE_CENTRE', 'Atelier', id, 'AUTOMATIC', 'DAY' from r returning id
    ), g as (
      insert into activity_group (activity_id, site_id, code, name)
      select a.id, s.id, 'g', 'Groupe' from a, s returning id
    ), p as (
      insert into activity_period (activity_id, label, first_day, last_day)
      select id, 'Année', '2026-09-01', '2027-07-02' from a
    ), u as (
      insert into unit (activity_id, code, label, kind) select id, 'opening', 'Journée', 'DAY' from a returning id
    ), o as (
      insert into open_day (activity_id, day, kind) select id, ${day}, 'SCHOOL' from a
    ), ou as (
      insert into open_day_unit (activity_id, day, unit_id) select a.id, ${day}::date, u.id from a, u
    )
    insert into capacity_day (group_id, unit_id, day, places) select g.id, u.id, ${day}::date, ${offered} from g, u`.execute(
    tx,
  )
  await sql`
    with n as materialized (select n, 'opening.' || n as login from generate_series(1, ${parents}) n),
    h as (
      insert into household (file_number, name, sort_name) select 900000 + n, login, login from n returning id, name
    ), a as (
      insert into account (login, password_hash, must_change_password, state)
      select login, ${hash}, false, 'ACTIVE' from n returning id, login
    ), p as (
      insert into person (account_id, usual_name, first_name, match_key)
      select id, login, 'Claire', 'X' from a returning id, usual_name
    ), c as (
      insert into child (last_name, first_name, match_key, sex, birth_date)
      select login, 'Zoé', 'X', 'F', '2019-01-01' from n returning id, last_name
    ), family as materialized (
      select h.id household, p.id person, c.id child
      from h join p on p.usual_name = h.name join c on c.last_name = h.name
    ), ha as (
      insert into household_adult (household_id, person_id, role, valid_from)
      select household, person, 'PRIMARY', '2020-01-01' from family
    ), hc as (
      insert into household_child (household_id, child_id, valid_from) select household, child, '2020-01-01' from family
    ), g as (
      insert into guardianship (child_id, person_id, relationship, has_parental_authority, access, valid_from)
      select child, person, 'MOTHER', true, 'FULL', '2020-01-01' from family
    )
    insert into enrolment (household_id, child_id, activity_id, group_id, valid_from, state, decided_at, decided_by)
    select household, child, x.activity_id, x.id, '2026-09-01', 'ACCEPTED', now(), 'bench'
    from family, activity_group x join activity on activity.id = x.activity_id and activity.code = 'opening'`.execute(
    tx,
  )
  return Array.from({ length: parents }, (_, index) => `opening.${index + 1}`)
}
