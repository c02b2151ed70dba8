import assert from 'node:assert/strict'
import { test } from 'node:test'
import sharp from 'sharp'
import { sql } from 'kysely'
import { asWorker } from '../../src/db/transactions.ts'
import { readFile } from '../../src/files/blobs.ts'
import { replyToThread } from '../../src/messages/town-hall.ts'
import { oneValue, openTown, tuesday } from '../web/town.ts'
import { signedIn, type Visitor } from '../web/visitor.ts'
import { sendWithFiles } from './send-with-files.ts'
import { keys } from '../payments/payment-world.ts'

const town = await openTown()
const claire = await signedIn(town, 'claire.martin')
const marc = await signedIn(town, 'marc.leroy')
const anne = await signedIn(town, 'anne.bernard')
const awa = await signedIn(town, 'awa.diallo')

const photo = await sharp({
  create: { width: 60, height: 40, channels: 3, background: '#2f7d5b' },
})
  .png()
  .toBuffer()

/** The form of a page with files. */
function sendFiles(
  visitor: Visitor,
  page: string,
  values: Record<string, string>,
  files: readonly (readonly [name: string, bytes: Buffer])[] = [],
): Promise<Response> {
  return sendWithFiles(town.app, visitor, page, { values, files })
}

const pageOf = async (visitor: Visitor, path: string) => (await visitor.get(path)).text()
const threadRef = (subject: string) =>
  oneValue(town, sql`select ref as value from thread where subject = ${subject}`)
const unreadMark = (html: string) => /class="counter"[^>]*>([^<]*)</.exec(html)?.[1] ?? ''

test('reading the only unread thread takes its mark away on that very page', async () => {
  assert.notEqual(unreadMark(await pageOf(claire, '/messages')), '')
  const ref = /href="\/messages\/([0-9a-f-]{36})"/.exec(await pageOf(claire, '/messages'))?.[1]
  assert.equal(unreadMark(await pageOf(claire, `/messages/${ref}`)), '')
})

test('a question is asked from the invoice, with a photo drawn anew and sealed, and stays bound to it', async () => {
  const invoice = await oneValue(
    town,
    sql`select i.ref as value from invoice i join household_adult ha using (household_id)
        join person p on p.id = ha.person_id join account a on a.id = p.account_id where a.login = 'claire.martin'`,
  )
  const page = await pageOf(claire, `/factures/${invoice}`)
  const link = `/messages/nouveau?apropos=facture&amp;ref=${invoice}`
  assert.ok(page.includes(link))
  const from = link.replace('&amp;', '&')
  assert.match(await pageOf(claire, from), /value="Ma facture d/)
  const sent = await sendFiles(
    claire,
    from,
    { f_service: 'Facturation', f_objet: 'Un repas de trop', f_texte: 'Noël était malade.' },
    [['C:\\photos\\reçu été.png', photo]],
  )
  assert.equal(sent.status, 303)
  const ref = await threadRef('Un repas de trop')
  const thread = await pageOf(claire, `/messages/${ref}`)
  assert.match(thread, /Voir la facture/)
  const piece = /href="(\/messages\/[^"]+\/pieces\/[^"]+\/recu-ete\.jpg)"/.exec(thread)?.[1] ?? ''
  const file = await claire.get(piece)
  assert.equal(file.headers.get('Content-Type'), 'image/jpeg')
  assert.equal(file.headers.get('X-Content-Type-Options'), 'nosniff')
  assert.equal((await sharp(Buffer.from(await file.arrayBuffer())).metadata()).width, 60)
  assert.equal((await awa.get(piece)).status, 404)
  const sealed = await asWorker(town.db, (tx) =>
    sql<{ id: number; bytes: Buffer }>`
      select b.id, c.bytes from message_attachment a join blob b on b.id = a.blob_id
      join blob_content c on c.blob_id = b.id`.execute(tx),
  )
  const [stored] = sealed.rows
  assert.ok(stored)
  const plain = await asWorker(town.db, (tx) => readFile(tx, keys, stored.id))
  assert.ok(plain && !stored.bytes.includes(plain.subarray(0, 40)), 'the stored bytes are sealed')
})

test('what cannot be taken is said beside the field, and what was written stays', async () => {
  const ref = await threadRef('Un repas de trop')
  const refused = await sendFiles(claire, `/messages/${ref}`, { f_texte: 'Voici' }, [
    ['virus.pdf', Buffer.from('MZ this is a program')],
  ])
  assert.equal(refused.status, 422)
  const html = await refused.text()
  assert.match(html, /type accepté/)
  assert.match(html, />\s*Voici\s*<\/textarea>/)
})

test('a file that came with a refused message is asked for again, and what is about another family is not sent', async () => {
  const words = { f_service: 'Service scolaire', f_objet: '', f_texte: 'Voici' }
  const refused = await sendFiles(claire, '/messages/nouveau', words, [['mot.png', photo]])
  assert.equal(refused.status, 422)
  assert.match(await refused.text(), /id="pieces-erreur">[^]*?de nouveau/)

  const ines = await oneValue(town, sql`select ref as value from child where first_name = 'Inès'`)
  const about = { apropos: 'enfant', ref: ines, f_objet: 'Inès' }
  const elsewhere = await sendFiles(claire, '/messages/nouveau', { ...words, ...about })
  assert.equal(elsewhere.status, 422)
  const html = await elsewhere.text()
  assert.match(html, /n’est pas du foyer que vous regardez/)
  assert.match(html, />\s*Voici\s*<\/textarea>/)
  assert.doesNotMatch(html, /name="ref"/)
})

test('about a common child each guardian writes alone, or lets the other read and answer', async () => {
  const ines = await oneValue(town, sql`select ref as value from child where first_name = 'Inès'`)
  const about = `/messages/nouveau?apropos=enfant&ref=${ines}`
  const write = (f_objet: string, more: Record<string, string>) =>
    sendFiles(marc, about, {
      f_service: 'Service scolaire',
      f_objet,
      f_texte: 'Elle change de groupe.',
      ...more,
    })
  assert.equal((await write('Pour moi seul', {})).status, 303)
  assert.equal((await write('Pour nous deux', { f_partage: 'oui' })).status, 303)
  const inbox = await pageOf(anne, '/messages')
  assert.match(inbox, /Pour nous deux/)
  assert.doesNotMatch(inbox, /Pour moi seul/)
  const shared = await threadRef('Pour nous deux')
  const answered = await sendFiles(anne, `/messages/${shared}`, { f_texte: 'D’accord.' }, [
    ['mot.png', photo],
  ])
  assert.equal(answered.status, 303)
  const seen = await pageOf(marc, `/messages/${shared}`)
  assert.match(seen, /D’accord\./)
  const piece = /href="(\/messages\/[^"]+\/mot\.jpg)"/.exec(seen)?.[1] ?? ''
  assert.equal((await marc.get(piece)).status, 200, 'sealed with the key of their child')
  assert.equal((await awa.get(`/messages/${shared}`)).status, 404)
  assert.equal((await anne.get(`/messages/${await threadRef('Pour moi seul')}`)).status, 404)
  const foreign = await sendFiles(awa, about, {
    f_service: 'Service scolaire',
    f_objet: 'Sur un enfant inconnu',
    f_texte: 'Bonjour',
    f_partage: 'oui',
  })
  assert.equal(foreign.status, 303)
  const bound = await oneValue(
    town,
    sql`select audience || coalesce(child_id::text, '') as value from thread where subject = 'Sur un enfant inconnu'`,
  )
  assert.equal(bound, 'PERSON', 'a child that is not hers is as if it were not named')
})

test('a word is found in every form it has in French, and only among the own threads', async () => {
  const found = await pageOf(claire, '/messages?q=malades')
  assert.match(found, /Un repas de trop/)
  assert.match(found, /1\s*échange trouvé/)
  assert.match(await pageOf(awa, '/messages?q=malades'), /Rien trouvé/)
})

test('what is put away comes back when the town hall answers, marked unread', async () => {
  const ref = await threadRef('Un repas de trop')
  const put = await claire.send(`/messages/${ref}`, `/messages/${ref}/archivage`, {
    ranger: 'Ranger',
  })
  assert.equal(put.status, 303)
  assert.doesNotMatch(await pageOf(claire, '/messages'), /Un repas de trop/)
  assert.match(await pageOf(claire, '/messages?boite=archives'), /Un repas de trop/)
  const id = Number(
    await oneValue(town, sql`select id::text as value from thread where ref = ${ref}`),
  )
  const later = new Date(tuesday.getTime() + 600_000)
  town.setClock(later)
  await asWorker(town.db, (tx) =>
    replyToThread(
      tx,
      { id, body: 'Le repas est retiré.', officer: 'Karim, régie', isLast: false, files: [] },
      { keys, now: later, actor: 'karim' },
    ),
  )
  const inbox = await pageOf(claire, '/messages')
  assert.match(inbox, /Non lu[^<]*<\/span>\s*Un repas de trop/)
  assert.match(inbox, /Le repas est retiré/)
})
