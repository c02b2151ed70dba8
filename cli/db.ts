import { Command } from 'commander'
import { checkBilling } from '../src/billing/check.ts'
import type { Tx } from '../src/db/connect.ts'
import type { Keys } from '../src/db/keys.ts'
import { asWorker } from '../src/db/transactions.ts'
import { checkBookings } from '../src/enrolments/check-bookings.ts'
import { checkPlaces } from '../src/enrolments/check-places.ts'
import { checkCustody } from '../src/households/check-custody.ts'
import { dayOf } from '../src/kernel/day.ts'
import type { Invariant } from '../src/ledger/invariants.ts'
import { checkLedger } from '../src/ledger/check.ts'
import { checkFamilies } from '../src/operations/check-families.ts'
import { checkKept } from '../src/operations/check-kept.ts'
import { checkPayments } from '../src/payments/check.ts'
import { migrate, migrationStatus } from '../src/db/migrator.ts'
import { openDatabasePlace, type DatabasePlace } from '../src/db/open.ts'
import { withExample, type Cli, type CliBase, type CliRun } from './context.ts'
import { exits, Failure } from './failures.ts'
import { migrateQueueOf } from './house.ts'
import type { Answer } from './output.ts'

/** `preau db migrate|status|check`. */
export function dbCommand(run: CliRun): Command {
  const command = new Command('db').description('migrate and check the database')
  withExample(
    command
      .command('migrate')
      .description('brings the database and the queue to the newest migration')
      .action(() => run.withConfig((base) => inPlace(base, bringUpToDate))),
    'preau db migrate',
  )
  withExample(
    command
      .command('status')
      .description('which migrations are applied, which are not')
      .action(() => run.withConfig((base) => inPlace(base, status))),
    'preau db status --json',
  )
  withExample(
    command
      .command('check')
      .description(
        'the ledger, invoices, payments and debits, places, offers and bookings, custody and families, what is sealed: all that must hold',
      )
      .action(() => run.withDatabase(check)),
    'preau db check --json',
  )
  return command
}

/** Every rule with how many rows break it; exit 1 when one does. */
async function check({ db, keys, now }: Cli): Promise<Answer> {
  const rules = await asWorker(db, (tx) => everyRule(tx, keys, now))
  const broken = rules.filter((rule) => rule.broken > 0)
  if (broken.length > 0) {
    const names = broken.map((rule) => `${rule.name} (${rule.broken})`).join(', ')
    throw new Failure(exits.bug, 'BROKEN_RULES', `The data breaks its rules: ${names}`, {
      details: { broken },
    })
  }
  return {
    summary: `${rules.length} rules hold`,
    data: { rules },
    tables: [
      { columns: ['rule', 'broken rows'], rows: rules.map((rule) => [rule.name, rule.broken]) },
    ],
  }
}

/** What must hold in the data, and how many rows break it. */
export async function everyRule(tx: Tx, keys: Keys, now: Date): Promise<readonly Invariant[]> {
  return [
    ...(await checkLedger(tx)),
    ...(await checkBilling(tx)),
    ...(await checkPayments(tx, now)),
    ...(await checkPlaces(tx, now)),
    ...(await checkBookings(tx, dayOf(now))),
    ...(await checkCustody(tx, dayOf(now))),
    ...(await checkFamilies(tx, dayOf(now))),
    ...(await checkKept(tx, keys)),
  ]
}

async function inPlace(
  { config, output }: CliBase,
  work: (url: string) => Promise<Answer>,
): Promise<Answer> {
  const place: DatabasePlace = await openDatabasePlace(config)
  try {
    if (place.notice) output.note(place.notice)
    return await work(place.url)
  } finally {
    place.leave()
  }
}

async function bringUpToDate(url: string): Promise<Answer> {
  const applied = await migrate(url)
  await migrateQueueOf(url)
  const summary =
    applied.length === 0 ? 'The database is up to date' : `${applied.length} migrations applied`
  return { summary, data: { applied }, ...(applied.length > 0 ? { text: applied.join('\n') } : {}) }
}

async function status(url: string): Promise<Answer> {
  const { applied, pending } = await migrationStatus(url)
  const rows = [
    ...applied.map((name) => [name, 'applied']),
    ...pending.map((name) => [name, 'pending']),
  ]
  const summary =
    pending.length === 0
      ? 'The database is up to date'
      : `${pending.length} migrations are pending: preau db migrate`
  return {
    summary,
    data: { applied, pending },
    tables: [{ columns: ['migration', 'state'], rows }],
  }
}
