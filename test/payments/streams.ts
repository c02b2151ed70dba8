import assert from 'node:assert/strict'
import { sql } from 'kysely'
import type { Database, Tx } from '../../src/db/connect.ts'
import { asVisitor, asWorker } from '../../src/db/transactions.ts'
import { decimalText } from '../../src/kernel/money.ts'
import { balanceOf } from '../../src/ledger/balances.ts'
import { checkPayments } from '../../src/payments/check.ts'
import { checkLedger } from '../../src/ledger/check.ts'
import { decideNotification } from '../../src/payments/decide-notification.ts'
import { storeNotification } from '../../src/payments/notifications.ts'
import { demoShop } from '../../src/payments/stand-in-banks/spplus/demo-shop.ts'
import { createFamily, keys, morning, owe, type PayingFamily } from './payment-world.ts'
import { chanceOf, follow, streamOf, type Model, type StreamEvent } from './stream-model.ts'

const debtCents = 14_385

/**
 * Sends generated streams of notifications, each to a family of its own, and compares what the portal stored with the
 * model. Returns how many notifications were sent.
 */
export async function runStreams(
  db: Database,
  {
    regieId,
    seed,
    count,
  }: { readonly regieId: number; readonly seed: number; readonly count: number },
): Promise<number> {
  let sent = 0
  for (let batch = 0; batch < count; batch += 8) {
    const seeds = Array.from({ length: Math.min(8, count - batch) }, (_, at) => seed + batch + at)
    const counts = await Promise.all(seeds.map((one) => runStream(db, regieId, one)))
    sent += counts.reduce((sum, one) => sum + one, 0)
  }
  const broken = await asWorker(db, async (tx) => [
    ...(await checkLedger(tx)),
    ...(await checkPayments(tx, new Date())),
  ])
  assert.deepEqual(
    broken.filter((invariant) => invariant.broken > 0),
    [],
    'the ledger holds after every stream',
  )
  return sent
}

async function runStream(db: Database, regieId: number, seed: number): Promise<number> {
  const chance = chanceOf(seed)
  const { family, references } = await asWorker(db, async (tx) => {
    const made = await createFamily(tx, regieId, `Martin ${seed}`)
    await owe(tx, made, debtCents, '2026-12-01')
    const names = Array.from({ length: 1 + chance(2) }, (_, at) => referenceOf(seed, at))
    for (const reference of names) await createAttempt(tx, made, reference)
    return { family: made, references: names }
  })
  const amount = decimalText(debtCents)
  const events = streamOf(
    chance,
    references.map((reference) => ({ reference, amount })),
    `S${seed}T`,
  )
  await deliver(db, events, chance)
  await compare(db, { seed, family, references, events, model: follow(events, references.length) })
  return events.length
}

function referenceOf(seed: number, at: number): string {
  return `R${seed}X${at}`.padEnd(20, 'Z')
}

async function createAttempt(tx: Tx, family: PayingFamily, reference: string): Promise<void> {
  await sql`
    insert into payment_attempt (reference, household_id, regie_id, amount_cents, mode, provider, shop_id, created_at,
      state_at)
    values (${reference}, ${family.householdId}, ${family.regieId}, ${debtCents}, 'TEST', 'SPPLUS', ${demoShop.siret},
      ${morning}, ${morning})`.execute(tx)
}

/** One after the other, as the model does; each is stored by the portal and decided by two jobs at once. */
async function deliver(
  db: Database,
  events: readonly StreamEvent[],
  chance: (below: number) => number,
): Promise<void> {
  for (const { raw } of events) {
    const sent = { provider: 'SPPLUS', raw, now: morning } as const
    const id = await asVisitor(db, (tx) => storeNotification(tx, keys, sent))
    const decideOnce = () =>
      asWorker(db, (tx) => decideNotification(tx, keys, id, { now: morning }))
    await (chance(4) === 0 ? Promise.all([decideOnce(), decideOnce()]) : decideOnce())
  }
}

interface Outcome {
  readonly seed: number
  readonly family: PayingFamily
  readonly references: readonly string[]
  readonly events: readonly StreamEvent[]
  readonly model: Model
}

async function compare(
  db: Database,
  { seed, family, references, events, model }: Outcome,
): Promise<void> {
  await asWorker(db, async (tx) => {
    const attempts = await sql<{ state: string; paidBy: string | null; reversed: boolean }>`
      select a.state, p.details ->> 'transaction' as "paidBy",
             exists (select from payment_reversal r where r.payment_id = p.id) as reversed
      from payment_attempt a left join payment p on p.attempt_id = a.id
      where a.reference = any(${references}::text[]) order by a.reference`.execute(tx)
    const story = `seed ${seed}: ${events.map((event) => `${event.attempt}/${event.etat}/${event.truth}`).join(' ')}`
    assert.deepEqual(attempts.rows, model.attempts, story)
    const paid = model.attempts.filter((one) => one.paidBy !== null && !one.reversed).length
    const balance = await balanceOf(tx, family.householdId, family.regieId)
    assert.equal(balance, debtCents - paid * debtCents, story)
    const digests = await sql<{ quarantined: number; forged: number }>`
      select count(*) filter (where verdict = 'QUARANTINE')::int as quarantined,
             count(*) filter (where verdict = 'NOT_AUTHENTIC')::int as forged
      from provider_notification
      where sha256 = any(select sha256(convert_to(raw, 'utf8')) from unnest(${events.map((event) => event.raw)}::text[]) raw)`.execute(
      tx,
    )
    assert.deepEqual(
      digests.rows[0],
      { quarantined: model.quarantined, forged: model.forged },
      story,
    )
  })
}
