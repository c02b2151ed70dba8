import assert from 'node:assert/strict'
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { sql } from 'kysely'
import { asWorker } from '../../src/db/transactions.ts'
import { demoFamilies } from '../../src/demo/families.ts'
import { applyFamilies } from '../../src/households/apply-families.ts'
import { setBankAccount } from '../../src/households/bank-accounts.ts'
import { addEvidence } from '../../src/households/evidence.ts'
import { z } from '../../src/kernel/forms.ts'
import { giveSignedMandate } from '../../src/requests/mandates.ts'
import { commandTown } from '../cli/command-town.ts'
import { runHere } from '../cli/run-here.ts'
import { photo } from '../files/hostile-files.ts'
import { pdfText } from '../support/pdf-text.ts'

const now = new Date('2026-12-08T09:00:00Z')
const { db, keys, folder, env } = await commandTown()
const by = { now, actor: 'test' }
await asWorker(db, async (tx) => {
  const applied = await applyFamilies(tx, keys, demoFamilies(4, '2026-12-08'), by)
  assert.ok(applied.ok)
})
const { householdId, personId, file } = await claire()
await asWorker(db, (tx) => {
  const account = { holder: 'MARTIN CLAIRE', iban: 'FR1420041010050500013M02606', bic: null }
  return setBankAccount(tx, keys, { ...account, householdId, validFrom: '2026-01-01' }, by)
})

const envelope = z.object({
  ok: z.boolean(),
  data: z.unknown().optional(),
  summary: z.string().optional(),
  error: z.object({ code: z.string(), hint: z.string().nullable() }).optional(),
})

async function preau(...words: readonly string[]) {
  const globals = ['--json', '--as-of', '2026-12-08']
  const { exit, out } = await runHere([...globals, ...words], env)
  return { exit, text: out, ...envelope.parse(JSON.parse(out)) }
}

interface Adult {
  readonly personId: number
  readonly householdId: number
  readonly file: string
}

async function claire(): Promise<Adult> {
  const { rows } = await asWorker(db, (tx) =>
    sql<Adult>`
      select p.id as "personId", h.id as "householdId", h.file_number::text as file
      from person p join household_adult m on m.person_id = p.id join household h on h.id = m.household_id
      where p.first_name = 'Claire'`.execute(tx),
  )
  const [row] = rows
  assert.ok(row)
  return row
}

/** The only mandate that is still open. */
async function openRum(): Promise<string> {
  const { data } = await preau('debits', 'mandates')
  const [row] = z.array(z.object({ rum: z.string() })).parse(data)
  return row?.rum ?? ''
}

async function sendSigned(): Promise<void> {
  const rum = await openRum()
  await asWorker(db, async (tx) => {
    const found = await sql<{ id: number }>`select id from mandate where rum = ${rum}`.execute(tx)
    const scan = { bytes: await photo(), mediaType: 'image/jpeg' } as const
    const kind = 'SIGNED_MANDATE'
    const paper = { householdId, childId: null, kind, fileName: 'm.jpg', file: scan }
    const actor = 'claire.martin'
    const { id } = await addEvidence(tx, keys, paper, { now, actor, actorKind: 'PARENT' })
    const mandateId = found.rows[0]?.id ?? 0
    const given = { householdId, personId, mandateId, rum, signedOn: '2026-12-08' }
    await giveSignedMandate(tx, keys, { ...given, evidenceId: id }, { now, actor })
  })
}

test('no mandate is drafted before the commune has an ICS, nor for a family without an account', async () => {
  const early = await preau('debits', 'draft', file)
  assert.deepEqual([early.exit, early.error?.code], [78, 'NO_CREDITOR'])
  assert.equal((await preau('settings', 'set', 'debit.ics', 'FR73ZZZ123456')).exit, 4)
  assert.equal((await preau('settings', 'set', 'debit.ics', 'FR72ZZZ123456')).exit, 0)
  assert.equal((await preau('debits', 'draft', '2')).error?.code, 'NO_BANK_ACCOUNT')
  assert.equal((await preau('debits', 'draft', '999')).exit, 5)
  assert.equal((await preau('debits', 'draft', 'x')).exit, 2)
})

test('at the counter: drafted, printed, signed, taken with its scan', async () => {
  assert.equal((await preau('debits', 'draft', file)).exit, 0)
  const rum = await openRum()
  const out = join(folder, 'papers')
  assert.equal((await preau('debits', 'open', rum, '--out', out)).error?.code, 'REASON_MISSING')
  const opened = await preau('debits', 'open', rum, '--out', out, '--reason', 'guichet')
  const paper = join(out, `mandat-${rum}.pdf`)
  assert.equal(opened.exit, 0, opened.text)
  assert.equal(statSync(paper).mode & 0o777, 0o600)
  assert.match(await pdfText(readFileSync(paper)), new RegExp(`Mandat de prélèvement SEPA.*${rum}`))
  const scan = join(folder, 'scan.jpg')
  writeFileSync(scan, await photo())
  const wrong = await preau('debits', 'accept', rum, '--signed-on', '2026-12-09')
  assert.deepEqual([wrong.exit, wrong.error?.code], [3, 'MANDATE_DATE'])
  const nothing = join(folder, 'keys.json')
  assert.equal(
    (await preau('debits', 'accept', rum, '--signed-on', '2026-12-08', '--proof', nothing)).exit,
    4,
  )
  const taken = await preau('debits', 'accept', rum, '--signed-on', '2026-12-08', '--proof', scan)
  assert.equal(taken.exit, 0, taken.text)
  await preau('debits', 'open', rum, '--out', out, '--reason', 'guichet')
  assert.ok(existsSync(join(out, `signed_mandate-${await scanRef()}.jpg`)))
  assert.deepEqual((await preau('documents', 'list')).data, [])
})

async function scanRef(): Promise<string> {
  const { rows } = await asWorker(db, (tx) =>
    sql<{ ref: string }>`
      select left(e.ref::text, 8) as ref from mandate m join evidence e on e.id = m.evidence_id`.execute(
      tx,
    ),
  )
  return rows[0]?.ref ?? ''
}

test('what is shown of the account is masked, asks for a reason, and the reading is written down', async () => {
  const rum = await openRum()
  assert.equal((await preau('debits', 'show', rum)).error?.code, 'REASON_MISSING')
  const shown = await preau('debits', 'show', rum, '--reason', 'question de la famille')
  assert.match(shown.text, /FR14 \*\*\*\* … 606/)
  assert.match(shown.text, /"signedOn":"2026-12-08"/)
  const listed = await preau('debits', 'mandates', '--state', 'active')
  for (const { text } of [shown, listed]) assert.doesNotMatch(text, /2004101005|MARTIN CLAIRE.*FR/)
  assert.doesNotMatch(listed.text, /FR14/)
  const log = await preau('audit', 'log', '--action', 'finances.read')
  assert.match(log.text, /question de la famille/)
})

test('suspended, resumed, revoked: each with its reason, each refused where it makes no sense', async () => {
  const rum = await openRum()
  const verb = (name: string, ...more: string[]) => preau('debits', name, rum, ...more)
  assert.equal((await verb('resume')).error?.code, 'MANDATE_STATE')
  assert.equal((await verb('suspend', '--because', ' ')).exit, 2)
  assert.equal((await verb('suspend', '--because', 'Deux rejets.')).exit, 0)
  assert.match((await preau('debits', 'mandates', '--state', 'suspended')).text, /Deux rejets\./)
  assert.equal((await verb('resume')).exit, 0)
  assert.equal((await verb('revoke', '--because', 'À votre demande.')).exit, 0)
  assert.equal((await verb('revoke', '--because', 'Encore.')).error?.code, 'MANDATE_STATE')
  assert.deepEqual((await preau('debits', 'mandates')).data, [])
  assert.equal((await preau('debits', 'mandates', '--state', 'signed')).exit, 2)
  assert.equal((await preau('debits', 'suspend', 'X', '--because', 'Non.')).exit, 5)
})

test('a paper that a family sent is refused with a reason, or taken with the day that is really on it', async () => {
  await preau('debits', 'draft', file)
  const rum = await openRum()
  const refuse = ['debits', 'refuse', rum, '--because', 'La signature manque.']
  assert.equal((await preau(...refuse)).error?.code, 'MANDATE_STATE')
  await sendSigned()
  assert.match(
    (await preau('debits', 'mandates')).summary ?? '',
    /1 mandate, 1 signed paper to look at/,
  )
  assert.equal((await preau(...refuse)).exit, 0)
  await sendSigned()
  assert.equal((await preau('debits', 'accept', rum, '--signed-on', '2026-12-08')).exit, 0)
  const states = await asWorker(db, (tx) =>
    sql<{ states: string }>`
      select string_agg(state, ' ' order by id) as states from change_request`.execute(tx),
  )
  assert.equal(states.rows[0]?.states, 'REJECTED ACCEPTED')
})

test('the school’s officer has nothing to do with debits', async () => {
  await preau('officers', 'add', 'lea', '--role', 'school')
  const answer = await preau('--actor', 'lea', 'debits', 'mandates')
  assert.deepEqual([answer.exit, answer.error?.code], [3, 'NOT_ALLOWED'])
})
