import type { Command } from 'commander'
import { asWorker } from '../src/db/transactions.ts'
import { unconfirmedFamilies } from '../src/households/child/confirmations.ts'
import { missingVaccines } from '../src/households/child/vaccination-watch.ts'
import { dayOf } from '../src/kernel/day.ts'
import { withExample, type Cli, type CliRun } from './context.ts'
import { tableOf, type Answer } from './output.ts'

/** `preau families vaccinations|confirmations`: whom an officer must run after (docs/children.md). */
export function addFollowUp(command: Command, run: CliRun): void {
  withExample(
    command
      .command('vaccinations')
      .description('children who lack a mandatory vaccine: since when, and until when they may')
      .action(() => run.withDatabase(vaccinations, { reading: true })),
    'preau families vaccinations',
  )
  withExample(
    command
      .command('confirmations')
      .description('families that have not confirmed all their sheets this school year')
      .action(() => run.withDatabase(confirmations, { reading: true })),
    'preau families confirmations',
  )
}

async function vaccinations({ db, now }: Cli): Promise<Answer> {
  const missing = await asWorker(db, (tx) => missingVaccines(tx, dayOf(now)))
  const blocked = missing.filter(({ state }) => state === 'BLOCKED').length
  const labels = {
    fileNumber: 'file',
    family: 'family',
    child: 'child',
    school: 'school',
    missingSince: 'missing since',
    blockedFrom: 'blocked from',
    state: 'state',
  }
  return {
    summary: `${missing.length} children lack a mandatory vaccine, ${blocked} of them for more than 90 days`,
    data: { missing },
    tables: [tableOf(missing, labels)],
  }
}

async function confirmations({ db, now }: Cli): Promise<Answer> {
  const families = await asWorker(db, (tx) => unconfirmedFamilies(tx, dayOf(now)))
  const rows = families.map((one) => ({
    ...one,
    done: `${one.confirmed} of ${one.asked}`,
    left: one.left.join(', '),
  }))
  const labels = { fileNumber: 'file', family: 'family', done: 'confirmed', left: 'left' }
  return {
    summary: `${families.length} families have sheets left to confirm`,
    data: { families },
    tables: [tableOf(rows, labels)],
  }
}
