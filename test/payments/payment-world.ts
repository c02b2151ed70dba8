import { sql } from 'kysely'
import { randomBytes } from 'node:crypto'
import type { Database, Tx } from '../../src/db/connect.ts'
import { asWorker } from '../../src/db/transactions.ts'
import { sha256 } from '../../src/kernel/ids.ts'
import { nextNumbers, numberText } from '../../src/ledger/numbers.ts'
import { settle } from '../../src/ledger/settle.ts'
import { postTransfers } from '../../src/ledger/transfers.ts'
import { demoShop } from '../../src/payments/stand-in-banks/spplus/demo-shop.ts'
import { readSettings, type Settings } from '../../src/settings/settings.ts'
import { setSetting } from '../../src/settings/edit.ts'
import { testKeys } from '../support/keys.ts'

/** The morning of the story: Monday 7 December 2026, 9 h in Paris. */
export const morning = new Date('2026-12-07T08:00:00Z')

export const keys = testKeys()

export interface PayingFamily {
  readonly householdId: number
  readonly personId: number
  readonly regieId: number
}

/** The commune takes cards by SP Plus at the demonstration's shop. */
export async function configureSpPlus(db: Database, pageUrl: string): Promise<Settings> {
  return asWorker(db, async (tx) => {
    const values = {
      'payment.provider': 'SPPLUS',
      'payment.siret': demoShop.siret,
      'payment.clent': demoShop.clent,
      'payment.url': pageUrl,
    }
    for (const [key, value] of Object.entries(values)) {
      const set = await setSetting(tx, keys, { key, value, now: morning, actor: 'test' })
      if (!set.ok) throw new Error(set.faults.join())
    }
    return readSettings(tx, keys)
  })
}

export async function createRegie(tx: Tx, code: string): Promise<number> {
  const made = await sql<{ id: number }>`
    insert into regie (code, name, siret, route, vat_mention)
    values (${code}, 'Régie Enfance', '21370999900014', 'REGIE', 'TVA non applicable')
    returning id`.execute(tx)
  return made.rows[0]?.id ?? 0
}

let fileNumber = 0

/** A household with one adult, who will pay. */
export async function createFamily(tx: Tx, regieId: number, name: string): Promise<PayingFamily> {
  const made = await sql<{ householdId: number; personId: number }>`
    with family as (
      insert into household (file_number, name, sort_name)
      values (${++fileNumber}, ${name}, ${name})
      returning id
    ), adult as (
      insert into person (first_name, usual_name, match_key, email)
      values ('Claire', ${name}, ${name}, 'claire.martin@example.org')
      returning id
    ), member as (
      insert into household_adult (household_id, person_id, role, valid_from)
      select family.id, adult.id, 'PRIMARY', '2026-09-01' from family, adult
    )
    select family.id as "householdId", adult.id as "personId" from family, adult`.execute(tx)
  const row = made.rows[0]
  if (!row) throw new Error('No family')
  return { ...row, regieId }
}

const snapshot = JSON.stringify({
  commune: {},
  payer: { lines: [], fileNumber: 0 },
  openDocuments: [],
})

/** An issued invoice of one line, published the same day. */
export async function owe(
  tx: Tx,
  family: PayingFamily,
  cents: number,
  day: string,
): Promise<number> {
  const { householdId, regieId } = family
  const [posted] = await postTransfers(
    tx,
    [
      {
        kind: 'INVOICE',
        householdId,
        regieId,
        sourceKey: `invoice:${randomBytes(6).toString('hex')}`,
        occurredOn: day,
        visibleFrom: day,
        items: [cents],
      },
    ],
    { now: morning, actor: 'test' },
  )
  await settle(tx, { regieId, householdIds: [householdId], on: day })
  const counter = { regieId, series: 'INVOICE', fiscalYear: 2026 } as const
  const sequence = await nextNumbers(tx, counter, 1)
  const selection = sha256(`${householdId} ${sequence}`)
  await sql`
    with run as (
      insert into billing_run (regie_id, period_from, period_to, selection_hash, state, invoiced_on, due_on, actor)
      values (${regieId}, ${day}, ${day}, ${selection}, 'PUBLISHED', ${day}, ${day}, 'test')
      returning id)
    insert into invoice (run_id, household_id, regie_id, fiscal_year, sequence_number, number, period_from, period_to,
      issued_on, due_on, published_at, total_cents, previous_balance_cents, amount_due_cents, transfer_id, snapshot,
      snapshot_sha256, payer_name)
    select id, ${householdId}, ${regieId}, 2026, ${sequence}, ${numberText('INVOICE', regieId, '2026-12', sequence)},
      ${day}, ${day}, ${day}, ${day}, ${morning}, ${cents}, 0, ${cents}, ${posted?.id ?? 0}, ${snapshot}::jsonb,
      app.snapshot_hash(${snapshot}::jsonb),
      'Claire Martin'
    from run`.execute(tx)
  return posted?.id ?? 0
}
