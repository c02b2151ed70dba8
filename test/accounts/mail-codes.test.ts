import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { sql } from 'kysely'
import { sendMail } from '../../jobs/send-mail.tsx'
import { asWorker } from '../../src/db/transactions.ts'
import { openMailer } from '../../src/mail.ts'
import { startMailServer, textOf } from '../messages/mail-server.ts'
import { openTown, tuesday } from '../web/town.ts'
import { signedIn, visit } from '../web/visitor.ts'

const town = await openTown()
const server = await startMailServer()
const mailer = openMailer({ smtpUrl: server.url, dataDir: '' })
after(async () => {
  mailer.close()
  await server.close()
})

/** What waits, sent. Returns the paths of the links in mails to this address. */
async function linksTo(address: string): Promise<string[]> {
  const due = await asWorker(town.db, (tx) =>
    sql<{ id: number; payload: Record<string, number> }>`
      update outbox set done_at = ${tuesday} where topic = 'mail.send' and done_at is null
      returning id, payload`.execute(tx),
  )
  const before = server.mails.length
  for (const { id, payload } of due.rows) await sendMail({ ...town.deps, mailer }, payload, id)
  const mails = server.mails.slice(before).filter((mail) => mail.to === address)
  return mails.map((mail) => /http:\/\/localhost(\/\S+)/.exec(textOf(mail))?.[1] ?? '')
}

const claire = 'claire.martin@example.org'
/** The link that confirmed Claire's first address. */
let before = ''
const choice = { f_nouveau: 'Hirondelle2027', f_encore: 'Hirondelle2027' }

test('a forgotten password needs a confirmed address, and says to nobody whether there is an account', async () => {
  await linksTo(claire)
  const ask = (f_identifiant: string) =>
    visit(town.app).send('/mot-de-passe-oublie', '/mot-de-passe-oublie', { f_identifiant })
  const answers = [await ask('claire.martin'), await ask('nobody.at.all')]
  assert.deepEqual(
    answers.map(({ status }) => status),
    [303, 303],
  )
  assert.deepEqual(await linksTo(claire), [])

  const parent = await signedIn(town, 'claire.martin')
  const wrong = await parent.send('/compte/adresse', '/compte/adresse', { f_courriel: 'claire@' })
  assert.equal(wrong.status, 422)
  const sent = await parent.send('/compte/adresse', '/compte/adresse', { f_courriel: claire })
  assert.equal(sent.status, 303)
  const [confirm = ''] = await linksTo(claire)
  assert.equal((await visit(town.app).get(confirm)).status, 200, 'opening it uses nothing up')
  const confirmed = await visit(town.app).send(confirm, confirm)
  assert.equal(confirmed.status, 303, 'a reload asks, and posts nothing again')
  const answered = await visit(town.app).get(confirmed.headers.get('Location') ?? '')
  assert.match(await answered.text(), /Votre adresse est confirmée/)
  before = confirm
  const again = await visit(town.app).send(confirm, confirm)
  assert.equal(again.status, 303, 'of two clicks the second says the same')

  await linksTo(claire)
  await ask('claire.martin')
  await ask(claire)
  const links = await linksTo(claire)
  assert.equal(links.length, 1, 'asked for twice in a minute, one mail')
  const [link = ''] = links
  const weak = await visit(town.app).send(link, link, { f_nouveau: 'Zoe2018', f_encore: 'Zoe2018' })
  assert.equal(weak.status, 422)
  const chosen = visit(town.app)
  assert.equal((await chosen.send(link, link, choice)).status, 303)
  assert.equal((await chosen.get('/')).status, 200, 'signed in')
  assert.equal((await parent.get('/')).status, 303, 'every other session has ended')
  const twice = visit(town.app)
  assert.equal((await twice.send(link, link, choice)).status, 303)
  assert.equal((await twice.get('/')).status, 200, 'of two clicks the second is in too')
  assert.equal((await chosen.get('/')).status, 200, 'and ends nothing')
  const other = { f_nouveau: 'Alouette2028', f_encore: 'Alouette2028' }
  assert.equal((await visit(town.app).send(link, link, other)).status, 422, 'a link works once')
  assert.ok((await linksTo(claire)).includes('/compte'), 'the holder is told')
})

test('half an hour later a link is over; the token stands in no table', async () => {
  await visit(town.app).send('/mot-de-passe-oublie', '/mot-de-passe-oublie', {
    f_identifiant: claire,
  })
  const [link = ''] = await linksTo(claire)
  const token = link.split('/').at(-1) ?? ''
  const kept = await asWorker(town.db, (tx) =>
    sql<{
      text: string
    }>`select payload::text as text from outbox union all select r::text from reset_code r`.execute(
      tx,
    ),
  )
  assert.ok(token.length > 40 && !kept.rows.some(({ text }) => text.includes(token)))
  town.setClock(new Date(tuesday.getTime() + 31 * 60_000))
  assert.equal((await visit(town.app).send(link, link, choice)).status, 422)
  town.setClock(new Date(tuesday.getTime() + 60_000))
})

test('a new address counts once it has answered, and the old one is told', async () => {
  const visitor = visit(town.app)
  await visitor.send('/connexion', '/connexion', {
    f_identifiant: 'claire.martin',
    f_mot_de_passe: choice.f_nouveau,
  })
  await visitor.send('/compte/adresse', '/compte/adresse', { f_courriel: 'neuve@example.org' })
  const [link = ''] = await linksTo('neuve@example.org')
  assert.equal((await visitor.send(link, link)).status, 303)
  assert.deepEqual(await linksTo(claire), ['/compte'])
  assert.equal((await visitor.send(before, before)).status, 422, 'the link of the old one is over')
})

test('a login is understood with capitals, accents and spaces, as at the door', async () => {
  town.setClock(new Date(tuesday.getTime() + 3_600_000))
  await visit(town.app).send('/mot-de-passe-oublie', '/mot-de-passe-oublie', {
    f_identifiant: 'Cläire. Martin',
  })
  assert.equal((await linksTo('neuve@example.org')).length, 1)
})
