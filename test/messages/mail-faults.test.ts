import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { after, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { sendMail } from '../../jobs/send-mail.tsx'
import { readConfig } from '../../src/config.ts'
import { asWorker } from '../../src/db/transactions.ts'
import { createLog, errorFields } from '../../src/log.ts'
import { openMailer, type Mailer } from '../../src/mail.ts'
import { listDeliveries } from '../../src/messages/deliveries.ts'
import { notify } from '../../src/messages/notify.ts'
import { openTown, tuesday } from '../web/town.ts'
import { startCutLine } from './cut-line.ts'
import { startMailServer, textOf } from './mail-server.ts'

const town = await openTown()
const { db } = town
const server = await startMailServer()
const secure = await startMailServer({ tls: true })
const line = await startCutLine(server.url)
const config = readConfig({ PUBLIC_URL: 'https://portail.example' })
const log = createLog({ level: 'silent', process: 'test' })
const opened: Mailer[] = []
after(async () => {
  for (const mailer of opened) mailer.close()
  line.close()
  await Promise.all([server.close(), secure.close()])
})

function mailerFor(smtpUrl: string): Mailer {
  const mailer = openMailer({ smtpUrl, dataDir: '' })
  opened.push(mailer)
  return mailer
}

const awa = 'awa.diallo@example.org'
const mailsTo = (address: string) => server.mails.filter((mail) => mail.to === address)

/** A notice to Awa; returns the outbox row of its mail. */
async function tell(dedupeKey: string): Promise<{ outboxId: number; noticeId: number }> {
  const told = await asWorker(db, async (tx) => {
    const adult = await sql<{ id: number }>`
      select p.id from person p join account a on a.id = p.account_id where a.login = 'awa.diallo'`.execute(
      tx,
    )
    const personIds = adult.rows.map(({ id }) => id)
    await notify(
      tx,
      { kind: 'INVOICE', personIds, dedupeKey, link: { page: 'invoices' } },
      { now: tuesday },
    )
    return sql<{ outboxId: number; noticeId: number }>`
      update outbox set done_at = ${tuesday}
      where topic = 'mail.send' and payload->>'noticeId' = (select id::text from notice where dedupe_key = ${dedupeKey})
      returning id as "outboxId", (payload->>'noticeId')::bigint as "noticeId"`.execute(tx)
  })
  return told.rows[0] ?? { outboxId: 0, noticeId: 0 }
}

/** One try, as the worker makes it. Null: nothing is left to do; else what the worker would log. */
async function attempt(
  mail: { outboxId: number; noticeId: number },
  mailer: Mailer,
  now = tuesday,
): Promise<ReturnType<typeof errorFields> | null> {
  const deps = { ...town.deps, config, mailer, log, clock: () => now }
  try {
    await sendMail(deps, { noticeId: mail.noticeId }, mail.outboxId)
    return null
  } catch (error) {
    return errorFields(error)
  }
}

async function stateOf({ outboxId }: { outboxId: number }) {
  const states = ['QUEUED', 'SENT', 'BOUNCED', 'GIVEN_UP'] as const
  const all = await asWorker(db, (tx) => listDeliveries(tx, { states, limit: 500 }))
  return all.find(({ messageId }) => messageId.startsWith(`<preau.${outboxId}@`))
}

test('“later” is tried later, and the log names neither the receiver nor what the server said of it', async () => {
  const mail = await tell('later')
  const mailer = mailerFor(server.url)
  for (const where of [awa, 'DATA']) {
    server.answerNext(where, 452)
    const failure = await attempt(mail, mailer)
    assert.match(failure?.error ?? '', /RCPT TO, 452|DATA, 452/)
    assert.doesNotMatch(JSON.stringify(failure), /example\.org|awa/i)
    assert.equal((await stateOf(mail))?.state, 'QUEUED')
  }
  assert.equal(await attempt(mail, mailer), null)
  assert.equal((await stateOf(mail))?.state, 'SENT')
  assert.equal(await attempt(mail, mailer), null, 'and never again')
  const ids = mailsTo(awa)
    .slice(1)
    .map(({ messageId }) => messageId) // the first was answered 452 after it came
  assert.deepEqual(ids, [`<preau.${mail.outboxId}@saint-aubin-le-val.example>`])
})

test('“never” is noted in the server’s words, whether it refuses the receiver or what is written', async () => {
  const mailer = mailerFor(server.url)
  for (const where of [awa, 'DATA']) {
    const mail = await tell(`never ${where}`)
    server.answerNext(where, 554)
    assert.equal(await attempt(mail, mailer), null)
    const noted = await stateOf(mail)
    assert.equal(noted?.state, 'BOUNCED')
    assert.match(noted?.bounce ?? '', /^554 /)
  }
})

test('a line that breaks in the middle of a mail is made again, and the mail arrives once', async () => {
  const mail = await tell('cut')
  const mailer = mailerFor(line.url)
  const before = mailsTo(awa).length
  line.cutNext('IN_THE_MAIL')
  const failure = await attempt(mail, mailer)
  assert.ok(failure === null || /ECONNECTION|ESOCKET|no answer/.test(JSON.stringify(failure)))
  if (failure) assert.equal(await attempt(mail, mailer), null)
  assert.equal(mailsTo(awa).length, before + 1)
  assert.equal((await stateOf(mail))?.state, 'SENT')
})

test('a line that breaks before the server’s answer brings the mail again under the same Message-ID', async () => {
  const mail = await tell('cut before the answer')
  const mailer = mailerFor(line.url)
  line.cutNext('BEFORE_THE_ANSWER')
  const failure = await attempt(mail, mailer)
  if (failure) assert.equal(await attempt(mail, mailer), null)
  await sleep(50)
  const ids = mailsTo(awa).map(({ messageId }) => messageId)
  const own = ids.filter((id) => id.startsWith(`<preau.${mail.outboxId}@`))
  assert.equal(own.length, 2)
  assert.equal(new Set(own).size, 1, 'who reads it can tell that it is the same')
})

test('a server that is away, or that does not take our password, is tried later', async () => {
  const mail = await tell('away')
  const nobody = await startMailServer()
  await nobody.close()
  assert.match(JSON.stringify(await attempt(mail, mailerFor(nobody.url))), /ECONNREFUSED|ESOCKET/)
  const withPassword = server.url.replace('//', '//mairie:secret@')
  const failure = JSON.stringify(await attempt(mail, mailerFor(withPassword)))
  assert.match(failure, /EAUTH/)
  assert.doesNotMatch(failure, /secret|mairie:/)
  assert.equal((await stateOf(mail))?.state, 'QUEUED')
})

test('a server that keeps us waiting is left alone for a while, so that nothing else waits for it', async () => {
  const mails = [await tell('silent 1'), await tell('silent 2')] as const
  const silent = createServer(() => {}).listen(0, '127.0.0.1')
  await once(silent, 'listening')
  const address = silent.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const mailer = mailerFor(`smtp://127.0.0.1:${port}?greetingTimeout=600`)
  const [first, second] = [await attempt(mails[0], mailer), await attempt(mails[1], mailer)]
  silent.close()
  assert.match(JSON.stringify(first), /CONN/)
  assert.match(JSON.stringify(second), /left alone/)
  for (const mail of mails) assert.equal((await stateOf(mail))?.state, 'QUEUED')
})

test('STARTTLS: nothing goes out in the clear when it is required, nor to a server that shows a foreign certificate', async () => {
  const mail = await tell('tls')
  const plain = mailsTo(awa).length
  const inTheClear = await attempt(mail, mailerFor(`${server.url}?requireTLS=true`))
  assert.match(JSON.stringify(inTheClear), /ETLS|STARTTLS/)
  assert.equal(mailsTo(awa).length, plain)
  for (const url of [secure.url, `${secure.url}?requireTLS=true`]) {
    assert.match(
      JSON.stringify(await attempt(mail, mailerFor(url))),
      /self-signed|ESOCKET|ETLS|certificate/i,
    )
  }
  assert.deepEqual(secure.mails, [])
  const trusting = mailerFor(`${secure.url}?requireTLS=true&tls.rejectUnauthorized=false`)
  assert.equal(await attempt(mail, trusting), null)
  assert.deepEqual(
    secure.mails.map(({ to, isSecure }) => [to, isSecure]),
    [[awa, true]],
  )
})

test('after three days a mail is given up: the notice stays in the portal, and the officer sees it', async () => {
  const mail = await tell('three days')
  const mailer = mailerFor(server.url)
  server.answerNext(awa, 451)
  assert.ok(await attempt(mail, mailer))
  const before = mailsTo(awa).length
  const later = new Date(tuesday.getTime() + 3 * 86_400_000 + 60_000)
  assert.equal(await attempt(mail, mailer, later), null)
  assert.equal(mailsTo(awa).length, before)
  const given = await stateOf(mail)
  assert.deepEqual([given?.state, given?.login], ['GIVEN_UP', 'awa.diallo'])
})

test('an address that hides a second one is no two receivers, and one with a line break writes no header', async () => {
  for (const address of [`${awa}, evil@example.com`, `${awa}\r\nBcc: evil@example.com`]) {
    const mail = await tell(`hidden ${address.length}`)
    await asWorker(db, (tx) =>
      sql`update notice set address = ${address.toLowerCase()} where id = ${mail.noticeId}`.execute(
        tx,
      ),
    )
    await attempt(mail, mailerFor(server.url))
  }
  assert.deepEqual(mailsTo('evil@example.com'), [])
  assert.ok(server.mails.every(({ raw }) => !/^bcc:/im.test(raw)))
})

test('a name with a line break or a bidi override writes no header and turns no text round', async () => {
  const mail = await tell('hostile names')
  await asWorker(db, (tx) =>
    sql`update person set first_name = ${'A\u202Ewa\r\nBcc: x@evil.example'} from account a
        where a.id = person.account_id and a.login = 'awa.diallo'`.execute(tx),
  )
  const before = mailsTo(awa).length
  assert.equal(await attempt(mail, mailerFor(server.url)), null)
  const [sent] = mailsTo(awa).slice(before)
  assert.ok(sent)
  assert.doesNotMatch(sent.raw.slice(0, sent.raw.indexOf('\r\n\r\n')), /evil/)
  assert.match(textOf(sent), /^Bonjour Awa Bcc: x@evil\.example,\r\n/)
  assert.doesNotMatch(sent.raw, /=E2=80=AE|\u202E/i)
})
