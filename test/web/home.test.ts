import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { asWorker } from '../../src/db/transactions.ts'
import { announceDocuments } from '../../src/files/documents.ts'
import { addNews } from '../../src/messages/news.ts'
import { owe } from '../payments/payment-world.ts'
import { openTown } from './town.ts'
import { signedIn, type Visitor } from './visitor.ts'

const town = await openTown()
const claire = sql`(
  select ha.household_id from household_adult ha join person p on p.id = ha.person_id
  join account a on a.id = p.account_id where a.login = 'claire.martin')`
const zoe = sql`(select id from child where first_name = 'Zoé')`

test('on a first visit home says what is announced, and nothing of what is old', async () => {
  await announce()
  const words = await home(await signedIn(town, 'claire.martin'))
  assert.match(words, /Nouvelles 4 décembre Les menus 7 décembre Grève jeudi Toutes les nouvelles/)
  assert.match(words, /Aucune demande en cours/)
  assert.doesNotMatch(words, /Depuis votre visite|Votre facture/)
})

test('home brings together money, the week with school and class, what waits, what closes next, what came', async () => {
  await asWorker(town.db, async (tx) => {
    await sql`
      update account set previous_login_at = '2026-12-01T18:00:00Z', last_login_at = '2026-12-04T07:00:00Z'
      where login = 'claire.martin'`.execute(tx)
    await sql`
      insert into enrolment (household_id, child_id, activity_id, group_id, valid_from, state, decided_at)
      select ${claire}, ${zoe}, a.id, g.id, '2026-09-01', 'ACCEPTED', now()
      from activity a join activity_group g on g.activity_id = a.id`.execute(tx)
    await sql`
      insert into deadline_rule (activity_id, action, rule, valid_from)
      select id, 'ADD', '{"kind":"DAYS_BEFORE","days":2,"clock":"10:00","excluding":{"weekdays":[6,7],"publicHolidays":true}}',
             '2026-09-01' from activity`.execute(tx)
    await sql`
      insert into change_request (household_id, person_id, subject, state, created_at)
      select ha.household_id, ha.person_id, 'PERSON', 'PENDING', '2026-12-03T09:00:00Z'
      from household_adult ha where ha.household_id = ${claire} limit 1`.execute(tx)
    await sql`
      insert into absence (household_id, child_id, first_day, last_day, kind, declared_by, declared_at, state)
      values (${claire}, ${zoe}, '2026-12-08', '2026-12-08', 'ILLNESS', 'test', '2026-12-08T06:00:00Z', 'DECLARED')`.execute(
      tx,
    )
    const invoice = await sql<{ id: number; householdId: number }>`
      select id, household_id as "householdId" from invoice where household_id = ${claire}`.execute(
      tx,
    )
    const { id = 0, householdId = 0 } = invoice.rows[0] ?? {}
    const paper = { householdId, kind: 'INVOICE', sourceId: id } as const
    const named = { fileName: 'facture.pdf', title: 'Facture de novembre 2026' }
    await announceDocuments(tx, [{ ...paper, ...named }], new Date('2026-12-06T08:00:00Z'))
  })
  const words = await home(await signedIn(town, 'claire.martin'))
  assert.match(words, /À régler 143,85 €/)
  assert.match(words, /Zoé CE1, /)
  assert.match(words, /Cantine, jeudi 10 décembre : modifiable aujourd’hui jusqu’à 10 h/)
  assert.match(words, /Messages Tous les messages Non lu : Spectacle de Noël/)
  assert.match(words, /Papiers à fournir Tous les papiers \S/)
  assert.match(
    words,
    /Mes demandes Toutes Absence de Zoé, 8 décembre La mairie la regarde depuis le 8 décembre Étape 2 sur 3 Vos informations En examen depuis le 3 décembre/,
  )
  assert.match(
    words,
    /Depuis votre visite de vendredi 4 décembre Les menus 6 décembre Votre facture de novembre 2026 est arrivée\. 7 décembre Grève jeudi/,
  )
})

test('a minute after ten the next day’s deadline is the one that is shown', async () => {
  town.setClock(new Date('2026-12-08T09:01:00Z'))
  const words = await home(await signedIn(town, 'claire.martin'))
  assert.match(words, /Cantine, vendredi 11 décembre : modifiable jusqu’à demain 10 h/)
  town.setClock(new Date('2026-12-08T07:45:00Z'))
})

test('nothing of it is seen by another family', async () => {
  const words = await home(await signedIn(town, 'awa.diallo'))
  assert.doesNotMatch(words, /Zoé|facture de novembre|Absence|informations En examen|modifiable/)
})

test('of many unpaid invoices home names the oldest, and the others in one line', async () => {
  await asWorker(town.db, async (tx) => {
    const found = await sql<{ householdId: number; regieId: number }>`
      select household_id as "householdId", regie_id as "regieId" from invoice
      where household_id = (select household_id from household_child hc join child c on c.id = hc.child_id
                            where c.first_name = 'Mariam')`.execute(tx)
    const { householdId = 0, regieId = 0 } = found.rows[0] ?? {}
    for (const cents of [1_000, 2_000, 3_000, 4_000, 5_000]) {
      await owe(tx, { householdId, personId: 0, regieId }, cents, '2026-12-05')
    }
  })
  const words = await home(await signedIn(town, 'awa.diallo'))
  assert.match(
    words,
    /À régler 293,85 € .* 143,85 €( Facture de décembre 2026 \d0,00 €){3} Et 2 autres 90,00 € /,
  )
})

test('home asks two statements beside those of its session, and one more when activities have changed', async () => {
  const visitor = await signedIn(town, 'claire.martin')
  await visitor.get('/')
  let asked: string[] = []
  town.db.pool.on('acquire', (connection) => {
    const query = connection.query.bind(connection)
    Object.assign(connection, {
      query: (config: string | { text: string }, ...rest: unknown[]) => {
        asked.push(typeof config === 'string' ? config : config.text)
        return Reflect.apply(query, connection, [config, ...rest])
      },
    })
  })
  const own = async () => {
    asked = []
    await visitor.get('/')
    const around = /^(begin|commit|rollback)|app\.enter|from setting/
    return [...new Set(asked)].filter((text) => !around.test(text.trim()))
  }
  assert.equal((await own()).length, 2, asked.join('\n---\n'))
  await asWorker(town.db, (tx) => sql`update activity set name = name`.execute(tx))
  assert.equal((await own()).length, 3, asked.join('\n---\n'))
})

async function announce(): Promise<void> {
  const news = { body: '', audience: 'PARENTS', lastDay: null } as const
  await asWorker(town.db, async (tx) => {
    const by = { now: new Date('2026-12-07T08:00:00Z'), actor: 'sophie' }
    await addNews(tx, { ...news, code: 'menus', title: 'Les menus', firstDay: '2026-12-04' }, by)
    await addNews(tx, { ...news, code: 'greve', title: 'Grève jeudi', firstDay: '2026-12-07' }, by)
  })
}

async function home(visitor: Visitor): Promise<string> {
  const answer = await visitor.get('/')
  assert.equal(answer.status, 200)
  return (await answer.text()).replaceAll(/<[^>]+>/g, ' ').replaceAll(/[\s\u00A0\u202F]+/g, ' ')
}
