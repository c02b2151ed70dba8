import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import sharp from 'sharp'
import { sql } from 'kysely'
import { sendMail } from '../../jobs/send-mail.tsx'
import { asWorker } from '../../src/db/transactions.ts'
import { openMailer } from '../../src/mail.ts'
import { runHere } from '../cli/run-here.ts'
import { keys } from '../payments/payment-world.ts'
import { openTown, tuesday } from '../web/town.ts'
import { signedIn } from '../web/visitor.ts'
import { startMailServer, textOf } from './mail-server.ts'
import { sendWithFiles } from './send-with-files.ts'

const town = await openTown()
const server = await startMailServer()
const mailer = openMailer({ smtpUrl: server.url, dataDir: '' })
const folder = mkdtempSync(join(tmpdir(), 'preau-round-'))
const inBase64 = (bytes: Buffer) => bytes.toString('base64')
const keyFile = {
  current: keys.currentMasterId,
  masters: Object.fromEntries([...keys.masters].map(([id, key]) => [id, inBase64(key)])),
  pepper: inBase64(keys.pepper),
  lookup: inBase64(keys.lookup),
  audit: inBase64(keys.audit),
}
writeFileSync(join(folder, 'keys.json'), JSON.stringify(keyFile))
const env = { DATABASE_URL: town.db.url, PREAU_DATA_DIR: folder, LOG_LEVEL: 'silent' }
after(async () => {
  mailer.close()
  await server.close()
})

interface Ran {
  readonly exit: number
  readonly said: string
}

/** `preau … --json` as an officer types it on the day of the story. */
async function preau(...args: string[]): Promise<Ran> {
  const { exit, out } = await runHere([...args, '--json', '--as-of', '2026-12-08'], env)
  return { exit, said: out }
}

function file(name: string, content: string | Buffer): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

async function sendMails(): Promise<void> {
  const due = await asWorker(town.db, (tx) =>
    sql<{ id: number; noticeId: number }>`
      update outbox set done_at = ${tuesday} where topic = 'mail.send' and done_at is null
      returning id, (payload->>'noticeId')::bigint as "noticeId"`.execute(tx),
  )
  for (const { id, noticeId } of due.rows)
    await sendMail({ ...town.deps, mailer }, { noticeId }, id)
}

const claire = 'claire.martin@example.org'
const mailsTo = (address: string) => server.mails.filter((mail) => mail.to === address)
const photo = await sharp({ create: { width: 30, height: 20, channels: 3, background: '#a33b5a' } })
  .jpeg()
  .toBuffer()

test('a message goes round: parent, officer at the terminal, mail and inbox of the parent, with files both ways', async () => {
  await sendMails()
  const parent = await signedIn(town, 'claire.martin')
  const written = {
    f_service: 'Restauration',
    f_objet: 'Le menu',
    f_texte: 'Voici le mot du médecin.',
  }
  const sent = await sendWithFiles(town.app, parent, '/messages/nouveau', {
    values: written,
    files: [['mot.jpg', photo]],
  })
  assert.equal(sent.status, 303)

  const listed = await preau('messages', 'list', '--service', 'restauration')
  const id = /"id":(\d+)[^}]*"subject":"Le menu"/.exec(listed.said)?.[1] ?? ''
  assert.notEqual(id, '', listed.said)
  const shown = await preau('messages', 'show', id, '--save', folder)
  assert.match(shown.said, /Voici le mot du médecin/)
  const saved = readFileSync(join(folder, `${id}-1-mot.jpg`))
  assert.equal((await sharp(saved).metadata()).width, 30)

  const refused = await preau(
    'messages',
    'reply',
    id,
    '--body',
    file('r.txt', 'Merci.'),
    '--attach',
    file('x.exe', 'MZ'),
  )
  assert.equal(refused.exit, 4)
  const answered = await preau(
    'messages',
    'reply',
    id,
    '--close',
    '--body',
    file('r.txt', 'Merci, c’est noté.'),
    '--attach',
    file('menu.jpg', photo),
  )
  assert.equal(answered.exit, 0, answered.said)
  const before = mailsTo(claire).length
  await sendMails()
  assert.equal(mailsTo(claire).length, before + 1)
  assert.equal(
    mailsTo('jean-loup.martin@example.org').filter((mail) => /reply|menu/i.test(textOf(mail)))
      .length,
    0,
  )
  const mail = mailsTo(claire).at(-1)
  const path =
    /http:\/\/localhost(\/messages\/[0-9a-f-]{36})/.exec(mail ? textOf(mail) : '')?.[1] ?? ''
  const inbox = await (await parent.get('/messages')).text()
  assert.match(inbox, /Non lu[^<]*<\/span>\s*Le menu/)
  const thread = await (await parent.get(path)).text()
  assert.match(thread, /Merci, c’est noté\./)
  assert.match(thread, /Cet échange est terminé/)
  const piece = /href="(\/messages\/[^"]+\/menu\.jpg)"/.exec(thread)?.[1] ?? ''
  assert.equal((await parent.get(piece)).status, 200)
})

/** A mailing of the body file. */
function send(...more: string[]): Promise<Ran> {
  const text = ['--subject', 'Sortie au musée', '--body', join(folder, 'body.txt')]
  return preau('messages', 'send', ...text, ...more)
}

test('the terminal says which invoice a thread is about, and shows no control character of what was written', async () => {
  const found = await asWorker(town.db, (tx) =>
    sql<{ id: number; number: string }>`
      with asked as (
        insert into thread (audience, household_id, person_id, about, about_id, service, subject)
        select 'PERSON', i.household_id, ha.person_id, 'INVOICE', i.id, 'Restauration', 'Une question'
        from invoice i join household_adult ha using (household_id) limit 1
        returning id, person_id, about_id),
      said as (
        insert into message (thread_id, author_person_id, body)
        select id, person_id, ${'Bonjour \u009B31m\u009B2J\nà vous'} from asked)
      select asked.id, i.number from asked join invoice i on i.id = asked.about_id`.execute(tx),
  )
  const [thread] = found.rows
  assert.ok(thread)
  const listed = await preau('messages', 'list')
  assert.ok(listed.said.includes(`"about":"INVOICE","aboutWhat":"${thread.number}"`))
  const shown = await runHere(['messages', 'show', String(thread.id)], env)
  assert.match(shown.out, new RegExp(`About: invoice ${thread.number}\n`))
  assert.match(shown.out, /Bonjour {2}31m 2J\nà vous/)
})

test('a message to many is checked, foreseen and sent once to those who fit', async () => {
  file('body.txt', 'Bonjour, {{enfant}} part mardi.')
  const unknown = await send('--to', 'class:CE1', '--dry-run')
  assert.deepEqual([unknown.exit, /UNKNOWN_VARIABLE.*enfants/.test(unknown.said)], [4, true])
  file('body.txt', 'Bonjour, {{enfants}} part mardi.')
  for (const [wrong, code] of [
    [['--to', 'classe:CE1'], 'BAD_SELECTION'],
    [['--to', 'present:2026-02-30'], 'BAD_SELECTION'],
    [['--to', 'all', '--service', 'Voirie'], 'UNKNOWN_SERVICE'],
    [['--to', 'all', '--subject', 'Sortie\nBcc: x@evil.example'], 'BAD_SUBJECT'],
    [['--to', 'all', '--subject', 'Sortie \u202Eeér'], 'BAD_SUBJECT'],
  ] as const) {
    const { exit, said } = await send(...wrong, '--dry-run')
    assert.deepEqual([exit, said.includes(code)], [2, true], said)
  }
  for (const bad of ['Bonjour \u001B[2J', ' ', 'x'.repeat(9_001)]) {
    file('body.txt', bad)
    const { exit, said } = await send('--to', 'all')
    assert.deepEqual([exit, said.includes('BAD_TEXT')], [4, true], said)
  }
  assert.equal((await preau('messages', 'reply', '1', '--body', join(folder, 'none.txt'))).exit, 4)
  assert.equal((await preau('messages', 'reply', '999', '--body', file('r.txt', 'Oui'))).exit, 5)
  file('body.txt', 'Bonjour, {{enfants}} part mardi.')
  const nobody = await send('--to', 'class:CM9')
  assert.equal(nobody.exit, 5)
  const foreseen = await send('--to', 'class:CE1', '--dry-run')
  assert.match(foreseen.said, /Zoé part mardi/)
  assert.match(foreseen.said, /nothing was sent/)
  assert.match(foreseen.said, /^\{"ok":true,"data":\{"families":\[\{.*"adults":2,"withMail":2,/)
  assert.equal((await send('--to', 'class:CE1')).exit, 0)
  const again = await send('--to', 'class:CE1')
  assert.match(again.said, /nothing was sent again/)
  const parent = await signedIn(town, 'claire.martin')
  const inbox = await (await parent.get('/messages')).text()
  assert.equal(inbox.match(/Sortie au musée/g)?.length, 1)
  assert.match(inbox, /Zoé part mardi/)
  const before = mailsTo(claire).length
  await sendMails()
  assert.equal(mailsTo(claire).length, before + 1)
  const far = await preau('messages', 'mailings')
  assert.match(far.said, /"families":1,"reached":1,[^}]*"waiting":0,"sent":2,"lost":0/)
  const mail = mailsTo(claire).at(-1)
  assert.match(mail ? textOf(mail) : '', /Sortie au musée/)
  assert.doesNotMatch(mail ? textOf(mail) : '', /Zoé/)
  const owing = await send('--to', 'unpaid:143,85', '--dry-run')
  assert.equal(owing.exit, 5, 'everybody owes exactly that, nobody more')
  const families = await send('--to', 'unpaid:100', '--dry-run')
  assert.match(families.said, /4 families|MISSING_VALUE/)
})

test('a bounce that the mail server pipes in is noted; a delay and an absence note are none', async () => {
  const messageId = mailsTo(claire).at(-1)?.messageId ?? ''
  const bounce = (name: string, text: string) => preau('mail', 'bounce', '--file', file(name, text))
  const later = `Action: delayed\r\nStatus: 4.4.1\r\n\r\nMessage-ID: ${messageId}\r\n`
  const away = `Auto-Submitted: auto-replied\r\nIn-Reply-To: ${messageId}\r\n\r\nEn congé\r\n`
  for (const noRefusal of [later, away]) {
    const { exit, said } = await bounce('later.eml', noRefusal)
    assert.deepEqual([exit, /Nothing noted/.test(said)], [0, true], noRefusal)
  }
  const dsn = `Action: failed\r\nDiagnostic-Code: smtp;\r\n 550 5.1.1 unknown\r\n\r\nMessage-ID:\r\n ${messageId}\r\n`
  const noted = await bounce('bounce.eml', dsn)
  assert.match(noted.said, /1 of 1/)
  const listed = await preau('mail', 'list', '--state', 'bounced')
  assert.match(listed.said, /"login":"claire\.martin"[^}]*550 5\.1\.1/)
  const old = `Hi. This is the qmail-send program.\n\n--- Below this line is a copy.\nMessage-ID: ${messageId}\n`
  assert.match((await bounce('old.eml', old)).said, /0 of 1/, 'noted before')
})

test('without a mail server each mail is one .eml file, however often it is sent', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'preau-mail-'))
  const files = openMailer({ smtpUrl: null, dataDir })
  const mail = {
    from: { name: 'Mairie', address: 'mairie@example.org' },
    to: claire,
    subject: 'Une facture est disponible',
    text: 'Bonjour',
    html: '<p>Bonjour</p>',
    messageId: '<preau.7@example.org>',
    date: tuesday,
    headers: {},
  }
  await files.send(mail)
  await files.send(mail)
  const names = readdirSync(join(dataDir, 'mail'))
  assert.deepEqual(names, ['preau.7@example.org.eml'])
  const written = readFileSync(join(dataDir, 'mail', names[0] ?? ''), 'utf8')
  assert.match(written, /^Message-ID: <preau\.7@/m)
})
