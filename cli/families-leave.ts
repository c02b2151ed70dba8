import type { Command } from 'commander'
import { asWorker } from '../src/db/transactions.ts'
import { childHouseholds } from '../src/households/child-households.ts'
import { removeAdult } from '../src/households/remove-adult.ts'
import { dayOf } from '../src/kernel/day.ts'
import { childLeaves } from '../src/requests/child-leaves.ts'
import { withExample, type Cli, type CliRun } from './context.ts'
import { exits, Failure } from './failures.ts'
import { rolledBackWhen } from './list-files.ts'
import { oneFamily } from './one-family.ts'
import type { Answer } from './output.ts'
import { typedReason } from './typed.ts'

interface LeaveOptions {
  readonly family: string
  readonly because: string
  readonly dryRun?: true
}

/** `preau families remove-adult|unlink-child`: who leaves a family's file. */
export function addLeaving(command: Command, run: CliRun): void {
  withExample(
    command
      .command('remove-adult')
      .description(
        'an adult leaves the file of a family, from today on; the partner goes on as its payer',
      )
      .argument('<adult>', "the adult's login, or ref (preau families show FILE --json)")
      .requiredOption('--family <ref>', 'file number, ref or login')
      .requiredOption('--because <reason>', 'kept in the audit trail')
      .option('--dry-run', 'says what would change')
      .action((adult: string, options: LeaveOptions) =>
        run.withDatabase((cli) => leave(cli, adult, options)),
      ),
    'preau families remove-adult jean-loup.martin --family 1002 --because "separated, letter of 12 November"',
  )
  withExample(
    command
      .command('unlink-child')
      .description('a child leaves the file of a family, from today on; its enrolments there end')
      .argument('<child>', "the child's ref (preau families show)")
      .requiredOption('--family <ref>', 'file number, ref or login')
      .requiredOption('--because <reason>', 'kept in the audit trail')
      .option('--dry-run', 'says what would change')
      .action((child: string, options: LeaveOptions) =>
        run.withDatabase((cli) => unlink(cli, child, options)),
      ),
    'preau families unlink-child 2f0a… --family 1003 --because "entered twice"',
  )
}

async function leave(cli: Cli, adult: string, options: LeaveOptions): Promise<Answer> {
  const { family, because, dryRun } = await asked(cli, options)
  const done = await rolledBackWhen(dryRun, cli.db, (tx) =>
    removeAdult(tx, { householdId: family.id, adult, because }, cli),
  )
  const parts = [
    `${done.name} ${dryRun ? 'would leave' : 'left'} file ${family.fileNumber}`,
    done.newPayer && `${done.newPayer} is the payer from now on: see to a new mandate`,
    done.idleLogin && `the login opens no file any more: preau accounts close ${done.idleLogin}`,
  ]
  return {
    summary: parts.filter((part) => part !== null).join('; '),
    data: { ...done, family: family.fileNumber, dryRun },
  }
}

async function unlink(cli: Cli, ref: string, options: LeaveOptions): Promise<Answer> {
  const { family, because, dryRun } = await asked(cli, options)
  const child = await asWorker(cli.db, (tx) => childHouseholds(tx, ref, dayOf(cli.now)))
  if (!child?.households.some(({ id }) => id === family.id)) {
    throw new Failure(exits.notFound, 'NOT_FOUND', 'This family has no child of this ref', {
      hint: `preau families show ${family.fileNumber}`,
    })
  }
  const { enrolments } = await rolledBackWhen(dryRun, cli.db, (tx) =>
    childLeaves(tx, { childId: child.id, householdId: family.id, because }, cli),
  )
  const other = child.households.find(({ id }) => id !== family.id)
  const verb = dryRun ? 'would leave' : 'left'
  const where = other ? `file ${other.fileNumber} goes on` : 'it is in no file any more'
  return {
    summary: `${child.firstName} ${verb} file ${family.fileNumber}, ${enrolments} enrolments end; ${where}`,
    data: { child: child.ref, family: family.fileNumber, enrolments, dryRun },
  }
}

async function asked(cli: Cli, { family: ref, because: typed, dryRun }: LeaveOptions) {
  const because = typedReason(typed, `preau families show ${ref}`)
  const family = await asWorker(cli.db, (tx) => oneFamily(tx, ref, dayOf(cli.now)))
  return { family, because, dryRun: dryRun === true }
}
