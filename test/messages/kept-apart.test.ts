import assert from 'node:assert/strict'
import { test } from 'node:test'
import sharp from 'sharp'
import { sql, type RawBuilder } from 'kysely'
import type { Tx } from '../../src/db/connect.ts'
import { asParent, asWorker } from '../../src/db/transactions.ts'
import { sha256 } from '../../src/kernel/ids.ts'
import { oneValue, openTown, tuesday } from '../web/town.ts'
import { hiddenFields, signedIn, type Visitor } from '../web/visitor.ts'
import { sendWithFiles } from './send-with-files.ts'

const town = await openTown()
const claire = await signedIn(town, 'claire.martin')
const marc = await signedIn(town, 'marc.leroy')
const anne = await signedIn(town, 'anne.bernard')
const awa = await signedIn(town, 'awa.diallo')

const photo = await sharp({ create: { width: 20, height: 20, channels: 3, background: '#2f7d5b' } })
  .png()
  .toBuffer()
const pageOf = async (visitor: Visitor, path: string) => (await visitor.get(path)).text()
const ines = await oneValue(town, sql`select ref as value from child where first_name = 'Inès'`)
const about = `/messages/nouveau?apropos=enfant&ref=${ines}`

/** The database as this parent's pages see it, whatever they forget to ask. */
function as(visitor: Visitor, work: (tx: Tx) => Promise<unknown>): Promise<unknown> {
  const token = visitor.cookies.get('session') ?? [...visitor.cookies.values()][0] ?? ''
  return asParent(town.db, sha256(token), tuesday, work)
}

const count = async (visitor: Visitor, query: RawBuilder<{ count: number }>) => {
  let found = -1
  await as(visitor, async (tx) => {
    found = (await query.execute(tx)).rows[0]?.count ?? -1
  })
  return found
}

async function write(visitor: Visitor, subject: string, more: Record<string, string> = {}) {
  const values = { f_service: 'Service scolaire', f_objet: subject, f_texte: 'Bonjour', ...more }
  const sent = await sendWithFiles(town.app, visitor, about, {
    values,
    files: [['mot.png', photo]],
  })
  assert.equal(sent.status, 303)
  return oneValue(town, sql`select ref as value from thread where subject = ${subject}`)
}

test('what a guardian writes alone, its messages and its files are out of the reach of the other parent and of strangers', async () => {
  const ref = await write(marc, 'Pour moi seul')
  for (const [who, seen] of [
    [marc, 1],
    [anne, 0],
    [awa, 0],
    [claire, 0],
  ] as const) {
    const thread = sql`(select id from thread where ref = ${ref})`
    for (const query of [
      sql<{ count: number }>`select count(*)::int as count from thread where ref = ${ref}`,
      sql<{
        count: number
      }>`select count(*)::int as count from message where thread_id = ${thread} or body = 'Bonjour'`,
      sql<{ count: number }>`select count(*)::int as count from message_attachment`,
    ]) {
      assert.equal(await count(who, query), seen)
    }
  }
})

test('what is written, answered and chosen is in the audit trail, without a word of it', async () => {
  await write(awa, 'Une trace')
  const chosen = await awa.send('/compte/courriels', '/compte/courriels', { f_message: 'oui' })
  assert.equal(chosen.status, 303)
  const found = await asWorker(town.db, (tx) =>
    sql<{ action: string; row: string }>`
      select action, row_to_json(e)::text as row from audit_event e where actor = 'awa.diallo' order by id`.execute(
      tx,
    ),
  )
  const own = found.rows.filter(({ action }) => /^(message|mail)\./.test(action))
  assert.deepEqual(
    own.map(({ action }) => action),
    ['message.write', 'mail.choose'],
  )
  assert.ok(own.every(({ row }) => !row.includes('Une trace')))
})

test('no parent opens a thread in another’s name, about a child that is not theirs, nor attaches what is another’s', async () => {
  const person = await oneValue(
    town,
    sql`select id::text as value from person where first_name = 'Marc'`,
  )
  const child = await oneValue(
    town,
    sql`select id::text as value from child where first_name = 'Inès'`,
  )
  const forged: readonly RawBuilder<unknown>[] = [
    sql`insert into thread (audience, household_id, person_id, service, subject)
        values ('PERSON', app.current_household(), ${person}, 'Régie', 'x')`,
    sql`insert into thread (audience, household_id, child_id, service, subject)
        values ('CHILD', app.current_household(), ${child}, 'Régie', 'x')`,
    sql`insert into message_attachment (message_id, blob_id, file_name)
        select m.id, 1, 'x.jpg' from message m where author_person_id = app.current_person()`,
  ]
  await as(awa, (tx) =>
    sql`with t as (insert into thread (audience, household_id, person_id, service, subject)
          values ('PERSON', app.current_household(), app.current_person(), 'Régie', 'a moi') returning id)
        select * from t`.execute(tx),
  )
  await as(awa, (tx) =>
    sql`insert into message (thread_id, author_person_id, body)
        select id, app.current_person(), 'x' from thread where subject = 'a moi'`.execute(tx),
  )
  for (const query of forged) {
    await assert.rejects(
      as(awa, (tx) => query.execute(tx)),
      { code: '42501' },
    )
  }
  const moved = sql`update thread set household_id = app.current_household(), subject = 'x'`
  await assert.rejects(
    as(anne, (tx) => moved.execute(tx)),
    { code: '42501' },
  )
})

test('a guardian without access to a child’s health reads and writes in the shared thread, but sees no file of the other', async () => {
  const ref = await write(marc, 'Pour nous deux', { f_partage: 'oui' })
  assert.match(await pageOf(anne, `/messages/${ref}`), /mot\.jpg/)
  await asWorker(town.db, (tx) =>
    sql`update guardianship set access = 'DAILY' from person p
        where p.id = person_id and p.first_name = 'Anne'`.execute(tx),
  )
  const { cookies } = await signedIn(town, 'anne.bernard') // the withdrawal signed her out
  for (const [name, value] of cookies) anne.cookies.set(name, value)
  const seen = await pageOf(anne, `/messages/${ref}`)
  assert.match(seen, /Bonjour/)
  assert.doesNotMatch(seen, /mot\.jpg/)
  const values = { f_texte: 'Voici le mien' }
  const path = `/messages/${ref}`
  const sent = await sendWithFiles(town.app, anne, path, { values, files: [['mien.png', photo]] })
  assert.equal(sent.status, 303, 'her own file goes to the town hall')
  const file = /href="([^"]*mien\.jpg)"/.exec(await pageOf(anne, path))?.[1] ?? ''
  assert.equal((await anne.get(file)).status, 200)
  assert.doesNotMatch(await pageOf(marc, path), /mien\.jpg/)
  assert.equal((await marc.get(file)).status, 404)
})

test('a form that is sent twice is one thread, and an answer sent twice is one message', async () => {
  for (const [path, fields] of [
    ['/messages/nouveau', { f_service: 'Facturation', f_objet: 'Deux fois', f_texte: 'Bonjour' }],
    ['', { f_texte: 'Encore moi' }],
  ] as const) {
    const at =
      path ||
      `/messages/${await oneValue(town, sql`select ref as value from thread where subject = 'Deux fois'`)}`
    const hidden = hiddenFields(await pageOf(claire, at), at)
    const body = new URLSearchParams({ ...hidden, ...fields }).toString()
    const answers = [await claire.post(at, body), await claire.post(at, body)]
    assert.deepEqual(
      answers.map(({ status }) => status),
      [303, 303],
    )
    assert.equal(new Set(answers.map((one) => one.headers.get('Location'))).size, 1)
  }
  const said = await oneValue(
    town,
    sql`select count(distinct t.id) || ' ' || count(*) as value
        from thread t join message m on m.thread_id = t.id where subject = 'Deux fois'`,
  )
  assert.equal(said, '1 2')
})

test('a search of anything is an answer, and finds nothing of others', async () => {
  for (const words of [
    '%00',
    "'",
    '%22%20or%20',
    '%E2%80%AE',
    '%',
    '(((',
    '-',
    'a'.repeat(5_000),
  ]) {
    const answer = await awa.get(`/messages?q=${words}&page=9999999999&boite=x`)
    assert.ok(answer.status < 500, `${words}: ${answer.status}`)
    assert.doesNotMatch(await answer.text(), /Pour (moi seul|nous deux)/)
  }
})

test('a sixth file, one that is too large and a picture that is none are said kindly; nothing is kept', async () => {
  const files = Array.from({ length: 6 }, (_, at) => [`${at}.png`, photo] as const)
  const large = Buffer.concat([photo, Buffer.alloc(6_000_000)])
  for (const [sent, says] of [
    [files, /5 fichiers au plus par message/],
    [[['gros.png', large]], /trop lourd\u00A0: 5\u00A0Mo au plus/],
    [[['plan.svg', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')]], /type accepté/],
    [[['vide.png', Buffer.alloc(0)]], /vide/],
    [[['cassee.png', photo.subarray(0, 30)]], /abîmée/],
  ] as const) {
    const values = { f_service: 'Service scolaire', f_objet: 'Des fichiers', f_texte: 'Voici' }
    const answer = await sendWithFiles(town.app, claire, '/messages/nouveau', {
      values,
      files: sent,
    })
    const html = await answer.text()
    assert.equal(answer.status, 422, String(says))
    assert.match(html, says)
    assert.match(html, /value="Des fichiers"/)
  }
  const none = await asWorker(town.db, (tx) =>
    sql`select 1 from thread where subject = 'Des fichiers'`.execute(tx),
  )
  assert.equal(none.rows.length, 0)
})
