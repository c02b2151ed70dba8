import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { findPlace } from '../../src/db/embedded/binaries.ts'
import { newDataDir, runPreau, type Ran } from '../cli/run-preau.ts'
import { redisProgram, startRedis, type TestRedis } from '../jobs/queue-backends.ts'
import { plainBrowser, type FormChanges, type PlainPage } from '../support/plain-browser.ts'
import { pdfText } from '../support/pdf-text.ts'
import { claireFillsIn, pdfFile, refusedForms } from './canary-forms.ts'
import { personal, sealed } from './canaries.ts'
import {
  filesUnder,
  foundIn,
  refusing,
  tablesWith,
  watchRedis,
  type Watch,
} from './canary-places.ts'
import { startProcess, type Started } from './processes.ts'

/** What was said by any of the processes, and by commands that were not asked for a secret. */
const said: string[] = []
const dataDir = newDataDir()
const temporary = join(dataDir, 'tmp')
const day = ['--as-of', '2026-12-08']
const env: Record<string, string> = {
  PREAU_DATA_DIR: dataDir,
  TMPDIR: temporary,
  LOG_LEVEL: 'debug',
}
const officersFolder = mkdtempSync(join(tmpdir(), 'preau-officer-'))
let redis: TestRedis | null = null
let queue: Watch | null = null
let portal: Started
let child = ''
let claire: ReturnType<typeof plainBrowser>

before(async () => {
  mkdirSync(temporary)
  redis = redisProgram ? await startRedis(redisProgram) : null
  if (redis) {
    env['REDIS_URL'] = redis.url
    queue = await watchRedis(redis.url)
  }
  portal = await startProcess(['serve', ...day], env, said)
  await startProcess(['work', ...day], env, said)
  claire = plainBrowser(portal.url)
})
after(async () => {
  queue?.end()
  await redis?.stop()
})

test('fifty values are planted by the terminal, the portal and those who try the door', async () => {
  assert.ok(Object.keys(sealed).length + Object.keys(personal).length >= 50)
  await importTheMartins()
  await tryTheDoor()
  await activate()
  await fillTheFile()
  await write()
  await breakThings()
  await readAsOfficers()
  await untilQuiet()
})

test('no process and no command says one of them', () => {
  const text = said.join('\n')
  assert.match(text, /"route":"\/enfants\/:ref\/sante"/, 'the log was there to be read')
  assert.match(text, /request failed/, 'an error was there to be read')
  assert.deepEqual(foundIn(Buffer.from(text), everything()), [])
})

test('none of them is in the queue', { skip: !redisProgram && 'no Redis on this machine' }, () => {
  assert.ok(queue?.commands.length)
  assert.deepEqual(foundIn(Buffer.from(queue.commands.join('\n')), everything()), [])
})

test('mails, temporary files and the server’s log hold none of them', () => {
  const { folder } = findPlace(dataDir)
  const files = [...filesUnder(dataDir), join(folder, 'server.log')].filter(
    (file) => !file.startsWith(join(folder, 'data')),
  )
  assert.ok(files.some((file) => file.endsWith('.eml')))
  for (const file of files.filter((one) => !one.endsWith('.part'))) {
    const text = decoded(readFileSync(file, 'utf8')).replaceAll(personal.email.value, '')
    assert.deepEqual(foundIn(Buffer.from(text), everything()), [], file)
  }
})

test('what is sealed is readable in no table, and the rest in its own tables alone', async () => {
  const tables = await tablesWith(superuserUrl(), everything())
  for (const [name, value] of Object.entries(sealed)) assert.deepEqual(tables.get(value), [], name)
  for (const [name, { value, tables: own }] of Object.entries(personal)) {
    const found = tables.get(value) ?? []
    assert.ok(found.length > 0, `${name} was planted`)
    assert.deepEqual(
      found.filter((table) => !own.some((one) => one === table)),
      [],
      name,
    )
  }
})

test('what is sealed is in no byte of the database’s files', () => {
  const { folder } = findPlace(dataDir)
  for (const file of filesUnder(join(folder, 'data'))) {
    assert.deepEqual(foundIn(readFileSync(file), Object.values(sealed)), [], file)
  }
})

function everything(): string[] {
  return [...Object.values(sealed), ...Object.values(personal).map(({ value }) => value)]
}

/** A command of an officer. What it says is looked at, unless it was asked for it. */
async function preau(args: readonly string[], { secret = false } = {}): Promise<Ran> {
  const ran = await runPreau([...args, ...day], env)
  said.push(ran.err, secret ? '' : ran.out)
  return ran
}

async function importTheMartins(): Promise<void> {
  const file = join(officersFolder, 'familles.csv')
  const sample = readFileSync(new URL('../data/familles_generic.csv', import.meta.url), 'utf8')
  const planted = sample
    .replace(
      '0612345678;;claire.martin@example.org',
      `0${personal.mobile.value};0${personal.home.value};${personal.email.value}`,
    )
    .replace('0698765432', `0${personal.spousesMobile.value}`)
    .replace('1234567', sealed.benefitNumber)
    .replaceAll('12 rue des Lilas', `12 ${personal.street.value}`)
  writeFileSync(file, planted.replace('2026-01-01', sealed.taxNumber))
  assert.equal((await preau(['families', 'import', file])).code, 4, 'a quotient of no day')
  writeFileSync(file, planted)
  const done = await preau(['families', 'import', file])
  assert.equal(done.code, 0, done.err)
}

/** Wrong passwords, logins and codes; a token that is none; odd questions, cookies and headers. */
async function tryTheDoor(): Promise<void> {
  const stranger = plainBrowser(portal.url)
  const attempts = [
    ['/connexion', { f_identifiant: 'claire.martin', f_mot_de_passe: sealed.wrongPassword }],
    ['/connexion', { f_identifiant: sealed.wrongLogin, f_mot_de_passe: sealed.wrongPassword }],
    [
      '/activation',
      {
        f_identifiant: 'claire.martin',
        f_code: sealed.wrongCode,
        f_nouveau: sealed.wrongPassword,
        f_encore: sealed.wrongPassword,
      },
    ],
    ['/mot-de-passe-oublie', { f_identifiant: sealed.wrongLogin }],
  ] as const
  for (const [path, fill] of attempts) await send(stranger, path, path, { fill })
  await stranger.open(`/mot-de-passe-oublie/${sealed.strangeToken}`)
  await stranger.open(`/nulle-part/${sealed.strangeToken}?mot=${sealed.question}`)
  await stranger.open(`/tarifs?f_quotient=${sealed.question}`)
  const headers = {
    Cookie: `session=${sealed.strangeToken}; autre=${encodeURIComponent(sealed.cookie)}`,
    'User-Agent': encodeURIComponent(sealed.header),
    Referer: `${portal.url}/?mot=${sealed.question}`,
    'X-Forwarded-For': sealed.strangeToken,
  }
  await fetch(`${portal.url}/?mot=${sealed.question}`, { headers })
}

async function activate(): Promise<void> {
  const file = join(officersFolder, 'lettre.pdf')
  const reset = await preau(['accounts', 'reset', 'claire.martin', '--letter', file])
  assert.equal(reset.code, 0, reset.err)
  const code =
    /[0-9A-Z]{4} [0-9A-Z]{4} [0-9A-Z]{4}/.exec(await pdfText(readFileSync(file)))?.[0] ?? ''
  const fill = {
    f_identifiant: 'claire.martin',
    f_code: code,
    f_nouveau: sealed.password,
    f_encore: sealed.password,
  }
  const home = await send(claire, '/activation', '/activation', { fill })
  assert.match(home.text, /Claire/)
  await send(claire, '/mot-de-passe/encore', '/mot-de-passe/encore', {
    fill: { f_mot_de_passe: sealed.wrongStepUp },
  })
  await send(claire, '/compte/mot-de-passe', '/compte/mot-de-passe', {
    fill: {
      f_actuel: sealed.password,
      f_nouveau: sealed.nextPassword,
      f_encore: sealed.nextTypedWrong,
    },
  })
}

async function fillTheFile(): Promise<void> {
  const children = (await claire.open('/enfants')).links
  const zoe = children.find(({ text }) => text.includes('Zoé'))?.href ?? ''
  child = /^\/enfants\/[0-9a-f-]{36}/.exec(zoe)?.[0] ?? ''
  const adults = (await claire.open('/mes-informations')).links
  const adult = adults.find(({ href }) => href.includes('/adultes/'))?.href ?? ''
  for (const { page, action = page, ...changes } of await claireFillsIn(child, adult)) {
    const answer = await send(claire, page, action, changes)
    assert.equal(answer.status, 200, `${action}: ${answer.text.slice(0, 900)}`)
  }
}

async function write(): Promise<void> {
  const thread = await send(claire, '/messages/nouveau', '/messages/nouveau', {
    fill: { f_objet: personal.subject.value, f_texte: personal.message.value },
    files: { 'f_pieces[]': pdfFile(sealed.attachment) },
  })
  assert.match(thread.text, new RegExp(personal.message.value))
  const reply = join(officersFolder, 'reponse.txt')
  writeFileSync(reply, `Bonjour, ${personal.reply.value}.`)
  const sent = await preau(['messages', 'reply', '1', '--body', reply])
  assert.equal(sent.code, 0, sent.err)
}

/** PostgreSQL refuses the row and quotes it in its detail: nobody may repeat that. */
async function breakThings(): Promise<void> {
  for (const [table, { page, ...changes }] of Object.entries(refusedForms(child))) {
    await refusing(superuserUrl(), table, async () => {
      const answer = await send(claire, page, page, changes)
      assert.equal(answer.status, 500, `${page}: ${answer.text}`)
    })
  }
}

async function readAsOfficers(): Promise<void> {
  const reason = ['--reason', 'appel de la famille']
  const asked = [
    ['families', 'show', '1', '--with', 'health', ...reason],
    ['families', 'show', '1', '--with', 'income', ...reason],
    ['messages', 'show', '1'],
  ]
  for (const args of asked) {
    const ran = await preau(args, { secret: true })
    assert.equal(ran.code, 0, ran.err)
  }
  for (const args of [
    ['audit', 'log'],
    ['jobs', 'status'],
    ['mail', 'list'],
    ['accounts', 'list'],
    ['db', 'check'],
    ['jobs', 'run', 'seal-audit'],
  ]) {
    const ran = await preau(args)
    assert.equal(ran.code, 0, `${args.join(' ')}: ${ran.err}`)
  }
}

/** Until the worker has done everything that was asked of it. */
async function untilQuiet(): Promise<void> {
  for (let tries = 0; tries < 60; tries += 1) {
    const { out } = await runPreau(['jobs', 'status'], env)
    if (out.includes('\n0 side effects are outstanding')) return
    await sleep(500)
  }
  assert.fail('the worker did not come to an end')
}

async function send(
  browser: ReturnType<typeof plainBrowser>,
  path: string,
  action: string,
  changes: FormChanges,
): Promise<PlainPage> {
  const page = await browser.open(path)
  const form = page.forms.find((one) => one.action === action)
  if (!form) throw new Error(`${path} has no form ${action}: ${page.text.slice(0, 300)}`)
  return browser.submit(page, form, changes)
}

/** Soft line breaks and `=C3=A9` of a mail, as text. */
function decoded(text: string): string {
  return Buffer.from(
    text
      .replace(/=\r?\n/g, '')
      .replace(/=([0-9A-F]{2})/g, (_, code: string) =>
        String.fromCharCode(Number.parseInt(code, 16)),
      ),
    'latin1',
  ).toString('utf8')
}

function superuserUrl(): string {
  const state = JSON.parse(
    readFileSync(join(findPlace(dataDir).folder, 'keeper.json'), 'utf8'),
  ) as { port: number; password: string }
  return `postgresql://postgres:${state.password}@127.0.0.1:${state.port}/preau`
}
