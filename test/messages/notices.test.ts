import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { sql } from 'kysely'
import { sendMail } from '../../jobs/send-mail.tsx'
import { lateFamilies, remindFamilies } from '../../src/billing/remind.ts'
import { readConfig } from '../../src/config.ts'
import type { Tx } from '../../src/db/connect.ts'
import { asWorker } from '../../src/db/transactions.ts'
import { createLog } from '../../src/log.ts'
import { openMailer } from '../../src/mail.ts'
import { countDeliveries, listDeliveries, recordBounces } from '../../src/messages/deliveries.ts'
import { isDuty, noticeKinds, type NoticeKind } from '../../src/messages/notice-kinds.ts'
import { notify } from '../../src/messages/notify.ts'
import { recordPayment } from '../../src/payments/record.ts'
import { reversePayment } from '../../src/payments/reverse.ts'
import { openTown, tuesday } from '../web/town.ts'
import { signedIn } from '../web/visitor.ts'
import { startMailServer, textOf } from './mail-server.ts'

const town = await openTown()
const { db } = town
const server = await startMailServer()
const mailer = openMailer({ smtpUrl: server.url, dataDir: '' })
const config = readConfig({ PUBLIC_URL: 'https://portail.example' })
const log = createLog({ level: 'silent', process: 'test' })
const deps = { ...town.deps, config, mailer, log, clock: () => tuesday }
after(async () => {
  mailer.close()
  await server.close()
})

const by = { now: tuesday, actor: 'test', actorKind: 'OFFICER' } as const
const claire = 'claire.martin@example.org'
const householdOf = async (login: string) => {
  const found = await asWorker(db, (tx) =>
    sql<{ household: number; person: number }>`
      select ha.household_id as household, p.id as person from account a join person p on p.account_id = a.id
      join household_adult ha on ha.person_id = p.id where a.login = ${login}`.execute(tx),
  )
  return found.rows[0] ?? { household: 0, person: 0 }
}
const martin = await householdOf('claire.martin')

/** Every mail that waits, sent as the worker does; those that fail stay. */
async function sendAll(): Promise<string[]> {
  const due = await asWorker(db, (tx) =>
    sql<{ id: number; noticeId: number }>`
      select id, (payload->>'noticeId')::bigint as "noticeId" from outbox
      where topic = 'mail.send' and done_at is null order by id`.execute(tx),
  )
  const failed: string[] = []
  for (const { id, noticeId } of due.rows) {
    try {
      await sendMail(deps, { noticeId }, id)
      await asWorker(db, (tx) =>
        sql`update outbox set done_at = ${tuesday} where id = ${id}`.execute(tx),
      )
    } catch (error) {
      failed.push(error instanceof Error ? error.message : '')
    }
  }
  return failed
}

const told = (dedupeKey: string, kind: 'INVOICE' | 'REMINDER' = 'INVOICE') =>
  asWorker(db, (tx) =>
    notify(
      tx,
      {
        kind,
        householdId: martin.household,
        dedupeKey,
        link: { page: 'invoice', ref: '11111111-2222-3333-4444-555555555555' },
        detail: 'de novembre 2026',
      },
      { now: tuesday },
    ),
  )

const mailsTo = (address: string) => server.mails.filter((mail) => mail.to === address)

test('a message of the town hall is announced by mail to each adult of the family, and says nothing of it', async () => {
  assert.deepEqual(await sendAll(), [])
  const [mail] = mailsTo(claire)
  assert.ok(mail)
  assert.match(mail.raw, /^From: .*<enfance@saint-aubin-le-val\.example>/m)
  assert.match(mail.raw, /multipart\/alternative/)
  assert.match(mail.raw, /^List-Unsubscribe: <https:\/\/portail\.example\/courriels\//im)
  assert.match(textOf(mail), /Bonjour Claire,[\s\S]*La mairie vous a écrit/)
  assert.match(textOf(mail), /https:\/\/portail\.example\/messages\/[0-9a-f-]{36}/)
  assert.doesNotMatch(textOf(mail), /Spectacle|Noël|Rendez-vous/)
  assert.ok(mailsTo('jean-loup.martin@example.org').length > 0, 'the other parent is told as well')
})

test('the same notice is told once, however often it is told', async () => {
  const before = mailsTo(claire).length
  assert.equal(await told('invoice:1'), 2)
  assert.equal(await told('invoice:1'), 0)
  await sendAll()
  assert.equal(mailsTo(claire).length, before + 1)
  const mail = mailsTo(claire).at(-1)
  const text = mail ? textOf(mail) : ''
  assert.match(text, /Votre facture de novembre 2026 est disponible/)
  assert.doesNotMatch(text, /€|735/)
})

test('a mail that the server takes later is the same mail; one that it refuses is noted, and nobody tries again', async () => {
  await told('invoice:2')
  server.answerNext(claire, 451)
  server.answerNext('jean-loup.martin@example.org', 550)
  const before = mailsTo(claire).length
  const failed = await sendAll()
  assert.equal(failed.length, 1, 'the temporary failure is thrown for a later try')
  assert.deepEqual(await sendAll(), [])
  assert.equal(mailsTo(claire).length, before + 1)
  const listed = await asWorker(db, (tx) =>
    listDeliveries(tx, { states: ['SENT', 'BOUNCED'], limit: 500 }),
  )
  const sent = listed.find((mail) => mail.messageId === mailsTo(claire).at(-1)?.messageId)
  assert.deepEqual([sent?.state, sent?.attempts, sent?.login], ['SENT', 2, 'claire.martin'])
  const refused = listed.filter((mail) => mail.state === 'BOUNCED')
  assert.deepEqual(
    refused.map(({ login, bounce }) => [login, bounce?.startsWith('550')]),
    [['jean-loup.martin', true]],
  )
})

test('a mail that comes back days later is recorded by its Message-ID, once', async () => {
  const messageId = mailsTo(claire).at(-1)?.messageId ?? ''
  const note = () =>
    asWorker(db, (tx) => recordBounces(tx, [messageId, '<other@example.org>'], '5.1.1', by))
  assert.deepEqual([await note(), await note()], [[messageId], []])
  const counts = await asWorker(db, countDeliveries)
  assert.equal(counts.get('BOUNCED'), 2)
})

test('a parent chooses which mails come; what is due comes all the same, and a mail itself can be the last', async () => {
  const visitor = await signedIn(town, 'claire.martin')
  const page = await visitor.get('/compte/courriels')
  assert.match(await page.text(), /Une facture est disponible/)
  const saved = await visitor.send('/compte/courriels', '/compte/courriels', {
    f_message: 'oui',
  })
  assert.equal(saved.status, 303)
  const before = mailsTo(claire).length
  await told('invoice:3')
  await sendAll()
  assert.equal(mailsTo(claire).length, before, 'no mail for an invoice any more')
  await told('reminder:3', 'REMINDER')
  await sendAll()
  const reminder = mailsTo(claire).at(-1)
  assert.equal(mailsTo(claire).length, before + 1)
  assert.doesNotMatch(reminder?.raw ?? '', /List-Unsubscribe/i)
  const stop =
    /<https:\/\/portail\.example(\/courriels\/[^>]+)>/.exec(mailsTo(claire)[0]?.raw ?? '')?.[1] ??
    ''
  const stopped = await town.app.request(stop, {
    method: 'POST',
    body: 'List-Unsubscribe=One-Click',
  })
  assert.equal(stopped.status, 200)
  assert.equal((await town.app.request(`${stop}0`, { method: 'POST' })).status, 404)
  const wanted = await asWorker(db, (tx) =>
    sql<{ kind: string }>`
      select kind from notice_preference where person_id = ${martin.person} and by_mail`.execute(
      tx,
    ),
  )
  assert.deepEqual(wanted.rows, [])
})

test('a new password is told to whoever holds the account', async () => {
  const visitor = await signedIn(town, 'awa.diallo')
  const fields = {
    f_actuel: 'Marronnier2026',
    f_nouveau: 'Baobab2026Dakar',
    f_encore: 'Baobab2026Dakar',
  }
  assert.equal(
    (await visitor.send('/compte/mot-de-passe', '/compte/mot-de-passe', fields)).status,
    303,
  )
  await sendAll()
  const mail = mailsTo('awa.diallo@example.org').at(-1)
  assert.match(mail ? textOf(mail) : '', /Votre mot de passe a été changé/)
})

/** What happens to a family's money, by the functions that the portal, the bank and the officer call. */
const moneyEvents: readonly {
  readonly kind: NoticeKind
  readonly says: RegExp
  readonly happens: (tx: Tx, regieId: number) => Promise<unknown>
}[] = [
  {
    kind: 'REMINDER',
    says: /Votre facture de décembre 2026 n’est pas encore payée/,
    happens: async (tx) => {
      const late = await lateFamilies(tx, '2026-12-31')
      const own = late.filter(({ householdId }) => householdId === martin.household)
      await remindFamilies(tx, own, { ...by, today: '2026-12-31' })
    },
  },
  {
    kind: 'PAYMENT',
    says: /Nous avons bien reçu votre paiement/,
    happens: (tx, regieId) =>
      recordPayment(
        tx,
        {
          householdId: martin.household,
          regieId,
          method: 'CHEQUE',
          amountCents: 14_385,
          receivedOn: '2026-12-08',
        },
        by,
      ),
  },
  {
    kind: 'PAYMENT_FAILED',
    says: /La banque n’a pas accepté votre paiement/,
    happens: async (tx) => {
      const found = await sql<{ paymentId: number }>`
        select id as "paymentId" from payment where household_id = ${martin.household}`.execute(tx)
      const paymentId = found.rows[0]?.paymentId ?? 0
      const reversal = {
        paymentId,
        kind: 'CHARGEBACK',
        because: 'unpaid',
        providerKey: null,
      } as const
      await reversePayment(tx, { ...reversal, on: '2026-12-08' }, by)
    },
  },
]

test('what happens to a family’s money is one mail to each adult, and never says how much', async () => {
  await asWorker(db, (tx) =>
    sql`delete from notice_preference where person_id = ${martin.person}`.execute(tx),
  )
  const regie = await asWorker(db, (tx) =>
    sql<{ id: number }>`select id from regie where code = 'ENFANCE'`.execute(tx),
  )
  for (const { kind, says, happens } of moneyEvents) {
    await sendAll()
    const before = mailsTo(claire).length
    await asWorker(db, (tx) => happens(tx, regie.rows[0]?.id ?? 0))
    assert.deepEqual(await sendAll(), [])
    const [mail, ...more] = mailsTo(claire).slice(before)
    assert.ok(mail && more.length === 0, kind)
    assert.match(textOf(mail), says)
    assert.doesNotMatch(textOf(mail), /€|143|Chèque/i)
  }
})

const waysToStop = [
  /^List-Unsubscribe:/im,
  /^List-Unsubscribe-Post: List-Unsubscribe=One-Click/im,
  /^https:\/\/portail\.example\/courriels\/\S+\r$/m,
]

test('every kind of mail is text and HTML, and can be stopped unless it is due', async () => {
  for (const kind of noticeKinds) {
    const before = mailsTo(claire).length
    const link = { page: 'home' } as const
    const notice = { kind, householdId: martin.household, dedupeKey: 'shape', link } as const
    await asWorker(db, (tx) => notify(tx, notice, { now: tuesday }))
    await sendAll()
    const [mail, ...more] = mailsTo(claire).slice(before)
    assert.ok(mail && more.length === 0, kind)
    assert.match(mail.raw, /^content-type: multipart\/alternative/im)
    assert.match(mail.raw, /^content-type: text\/plain[^]*^content-type: text\/html/im)
    assert.match(textOf(mail), /^Bonjour Claire,/)
    assert.match(mail.raw, /^Auto-Submitted: auto-generated/im)
    assert.doesNotMatch(mail.raw.slice(mail.raw.indexOf('\r\n\r\n')), /.{79}/)
    const whole = mail.raw.replaceAll('=\r\n', '')
    const ways = waysToStop.filter((way) => way.test(whole))
    assert.equal(ways.length, isDuty(kind) ? 0 : waysToStop.length, kind)
  }
})
