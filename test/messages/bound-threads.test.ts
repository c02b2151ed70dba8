import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { pageFaults } from '../web/page-lint.ts'
import { oneValue, openTown, password, tuesday } from '../web/town.ts'
import { signedIn, type Visitor } from '../web/visitor.ts'
import { sendWithFiles } from './send-with-files.ts'

const town = await openTown()
const claire = await signedIn(town, 'claire.martin')
const marc = await signedIn(town, 'marc.leroy')
const anne = await signedIn(town, 'anne.bernard')
const awa = await signedIn(town, 'awa.diallo')

const pageOf = async (visitor: Visitor, path: string) => (await visitor.get(path)).text()
const own = sql`household_id = (select household_id from household_adult ha join person p on p.id = ha.person_id
  join account a on a.id = p.account_id where a.login = 'claire.martin')`
const adult = sql`(select p.id from person p join account a on a.id = p.account_id where a.login = 'claire.martin')`
const family = sql`(select household_id from household_adult where person_id = ${adult})`
const noel = sql`(select id from child where first_name = 'Noël')`

/** What a family may ask about, each with its page. */
const subjects: readonly {
  readonly slug: string
  readonly badge: string
  readonly find: ReturnType<typeof sql<{ value: string }>>
  readonly page: (ref: string) => string
  readonly proposal: RegExp
}[] = [
  {
    slug: 'facture',
    badge: 'Facture',
    find: sql`select ref as value from invoice where ${own}`,
    page: (ref) => `/factures/${ref}`,
    proposal: /^Ma facture de décembre 2026$/,
  },
  {
    slug: 'absence',
    badge: 'Absence',
    find: sql`
      insert into absence (household_id, child_id, first_day, last_day, kind, declared_at, declared_by, certificate_due_on)
      values (${family}, ${noel}, '2026-12-08', '2026-12-08', 'ILLNESS', ${tuesday}, 'claire.martin', '2026-12-10')
      returning ref as value`,
    page: (ref) => `/absences/${ref}`,
    proposal: /^Absence de Noël, mardi 8 décembre$/,
  },
  {
    slug: 'demande',
    badge: 'Demande',
    find: sql`
      with asked as (
        insert into change_request (household_id, person_id, subject, created_at)
        values (${family}, ${adult}, 'HOUSEHOLD', ${tuesday}) returning ref)
      select ref as value from asked`,
    page: (ref) => `/demandes/${ref}`,
    proposal: /^Ma demande$/,
  },
  {
    slug: 'inscription',
    badge: 'Inscription',
    find: sql`
      insert into enrolment (household_id, child_id, activity_id, group_id, valid_from, state, requested_by, requested_at)
      select ${family}, ${noel}, a.id, g.id, '2026-12-08', 'REQUESTED', ${adult}, ${tuesday}
      from activity a join activity_group g on g.activity_id = a.id where a.code = 'CANTINE'
      returning ref as value`,
    page: () => '/demandes',
    proposal: /^Inscription de Noël\u00A0: Cantine$/,
  },
  {
    slug: 'enfant',
    badge: 'Enfant',
    find: sql`select ref as value from child where first_name = 'Noël'`,
    page: (ref) => `/enfants/${ref}`,
    proposal: /^À propos de Noël$/,
  },
]

test('from an invoice, an absence, a request, an enrolment and a child, a parent writes about it and finds the thread there again', async () => {
  await claire.send('/mot-de-passe/encore?vers=%2Fenfants', '/mot-de-passe/encore', {
    f_mot_de_passe: password,
  })
  for (const { slug, badge, find, page, proposal } of subjects) {
    const ref = await oneValue(town, find)
    const path = page(ref)
    const from = `/messages/nouveau?apropos=${slug}&ref=${ref}`
    assert.ok(
      (await pageOf(claire, path)).includes(from.replace('&', '&amp;')),
      `${path} leads to it`,
    )
    const form = await pageOf(claire, from)
    assert.match(/name="f_objet" value="([^"]*)"/.exec(form)?.[1] ?? form, proposal)
    const subject = `Question sur ${slug}`
    const values = { f_service: 'Service scolaire', f_objet: subject, f_texte: 'Bonjour' }
    const sent = await sendWithFiles(town.app, claire, from, { values })
    assert.equal(sent.status, 303, slug)
    const again = await pageOf(claire, path)
    assert.deepEqual(pageFaults(again), [])
    const thread = new RegExp(`href="(/messages/[0-9a-f-]{36})"><span class="l-title">${subject}<`)
    const threadPath = thread.exec(again)?.[1] ?? ''
    assert.match(again, /Sans réponse pour l’instant/)
    assert.ok((await pageOf(claire, threadPath)).includes(`href="${page(ref)}"`), 'and back')
    const line = new RegExp(`href="${threadPath}">[^]*?${badge}[^]*?</a>`)
    assert.match(await pageOf(claire, '/messages'), line)
    assert.equal((await awa.get(threadPath)).status, 404)
  }
})

test('the thread of an absence says what is still waited for, and leads to where it is given', async () => {
  const ref = await oneValue(
    town,
    sql`select ref as value from thread where subject = 'Question sur absence'`,
  )
  const thread = await pageOf(claire, `/messages/${ref}`)
  assert.match(
    thread,
    /class="milestone"><p>Aujourd’hui à\u00A08\u00A0h\u00A045[^<]*: absence signalée/,
  )
  assert.match(thread, /justificatif attendu au plus tard le jeudi 10 décembre/)
  assert.match(thread, /Ajouter le justificatif/)
})

test('what was asked about a common child is on its page for the one who asked, for both when it is shared', async () => {
  const ines = await oneValue(town, sql`select ref as value from child where first_name = 'Inès'`)
  const values = { f_service: 'Service scolaire', f_texte: 'Bonjour' }
  const from = `/messages/nouveau?apropos=enfant&ref=${ines}`
  const write = (more: Record<string, string>) =>
    sendWithFiles(town.app, marc, from, { values: { ...values, ...more } })
  await write({ f_objet: 'Pour moi seul' })
  await write({ f_objet: 'Pour nous deux', f_partage: 'oui' })
  for (const [visitor, seen] of [
    [marc, ['Pour nous deux', 'Pour moi seul']],
    [anne, ['Pour nous deux']],
  ] as const) {
    await visitor.send('/mot-de-passe/encore?vers=%2Fenfants', '/mot-de-passe/encore', {
      f_mot_de_passe: password,
    })
    const child = await pageOf(visitor, `/enfants/${ines}`)
    const titles = [
      ...child.matchAll(
        /"\/messages\/[0-9a-f-]{36}"><span class="l-title">(?:<span class="vh">[^<]*<\/span>)?([^<]*)/g,
      ),
    ]
    assert.deepEqual(
      titles.map(([, title]) => title?.trim()),
      seen,
    )
  }
})
