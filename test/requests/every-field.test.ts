import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { asWorker } from '../../src/db/transactions.ts'
import { decideRequest } from '../../src/requests/decide.ts'
import { defaultRule, type FieldName } from '../../src/settings/field-defaults.ts'
import {
  fieldNames,
  isEditable,
  readFieldPolicy,
  setFieldRule,
  type FieldAccess,
} from '../../src/settings/field-policy.ts'
import { openTown, oneValue, tuesday } from '../web/town.ts'
import { signedIn } from '../web/visitor.ts'
import { adultFields } from './adult-fields.ts'
import { childFields, contactFields } from './child-fields.ts'
import { familyFields } from './family-fields.ts'
import type { FieldCase } from './field-case.ts'

const town = await openTown()
const claire = await signedIn(town, 'claire.martin')
const awa = await signedIn(town, 'awa.diallo')
const marc = await signedIn(town, 'marc.leroy')
const refOf = (table: 'person' | 'child', name: string) =>
  oneValue(town, sql`select ref as value from ${sql.table(table)} where first_name = ${name}`)
const places = {
  ADULT: `/mes-informations/adultes/${await refOf('person', 'Claire')}`,
  PARTNER: `/mes-informations/adultes/${await refOf('person', 'Jean-Loup')}`,
  CHILD: `/enfants/${await refOf('child', 'Zoé')}`,
  zoe: await oneValue(town, sql`select id::text as value from child where first_name = 'Zoé'`),
}
// Jean-Loup does not sign in: his address is the household's to write
await asWorker(town.db, (tx) =>
  sql`update person set account_id = null where first_name = 'Jean-Loup'`.execute(tx),
)
const cases = [
  ...adultFields(places),
  ...familyFields(),
  ...childFields(places),
  ...contactFields(places),
]

async function rule(name: FieldName, access: FieldAccess): Promise<boolean> {
  const by = { now: tuesday, actor: 'sophie' }
  const change = await asWorker(town.db, (tx) => setFieldRule(tx, { name, access }, by))
  return change.ok
}

async function page(path: string): Promise<string> {
  const answer = await claire.get(path)
  return answer.status === 404 ? '' : spaced(await answer.text())
}

function spaced(html: string): string {
  return html.replace(/[\u00A0\u202F]|\s+/g, ' ')
}

/** Reads each page once. */
function pagesReadOnce(): typeof page {
  const known = new Map<string, Promise<string>>()
  return (path) => {
    const html = known.get(path) ?? page(path)
    known.set(path, html)
    return html
  }
}

/** What became of the last change: `APPLIED`, `PENDING`; then it is taken off the table. */
async function lastChange(): Promise<string> {
  const found = await asWorker(town.db, (tx) =>
    sql<{ id: number; state: string }>`
      select r.id, r.state from change_request r order by r.id desc limit 1`.execute(tx),
  )
  const [last] = found.rows
  if (last?.state === 'PENDING') {
    const decision = { requestId: last.id, accept: [], because: 'Essai.' }
    const by = { now: tuesday, actor: 'sophie' }
    await asWorker(town.db, (tx) => decideRequest(tx, town.deps.keys, decision, by))
  }
  return last?.state ?? 'NONE'
}

test('every row of the policy stands here with its rule, its right and its page', () => {
  assert.deepEqual(
    cases.map(({ field }) => field).toSorted(),
    fieldNames()
      .filter((name) => name !== 'FAMILY.mandate')
      .toSorted(),
  )
})

test('each field has the right that the specification gives it', async () => {
  const policy = await asWorker(town.db, (tx) => readFieldPolicy(tx))
  for (const { field, right } of cases) {
    const { apply } = policy[field]
    assert.equal({ DIRECT: 'S', REQUEST: 'R', OFFICER: 'O' }[apply], right, field)
    assert.equal(isEditable(policy[field]), right !== 'O', field)
  }
})

for (const one of cases.filter(({ bad }) => bad.length > 0)) {
  test(`${one.field}: what is wrong has its French sentence, and what was typed stays`, async () => {
    let html = await page(one.form)
    for (const [sent, id, sentence] of one.bad) {
      const values = { ...one.good, ...sent }
      const answer = await claire.submit(html, one.action ?? one.form, values)
      html = spaced(await answer.text())
      assert.equal(answer.status, 422, JSON.stringify(sent))
      const told = new RegExp(`id="${id}-erreur"> ?<strong>Erreur :</strong> ([^<]*)`).exec(html)
      assert.match(told?.[1] ?? '', sentence, JSON.stringify(sent))
    }
  })
}

for (const one of cases.filter(({ right }) => right !== 'O')) {
  test(`${one.field}: a good value is ${one.right === 'R' ? 'asked of the town hall' : 'written at once'}`, async () => {
    const sent = await claire.send(one.form, one.action ?? one.form, one.good)
    assert.equal(sent.status, 303, (await sent.text()).slice(0, 200))
    if (one.isList) return
    assert.equal(await lastChange(), one.right === 'R' ? 'PENDING' : 'APPLIED')
  })
}

test('each field is shown and asked as the commune says: hidden, only shown, or open', async () => {
  const usual = pagesReadOnce()
  for (const one of cases)
    assert.deepEqual([one.field, await seen(one, usual)], [one.field, [true, one.right !== 'O']])
  for (const one of cases) {
    if (await rule(one.field, 'SHOWN'))
      assert.deepEqual([one.field, await seen(one)], [one.field, [true, false]])
    if (await rule(one.field, 'HIDDEN'))
      assert.deepEqual([one.field, await seen(one)], [one.field, [false, false]])
    await rule(one.field, defaultRule(one.field).access)
  }
})

/** Is it told, and is it asked for? */
async function seen(
  { form, shown, label, input }: FieldCase,
  read = pagesReadOnce(),
): Promise<[boolean, boolean]> {
  const pages = [await read(shown ?? form), await read(form)]
  return [pages.some((html) => label.test(html)), pages.some((html) => input.test(html))]
}

test('what no law keeps with officers is written at once where the commune leaves it to families', async () => {
  const free = cases.filter(({ field, isList }) => !isList && !defaultRule(field).fixed)
  for (const { field, form, action, good } of free) {
    const by = { now: tuesday, actor: 'sophie' }
    await asWorker(town.db, (tx) => setFieldRule(tx, { name: field, apply: 'DIRECT' }, by))
    const sent = await claire.send(form, action ?? form, good)
    assert.equal(sent.status, 303, field)
    await asWorker(town.db, (tx) =>
      setFieldRule(tx, { name: field, apply: defaultRule(field).apply }, by),
    )
  }
})

test('a stranger and the other parent find no page of the family, and none of its values', async () => {
  const forms = new Set(cases.map(({ form }) => form))
  for (const form of forms) {
    if (!form.startsWith('/mes-informations/') || form.includes('/adultes/'))
      for (const other of [awa, marc]) assert.equal((await other.get(form)).status, 404, form)
  }
})

const adultColumns = ['birth_name', 'profession', 'employer', 'employer_city'] as const

test('of Anne, Marc reads nothing on any page, field by field; Anne reads all of it', async () => {
  const canaries = adultColumns.map((column) => `Canari${column.replace('_', '')}`)
  await asWorker(town.db, (tx) =>
    sql`
      update person set birth_name = ${canaries[0]}, profession = ${canaries[1]}, employer = ${canaries[2]},
        employer_city = ${canaries[3]}, mobile = '+33655443322', home_phone = '+33355443322', work_phone = '+33355443323',
        email = 'canari@example.org', birth_date = '1979-09-09', birth_insee = '59350'
      where first_name = 'Anne'`.execute(tx),
  )
  await asWorker(town.db, (tx) =>
    sql`
      update household_address set street = 'rue du Canari'
      where household_id = (select household_id from household_adult m join person p on p.id = m.person_id where p.first_name = 'Anne')`.execute(
      tx,
    ),
  )
  const values = [
    ...canaries,
    '06 55 44 33 22',
    '03 55 44 33 22',
    '03 55 44 33 23',
    'canari@example.org',
    '9 septembre 1979',
    'Lille',
    'rue du Canari',
  ]
  const anne = await signedIn(town, 'anne.bernard')
  const own = spaced(await (await anne.get('/mes-informations')).text())
  const ines = `/enfants/${await refOf('child', 'Inès')}`
  for (const value of values) assert.ok(own.includes(value), `Anne reads ${value}`)
  for (const path of [
    '/',
    '/mes-informations',
    '/demandes',
    ines,
    `${ines}/personnes`,
    `${ines}/sante`,
  ]) {
    const html = spaced(await (await marc.get(path)).text())
    for (const value of values) assert.ok(!html.includes(value), `Marc reads ${value} on ${path}`)
  }
})
