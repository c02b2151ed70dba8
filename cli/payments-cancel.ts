import type { Command } from 'commander'
import { decimalText } from '../src/kernel/money.ts'
import { cancelPayment } from '../src/payments/cancel.ts'
import { withExample, type Cli, type CliRun } from './context.ts'
import { rolledBackWhen } from './list-files.ts'
import type { Answer } from './output.ts'
import { typedReason } from './typed.ts'

interface CancelOptions {
  readonly because: string
  readonly dryRun?: true
}

/** `preau payments cancel`. */
export function addCancel(command: Command, run: CliRun): void {
  withExample(
    command
      .command('cancel')
      .description(
        'cancels a payment of the counter that was recorded by mistake: what it paid is owed again',
      )
      .argument('<number>', 'number of the payment: preau payments list')
      .requiredOption('--because <reason>', 'in French: the family reads it on its statement')
      .option('--dry-run', 'says what would be cancelled')
      .action((number: string, options: CancelOptions) =>
        run.withDatabase((cli) => cancel(cli, number, options)),
      ),
    'preau payments cancel R01-26-12-0000001 --because "Chèque revenu impayé"',
  )
}

async function cancel(cli: Cli, number: string, options: CancelOptions): Promise<Answer> {
  const because = typedReason(options.because, 'preau payments list')
  const dryRun = options.dryRun === true
  const done = await rolledBackWhen(dryRun, cli.db, (tx) =>
    cancelPayment(tx, { number, because }, cli),
  )
  const what = `payment ${done.number} of ${decimalText(done.amountCents)} euros, ${done.household} (${done.fileNumber})`
  const how = done.repeated
    ? 'Cancelled before: '
    : dryRun
      ? 'Dry run: would cancel '
      : 'Cancelled: '
  return { summary: `${how}${what}`, data: { ...done, dryRun } }
}
