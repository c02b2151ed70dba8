import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { extractText, getDocumentProxy } from 'unpdf'
import { activate } from '../../src/accounts/activate.ts'
import { issueLetters } from '../../src/accounts/letters.ts'
import { lettersData } from '../../src/accounts/letter-page.ts'
import { openPdfRenderer } from '../../src/pdf.ts'
import { initialSettings } from '../../src/settings/settings.ts'
import { pdfText } from '../support/pdf-text.ts'
import { nameCommune } from '../../src/demo/commune.ts'
import { commandTown } from '../cli/command-town.ts'
import { familyMartin } from './martin.ts'

const run = promisify(execFile)
const { db, keys, folder, env } = await commandTown()
const september = new Date('2026-09-01T08:00:00Z')
await familyMartin(db, september)
await db.worker((tx) => nameCommune(tx, keys, september))

interface Said {
  readonly code: number
  readonly out: {
    ok: boolean
    summary?: string
    error?: { code: string; message: string; hint: string }
  }
}

/** Runs one command as cron would. Root is the administrator, and whoever runs the tests is made one. */
async function preau(...args: readonly string[]): Promise<Said> {
  const publicly = { ...process.env, ...env, PUBLIC_URL: 'https://famille.valpres.example' }
  const line = ['cli/preau.js', '--json', ...args]
  const ended = await run(process.execPath, line, { env: publicly }).then(
    ({ stdout }) => ({ code: 0, stdout }),
    (error: { code: number; stdout: string }) => error,
  )
  return { code: ended.code, out: JSON.parse(ended.stdout) }
}

async function textOf(file: string): Promise<string> {
  const document = await getDocumentProxy(new Uint8Array(readFileSync(file)))
  const { text, totalPages } = await extractText(document, { mergePages: true })
  assert.equal(totalPages, 1)
  return text
}

function noPaper(): Promise<never> {
  return Promise.reject(new Error('no space left'))
}

test('an officer prints the letter of everybody without a login, once; with it Claire gets in', async () => {
  await db.worker((tx) =>
    tx
      .insertInto('officer')
      .values({
        os_user: userInfo().username,
        name: 'Test',
        role: 'ADMIN',
        added_at: new Date(),
        added_by: 'test',
      })
      .execute(),
  )
  const file = join(folder, 'letters.pdf')
  const dry = await preau('accounts', 'reset', '--all-without-login', '--dry-run')
  assert.equal(dry.out.summary, '1 letter would be printed')
  const nowhere = await preau(
    'accounts',
    'reset',
    'claire.martin',
    '--letter',
    join(folder, 'no/where.pdf'),
  )
  assert.equal(nowhere.code, 4)
  const done = await preau('accounts', 'reset', '--all-without-login', '--letter', file)
  assert.equal(done.out.summary, `1 letter in ${file}`)
  assert.equal(statSync(file).mode & 0o777, 0o600)
  const text = await textOf(file)
  for (const part of [
    'Mme Claire MARTIN',
    '12 rue des Écoles',
    '29290 SAINT-RENAN',
    'claire.martin',
    'famille.valpres.example/activation',
  ]) {
    assert.ok(text.includes(part), part)
  }
  const code = /\b([0-9A-Z]{4} [0-9A-Z]{4} [0-9A-Z]{4})\b/.exec(text)?.[1] ?? ''
  assert.ok(!JSON.stringify(done.out).includes(code), 'the code is in the letter alone')
  const again = await preau('accounts', 'reset', '--all-without-login', '--letter', file)
  assert.match(
    again.out.summary ?? '',
    /^0 letters would be printed; 1 letter from before still valid/,
  )
  const [account] = await db.worker((tx) => tx.selectFrom('account').select('id').execute())
  const order = { days: 30, now: new Date(), actor: 'sophie' }
  await assert.rejects(issueLetters({ db, keys }, [account?.id ?? 0], order, noPaper), /no space/)
  const visitor = { address: '192.0.2.1', device: 'Firefox', now: new Date() }
  const given = { login: 'claire.martin', code, password: 'tilleul7giroflee' }
  assert.ok((await activate({ db, keys: keys }, given, visitor)).ok)
})

test('letters that lie there are not written over: their codes are nowhere else', async () => {
  const before = readFileSync(join(folder, 'letters.pdf'))
  const done = await preau(
    'accounts',
    'reset',
    'claire.martin',
    '--letter',
    join(folder, 'letters.pdf'),
  )
  assert.equal(done.out.summary, `1 letter in ${join(folder, 'letters-2.pdf')}`)
  assert.ok(before.equals(readFileSync(join(folder, 'letters.pdf'))))
})

test('a ref that nobody answers to ends with 5 and says where to look', async () => {
  const { code, out } = await preau('accounts', 'unlock', 'nobody.here')
  assert.equal(code, 5)
  assert.deepEqual(out.error?.hint, 'preau accounts list')
})

test('the letter is tagged for screen readers, in French', () => {
  const source = readFileSync(join(folder, 'letters.pdf')).toString('latin1')
  assert.match(source, /\/MarkInfo\s*<<\s*\/Marked true/)
  assert.match(source, /\/Lang\s*\(fr/)
})

test('a code is read from the letter as it was drawn, whatever stands beside what', async () => {
  const codes = ['8PM1 JDT0 7KQA', 'AFEW 637A J2YY', '3YY8 WNHB QJPD', 'TAVA WAYA LTVY']
  const letters = codes.map((code) => ({
    accountId: 1,
    login: 'claire.martin',
    code: code.replaceAll(' ', ''),
    expiresOn: '2026-12-19',
    isFirst: true,
    title: 'MME' as const,
    firstName: 'Claire',
    usualName: 'Martin',
    address: [],
  }))
  const from = { settings: initialSettings(), activationUrl: 'https://x.example', now: september }
  const renderer = openPdfRenderer()
  const text = await pdfText(await renderer.render('letter', lettersData(letters, from)))
  renderer.close()
  for (const code of codes) assert.ok(text.includes(code), code)
})
