import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { asWorker } from '../../src/db/transactions.ts'
import { decideRequest } from '../../src/requests/decide.ts'
import { setFieldRule, type FieldAccess } from '../../src/settings/field-policy.ts'
import { fieldDefaults, defaultRule, type FieldName } from '../../src/settings/field-defaults.ts'
import { careForms, type ChildField, type ChildForm } from './child-fields.ts'
import { peopleForms } from './child-fields-people.ts'
import { oneValue, openTown, tuesday } from './town.ts'
import { signedIn, type Visitor } from './visitor.ts'

const town = await openTown()
const ines = `/enfants/${await oneValue(town, sql`select ref as value from child where first_name = 'Inès'`)}`
const marc = await signedIn(town, 'marc.leroy')
const anne = await signedIn(town, 'anne.bernard')
const awa = await signedIn(town, 'awa.diallo')
const by = { now: tuesday, actor: 'sophie' }
const forms = [...careForms, ...peopleForms]

async function textOf(who: Visitor, page: string): Promise<string> {
  return spaced(await (await who.get(page)).text())
}

function spaced(html: string): string {
  return html.replace(/[\u00A0\u202F]|\s+/g, ' ')
}

/** As a browser sends it: an empty box is not there. */
function sent(form: ChildForm, values: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries({ ...form.base, ...values }).filter(
      ([name, value]) => value !== '' || !/^f_(vient|urgence|accord)$/.test(name),
    ),
  )
}

/** From the page of the form, be it one that was read already. */
async function send(
  form: ChildForm,
  values: Record<string, string>,
  page?: string,
): Promise<Response> {
  const html = page ?? (await textOf(marc, `${ines}${form.page}`))
  return marc.submit(html, `${ines}${form.action ?? form.page}`, sent(form, values))
}

function seenWords({ seen, good }: ChildField): RegExp {
  return seen ?? new RegExp(good.replace(/[.+?()]/g, '\\$&'))
}

async function isSeen(who: Visitor, form: ChildForm, one: ChildField): Promise<boolean> {
  return seenWords(one).test(await textOf(who, `${ines}${form.seenOn}`))
}

/** The sentences of an answer that came back. */
function errorsOf(html: string): string {
  return /class="errors".*?<\/ul>/.exec(html)?.[0].replace(/<[^>]*>/g, ' ') ?? 'no error'
}

async function accept(): Promise<void> {
  const waiting = sql<{ value: string }>`
    select id::text as value from change_request where state = 'PENDING' order by id desc limit 1`
  const decision = {
    requestId: Number(await oneValue(town, waiting)),
    accept: 'all',
    because: null,
  } as const
  await asWorker(town.db, (tx) => decideRequest(tx, town.deps.keys, decision, by))
}

function rule(name: FieldName, access: FieldAccess) {
  return asWorker(town.db, (tx) => setFieldRule(tx, { name, access }, by))
}

for (const form of forms) {
  for (const one of form.fields) {
    test(`${one.field}: what is wrong has its sentence, and what was typed stays`, async () => {
      let html: string | undefined
      for (const [value, sentence] of one.bad) {
        const answer = await send(form, { [one.name]: value }, html)
        assert.equal(answer.status, 422, value)
        html = spaced(await answer.text())
        assert.ok(sentence.test(html), `${value}: ${errorsOf(html)}`)
        const isTyped = value.length > 3 && !/liste|oui ou|fille ou/.test(sentence.source)
        if (isTyped) assert.ok(html.includes(value), `${value} is kept`)
      }
    })

    test(`${one.field}: a good value is written ${one.right === 'S' ? 'at once' : 'once an officer accepts it'}, and both parents read it`, async () => {
      const answer = await send(form, { [one.name]: one.good, ...one.with })
      assert.equal(answer.status, 303)
      if (one.right === 'R') {
        assert.ok(!(await isSeen(marc, form, one)), 'not before an officer looked')
        await accept()
      }
      assert.ok(await isSeen(marc, form, one), 'by the parent who wrote it')
      assert.ok(await isSeen(anne, form, one), 'by the other parent')
    })
  }
}

test('a stranger is answered as if there were no such child, whatever is asked', async () => {
  for (const form of forms) {
    for (const page of [form.page, form.seenOn])
      assert.equal((await awa.get(`${ines}${page}`)).status, 404, page)
    const body = new URLSearchParams(sent(form, {})).toString()
    const answer = await awa.post(`${ines}${form.action ?? form.page}`, body)
    assert.notEqual(answer.status, 303, form.page)
  }
})

test('every field of a child and of who may come that a commune may rule is walked here or written by officers', () => {
  const walked = new Set(forms.flatMap(({ fields }) => fields.map(({ policy }) => policy)))
  const elsewhere = ['CHILD.photo']
  const left = Object.keys(fieldDefaults).filter(
    (name) => /^(CHILD|CONTACT)\./.test(name) && !elsewhere.includes(name),
  )
  assert.deepEqual(
    left.filter((name) => ![...walked].some((one) => one === name)),
    [],
  )
})

/** How often the good value is read on its page, and how many requests wait. */
async function traces(form: ChildForm, one: ChildField): Promise<string> {
  const found = new RegExp(seenWords(one), 'g')
  const seen = [...(await textOf(marc, `${ines}${form.seenOn}`)).matchAll(found)].length
  const waiting = sql<{ value: string }>`
    select count(*)::text as value from change_request where state = 'PENDING'`
  return `${seen} seen, ${await oneValue(town, waiting)} waiting`
}

test('a field that is hidden is nowhere; hidden or shown it cannot be written', async () => {
  for (const form of forms) {
    for (const one of form.fields) {
      const { allowed = ['SHOWN', 'HIDDEN'], access: usual } = defaultRule(one.policy)
      await send(form, {})
      if (one.right === 'R') await withdrawAll()
      const before = await traces(form, one)
      for (const access of ['SHOWN', 'HIDDEN'] as const) {
        if (!allowed.includes(access)) continue
        await rule(one.policy, access)
        const what = `${one.field} ${access}`
        const page = await textOf(marc, `${ines}${form.page}`)
        assert.ok(!page.includes(`name="${one.name}"`), what)
        if (access === 'HIDDEN' && !one.isUnseen) assert.ok(!(await isSeen(marc, form, one)), what)
        await send(form, { [one.name]: one.good, ...one.with }, page)
      }
      await rule(one.policy, usual)
      if (!one.isUnseen) assert.equal(await traces(form, one), before, one.field)
    }
  }
})

async function withdrawAll(): Promise<void> {
  await asWorker(town.db, async (tx) => {
    await sql`update change_item set state = 'WITHDRAWN' where state = 'PENDING'`.execute(tx)
    await sql`
      update change_request set state = 'WITHDRAWN', decided_at = ${tuesday}, decided_by = 'marc.leroy'
      where state = 'PENDING'`.execute(tx)
  })
}

test('with access to the days alone there is nothing of it', async () => {
  await asWorker(town.db, (tx) =>
    sql`update guardianship set access = 'DAILY' where person_id = (select id from person where first_name = 'Anne')`.execute(
      tx,
    ),
  )
  // a right that is taken back ends her session
  const again = await signedIn(town, 'anne.bernard')
  for (const form of forms) {
    assert.equal((await again.get(`${ines}${form.page}`)).status, 404, form.page)
    if (form.seenOn !== '') assert.equal((await again.get(`${ines}${form.seenOn}`)).status, 404)
  }
  const left = await textOf(again, ines)
  for (const secret of ['Benhamou', 'Ventoline', 'Peur du noir', 'Kiwi', 'Yvonne', 'Trousse rouge'])
    assert.ok(!left.includes(secret), secret)
})
