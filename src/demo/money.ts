import { sql } from 'kysely'
import { runBilling } from '../billing/run.ts'
import type { Database, Tx } from '../db/connect.ts'
import type { Keys } from '../db/keys.ts'
import { asWorker } from '../db/transactions.ts'
import {
  addDays,
  addMonths,
  dayOf,
  firstDayOf,
  instantAt,
  monthOf,
  type Day,
} from '../kernel/day.ts'
import type { Cents } from '../kernel/money.ts'
import { bookPayments, type CounterMethod, type NewPayment } from '../payments/record.ts'
import { randomFrom, type Random } from './random.ts'

interface Span {
  readonly firstDay: Day
  readonly now: Date
  readonly actor: string
}

interface Issued {
  readonly householdId: number
  readonly regieId: number
  readonly isClaire: boolean
  readonly totalCents: Cents
}

/** What Claire Martin owes in the documentation's pictures. */
const claireOwes = 14_385

/** A bill each past month; most are paid within three weeks, some in part, a few not at all. */
export async function billAndPay(db: Database, keys: Keys, span: Span): Promise<void> {
  const random = randomFrom(99)
  const last = addMonths(monthOf(dayOf(span.now)), -1)
  for (let month = monthOf(span.firstDay); month <= last; month = addMonths(month, 1)) {
    const issuedOn = addDays(firstDayOf(addMonths(month, 1)), 1)
    if (issuedOn > dayOf(span.now)) return
    const by = { now: instantAt(issuedOn, '05:00'), actor: span.actor }
    await runBilling(db, keys, { period: month }, by)
    await asWorker(db, (tx) =>
      payMonth(tx, random, {
        month,
        monthsAgo: month === last ? 1 : month === addMonths(last, -1) ? 2 : 3,
        ...span,
      }),
    )
  }
  await asWorker(db, (tx) => settleClaire(tx, span))
}

interface Month extends Span {
  readonly month: string
  /** 1: the newest bill; 3: three or more ago. */
  readonly monthsAgo: 1 | 2 | 3
}

async function payMonth(
  tx: Tx,
  random: Random,
  { month, monthsAgo, now, actor }: Month,
): Promise<void> {
  const payments = (await issuedIn(tx, month)).flatMap((invoice): NewPayment[] => {
    const payment = paymentOf(random, invoice, monthsAgo === 1)
    const receivedOn = addDays(firstDayOf(addMonths(month, 1)), 3 + random.below(18))
    if (invoice.isClaire && monthsAgo < 3) return [] // settled below
    const paid = invoice.isClaire ? wholeOf(invoice) : payment
    return paid && receivedOn <= dayOf(now) ? [{ ...paid, receivedOn }] : []
  })
  await bookPayments(tx, payments, { now, actor, actorKind: 'OFFICER' })
}

function paymentOf(
  random: Random,
  invoice: Issued,
  isLast: boolean,
): Omit<NewPayment, 'receivedOn'> | null {
  const roll = random.below(100)
  const { householdId, regieId, totalCents } = invoice
  const method = random.pick<CounterMethod>(['CHEQUE', 'CASH', 'TRANSFER', 'CARD_COUNTER', 'CESU'])
  if (roll >= (isLast ? 55 : 94)) return null
  const inPart = roll < (isLast ? 12 : 4)
  return {
    householdId,
    regieId,
    method,
    amountCents: inPart ? Math.ceil(totalCents / 2) : totalCents,
  }
}

function wholeOf({ householdId, regieId, totalCents }: Issued): Omit<NewPayment, 'receivedOn'> {
  return { householdId, regieId, method: 'CHEQUE', amountCents: totalCents }
}

async function issuedIn(tx: Tx, month: string): Promise<Issued[]> {
  const found = await sql<Issued>`
    select i.household_id as "householdId", i.regie_id as "regieId", i.total_cents as "totalCents",
           exists (
             select 1 from household_adult ha join person p on p.id = ha.person_id join account a on a.id = p.account_id
             where ha.household_id = i.household_id and a.login = 'claire.martin') as "isClaire"
    from invoice i
    where i.period_from = ${firstDayOf(month)}::date and i.total_cents > 0
    order by i.household_id`.execute(tx)
  return found.rows
}

/** Claire has paid all but what the pictures show: the newest bill and the rest of the one before. */
async function settleClaire(tx: Tx, { now, actor }: Span): Promise<void> {
  const found = await sql<{ householdId: number; regieId: number; owedCents: Cents }>`
    select t.household_id as "householdId", t.regie_id as "regieId", sum(case when t.debit_kind = 'RECEIVABLE' then t.amount_cents else -t.amount_cents end)::int as "owedCents"
    from ledger_transfer t
    join household_adult ha on ha.household_id = t.household_id
    join person p on p.id = ha.person_id
    join account a on a.id = p.account_id and a.login = 'claire.martin'
    group by t.household_id, t.regie_id`.execute(tx)
  const payments = found.rows.flatMap(({ householdId, regieId, owedCents }): NewPayment[] => {
    const amountCents = owedCents - claireOwes
    if (amountCents <= 0) return []
    // after the newest bill, which still names the rest of the one before
    return [{ householdId, regieId, method: 'CESU', amountCents, receivedOn: dayOf(now) }]
  })
  await bookPayments(tx, payments, { now, actor, actorKind: 'OFFICER' })
}
