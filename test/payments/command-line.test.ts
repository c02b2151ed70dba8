import assert from 'node:assert/strict'
import { sql } from 'kysely'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { asVisitor, asWorker } from '../../src/db/transactions.ts'
import { z } from '../../src/kernel/forms.ts'
import { cancelPayment } from '../../src/payments/cancel.ts'
import { decideNotification } from '../../src/payments/decide-notification.ts'
import { demoShop } from '../../src/payments/stand-in-banks/spplus/demo-shop.ts'
import { balanceOf } from '../../src/ledger/balances.ts'
import { checkLedger } from '../../src/ledger/check.ts'
import { storeNotification } from '../../src/payments/notifications.ts'
import { commandTown } from '../cli/command-town.ts'
import { runHere } from '../cli/run-here.ts'
import { createFamily, createRegie, morning, owe } from './payment-world.ts'
import { sealed } from './stream-model.ts'

const { db, keys, keysFile, folder, env } = await commandTown()

const regieId = await asWorker(db, (tx) => createRegie(tx, 'ENFANCE'))
const martin = await asWorker(db, (tx) => createFamily(tx, regieId, 'Martin'))
await asWorker(db, (tx) => owe(tx, martin, 14_385, '2026-12-01'))

const envelope = z.object({
  ok: z.boolean(),
  data: z.unknown().optional(),
  error: z.object({ code: z.string(), hint: z.string().nullable() }).optional(),
})

async function preau(...words: readonly string[]) {
  const { exit, out } = await runHere(['--json', '--as-of', '2026-12-07', ...words], env)
  return { exit, ...envelope.parse(JSON.parse(out)) }
}

const record = ['payments', 'record', '--family', '1', '--regie', 'ENFANCE', '--method', 'cheque']

test('the régisseur records a cheque once, however often the line is sent', async () => {
  const line = [...record, '--amount', '50,20', '--document', '0012345', '--key', 'C-1']
  const first = await preau(...line)
  assert.deepEqual(first.data, { number: 'R01-26-12-0000001', repeated: false, amountCents: 5_020 })
  const second = await preau(...line)
  assert.deepEqual(second.data, { number: 'R01-26-12-0000001', repeated: true, amountCents: 5_020 })
  const nextDay = await preau('--as-of', '2026-12-08', ...line)
  assert.deepEqual(nextDay.data, second.data, 'the day is none of what was typed')
  assert.equal((await preau(...line, '--on', '2026-12-07')).exit, 0)
  assert.equal((await preau(...line, '--on', '2026-12-06')).error?.code, 'UNCHANGEABLE')
})

test('a family or an amount that does not exist is refused with its exit code', async () => {
  assert.equal((await preau(...record, '--amount', '0')).exit, 2)
  const unknown = ['payments', 'record', '--family', '99', '--regie', 'ENFANCE', '--method', 'cash']
  assert.equal((await preau(...unknown, '--amount', '5')).exit, 5)
})

test('money for a file that goes on as another is recorded there, not lost in the former one', async () => {
  const former = await asWorker(db, (tx) => createFamily(tx, regieId, 'Martin-Dubois'))
  const { rows } = await asWorker(db, (tx) =>
    sql<{ file: number }>`
      update household set merged_into_id = ${martin.householdId} where id = ${former.householdId}
      returning file_number as file`.execute(tx),
  )
  const line = ['--regie', 'ENFANCE', '--method', 'cash', '--amount', '5']
  const refused = await preau('payments', 'record', '--family', String(rows[0]?.file), ...line)
  assert.deepEqual([refused.exit, refused.error?.code], [3, 'FILE_MERGED'])
})

test('money that is still to come, or more than anybody owes, is a slip of the keyboard and is not recorded', async () => {
  for (const slip of [
    ['--amount', '5', '--on', '2026-12-08'],
    ['--amount', '5', '--on', '2062-12-07'],
    ['--amount', '50200000'],
  ])
    assert.equal((await preau(...record, ...slip)).exit, 2, slip.join(' '))
  assert.equal((await preau(...record, '--amount', '99999.99', '--on', '2026-12-07')).exit, 0)
})

test('a payment recorded by mistake is cancelled once, whatever it was paid with, and is owed again', async () => {
  const balance = () => asWorker(db, (tx) => balanceOf(tx, martin.householdId, regieId))
  const before = await balance()
  for (const method of ['cash', 'cheque', 'card', 'transfer', 'cesu', 'ancv']) {
    const line = ['--regie', 'ENFANCE', '--method', method, '--amount', '7']
    const { data } = await preau('payments', 'record', '--family', '1', ...line)
    const { number } = z.object({ number: z.string() }).parse(data)
    const cancel = ['payments', 'cancel', number, '--because', 'Saisi deux fois']
    assert.equal((await preau(...cancel, '--dry-run')).exit, 0)
    assert.equal(await balance(), before - 700, method)
    const again = () =>
      asWorker(db, (tx) =>
        cancelPayment(tx, { number, because: 'Saisi deux fois' }, { now: morning, actor: 'paul' }),
      )
    const both = await Promise.all([again(), again()])
    assert.equal(both.filter(({ repeated }) => repeated).length, 1)
    assert.match(JSON.stringify((await preau(...cancel)).data), /"repeated":true/)
    assert.equal(await balance(), before, method)
  }
  const unknown = await preau('payments', 'cancel', 'R01-26-12-0009999', '--because', 'x')
  assert.deepEqual([unknown.exit, unknown.error?.hint], [5, 'preau payments list'])
  const checks = await asWorker(db, checkLedger)
  assert.deepEqual(
    checks.filter(({ broken, name }) => broken > 0 && name !== 'ledger.has_document'),
    [],
  )
})

test('payments are listed with what is still unused, and alerts apart', async () => {
  const all = z.object({
    payments: z.array(z.object({ number: z.string(), unusedCents: z.number() })),
  })
  const listed = all.parse((await preau('payments', 'list')).data)
  assert.deepEqual(listed.payments.at(-1), { number: 'R01-26-12-0000001', unusedCents: 0 })
  assert.deepEqual((await preau('payments', 'list', '--alerts')).data, { alerts: [] })
})

test('a notification of nobody is put aside, shows among the alerts, and can be inspected without effect', async () => {
  await preau('settings', 'set', 'payment.provider', 'SPPLUS')
  await preau('settings', 'set', 'payment.clent', demoShop.clent)
  const raw = sealed({
    siret: demoShop.siret,
    reference: 'NOBODYKNOWSTHISONE22',
    refsfp: '1',
    montant: '5.00',
    devise: '978',
    etat: '10',
  })
  const file = join(folder, 'notification.txt')
  writeFileSync(file, `https://portail.example/paiement/notification/spplus?${raw}\n`)
  const inspected = await preau('payments', 'inspect', file)
  assert.deepEqual(inspected.data, {
    answer: 'spcheckok',
    signature_valid: true,
    action: 'quarantine',
    why: 'unknown order',
  })
  const id = await asVisitor(db, (tx) =>
    storeNotification(tx, keys, { provider: 'SPPLUS', raw, now: morning }),
  )
  await asWorker(db, (tx) => decideNotification(tx, keys, id, { now: morning }))
  const alerts = z.object({ alerts: z.array(z.object({ kind: z.string(), about: z.string() })) })
  assert.deepEqual(alerts.parse((await preau('payments', 'list', '--alerts')).data).alerts, [
    { kind: 'QUARANTINE', about: 'UNKNOWN_ATTEMPT' },
  ])
})

test('what came while the key was wrong is found among the alerts, and counts once the key is right', async () => {
  const reference = 'ABCDEFGHIJKLMNOPQRST'
  await asWorker(db, (tx) =>
    sql`
      insert into payment_attempt (reference, household_id, regie_id, amount_cents, mode, provider, shop_id, created_at)
      values (${reference}, ${martin.householdId}, ${regieId}, 5000, 'TEST', 'SPPLUS', ${demoShop.siret}, ${morning})`.execute(
      tx,
    ),
  )
  const facts = { siret: demoShop.siret, refsfp: '7', montant: '50.00', devise: '978' }
  const right = sealed({ ...facts, reference, etat: '10' })
  const forged = right.replace('refsfp=7', 'refsfp=8')
  const ofNobody = forged.replace(reference, 'NOBODYKNOWSTHISONE22')
  const tell = async (raw: string) => {
    const sent = { provider: 'SPPLUS', raw, now: morning } as const
    const id = await asVisitor(db, (tx) => storeNotification(tx, keys, sent))
    await asWorker(db, (tx) => decideNotification(tx, keys, id, { now: morning }))
  }
  await preau('settings', 'set', 'payment.clent', demoShop.clent.replace('5', '6'))
  for (const raw of [right, forged, ofNobody]) await tell(raw)
  await preau('settings', 'set', 'payment.clent', '')
  await tell(right.replace('refsfp=7', 'refsfp=9'))
  assert.equal((await preau('payments', 'recheck')).error?.code, 'PROVIDER_NOT_CONFIGURED')
  const doubtful = async () => {
    const { data } = await preau('--as-of', '2026-12-20', 'payments', 'list', '--alerts')
    const { alerts } = z
      .object({ alerts: z.array(z.object({ kind: z.string(), reference: z.string().nullable() })) })
      .parse(data)
    return alerts.filter((one) => one.kind === 'NOT_AUTHENTIC').map((one) => one.reference)
  }
  assert.deepEqual(await doubtful(), [reference, reference, reference])

  await preau('settings', 'set', 'payment.clent', demoShop.clent)
  const result = z.object({
    decided: z.array(z.object({ reference: z.string(), action: z.string() })),
    notAuthentic: z.number(),
  })
  const recheck = async () => result.parse((await preau('payments', 'recheck')).data)
  const paid = [{ reference, action: 'paid' }]
  assert.deepEqual(await recheck(), { decided: paid, notAuthentic: 3 })
  assert.deepEqual(await recheck(), { decided: [], notAuthentic: 3 })
  assert.deepEqual(await doubtful(), [reference, reference])
})

test('vectors need no database, and a file that holds none is bad input', async () => {
  const vectors = new URL('../data/vectors/spplus.json', import.meta.url).pathname
  const all = await preau('payments', 'inspect', '--vector', vectors)
  assert.equal(z.array(z.unknown()).parse(all.data).length, 24)
  assert.equal((await preau('payments', 'inspect', '--vector', keysFile)).exit, 4)
})
