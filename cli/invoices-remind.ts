import { lateFamilies, remindFamilies, type LateFamily } from '../src/billing/remind.ts'
import { asWorker } from '../src/db/transactions.ts'
import { addDays, dayOf, isDay, type Day } from '../src/kernel/day.ts'
import { decimalText, sumCents } from '../src/kernel/money.ts'
import type { Cli } from './context.ts'
import { exits, Failure } from './failures.ts'
import type { Answer } from './output.ts'

export interface RemindOptions {
  readonly dueBefore?: string
  readonly dryRun?: true
}

/** A week of patience: who pays on the last day has no reminder. */
const patienceDays = 6

/** `preau invoices remind`: safe to run every night. */
export async function remind(cli: Cli, options: RemindOptions): Promise<Answer> {
  const today = dayOf(cli.now)
  const dueBefore = checkedDay(options.dueBefore ?? addDays(today, -patienceDays), today)
  const late = await asWorker(cli.db, (tx) => lateFamilies(tx, dueBefore))
  const cents = sumCents(late.map((family) => family.remainingCents))
  const owing = `${late.length} families owe ${decimalText(cents)} euros that were due before ${dueBefore}`
  const shown = { data: { dueBefore, families: late }, tables: [tableOf(late)] }
  if (options.dryRun) return { summary: `${owing}; nothing was sent`, ...shown }
  if (late.length > 0) await cli.confirm(`Remind ${late.length} families?`)
  const told = await asWorker(cli.db, (tx) =>
    remindFamilies(tx, late, { today, now: cli.now, actor: cli.actor }),
  )
  const data = { ...shown.data, told }
  return { summary: `${owing}; ${told} adults are reminded now`, ...shown, data }
}

function checkedDay(day: string, today: Day): Day {
  if (isDay(day) && day <= today) return day
  throw new Failure(exits.usage, 'BAD_DAY', `--due-before ${day} is no day until today`, {
    hint: `write it as ${today}`,
  })
}

function tableOf(late: readonly LateFamily[]) {
  return {
    columns: ['file', 'family', 'régie', 'newest', 'due', 'invoices', 'left'],
    rows: late.map((one) => [
      one.fileNumber,
      one.name,
      one.regieCode,
      one.number,
      one.dueOn,
      one.invoices,
      decimalText(one.remainingCents),
    ]),
  }
}
