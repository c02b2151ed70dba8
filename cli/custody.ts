import { Command, Option } from 'commander'
import { asWorker } from '../src/db/transactions.ts'
import type { Tx } from '../src/db/connect.ts'
import {
  bookedElsewhere,
  decideCustody,
  decideEnd,
  decideExceptions,
  type BookedElsewhere,
} from '../src/enrolments/decide-custody.ts'
import { childHouseholds, type ChildHouseholds } from '../src/households/child-households.ts'
import { custodyOf } from '../src/households/custody.ts'
import { dayOf, type Day } from '../src/kernel/day.ts'
import { readSettings } from '../src/settings/settings.ts'
import { withExample, type Cli, type CliRun } from './context.ts'
import {
  billings,
  giverOf,
  readException,
  readFrom,
  readPercent,
  readRule,
  requireExceptions,
  type SetOptions,
} from './custody-options.ts'
import { bookedTable, exceptionTable, ruleText } from './custody-words.ts'
import { exits, Failure } from './failures.ts'
import { judgmentFrom } from './judgment.ts'
import type { Answer } from './output.ts'
import { usageFault } from './typed.ts'

/** `preau custody show|set|end`: with whom a child of two households lives. */
export function custodyCommand(run: CliRun): Command {
  const command = new Command('custody').description('alternating custody of a child')
  withExample(
    command
      .command('show')
      .description('the rule, its exceptions, and booked days that are on the other side')
      .argument('<child>', "the child's ref (preau families show)")
      .action((ref: string) => run.withDatabase((cli) => show(cli, ref))),
    'preau custody show 2f0a…',
  )
  withExample(
    command
      .command('set')
      .description('decides the rule on a judgment, or adds days that leave it')
      .argument('<child>', "the child's ref (preau families show)")
      .option('--even <file>', 'file number of the household of the even weeks')
      .option('--handover <day and hour>', 'when the child changes house: "friday 16:30"')
      .option('--holidays <file>', 'has the first half of school holidays in even years')
      .option('--from <day>', 'first day of the rule; tomorrow when left out')
      .option(
        '--judgment <file>',
        'the paper it is decided on: a PDF, a picture, or the ref of one that a parent sent',
      )
      .option('--given-by <file>', 'file number of the household that gave the judgment')
      .addOption(
        new Option('--billing <who>', 'who is billed')
          .choices(['by-calendar', 'by-booker', 'by-percent', 'single-payer'])
          .default('by-calendar'),
      )
      .option('--payer <file>', 'who pays everything, or the --percent of each day')
      .option(
        '--percent <number>',
        'what --payer pays of each day, 1 to 99; the other pays the rest',
      )
      .option(
        '--exception <days=file>',
        '2026-12-24..2026-12-26=1007, as often as needed',
        (value: string, before: string[]) => [...before, value],
        [],
      )
      .action((ref: string, options: SetOptions) =>
        run.withDatabase((cli) => set(cli, ref, options)),
      ),
    'preau custody set 2f0a… --even 1002 --handover "friday 16:30" --holidays 1003 --judgment judgment.pdf --given-by 1002',
  )
  withExample(
    command
      .command('end')
      .description(
        'ends the alternation: either household books again, and is billed what it booked',
      )
      .argument('<child>', "the child's ref (preau families show)")
      .option('--from <day>', 'first day without it; tomorrow when left out')
      .action((ref: string, options: Pick<SetOptions, 'from'>) =>
        run.withDatabase((cli) => end(cli, ref, options)),
      ),
    'preau custody end 2f0a… --from 2027-01-04',
  )
  return command
}

async function show({ db, now }: Cli, ref: string): Promise<Answer> {
  return asWorker(db, async (tx) => {
    const child = await requireChild(tx, ref, dayOf(now))
    const custody = await custodyOf(tx, child.id, dayOf(now))
    if (!custody) return { summary: `${child.firstName} is not in alternating custody`, data: null }
    const elsewhere = await bookedElsewhere(tx, child.id, dayOf(now))
    return {
      summary: summaryOf(elsewhere),
      text: ruleText(child, custody),
      data: { ...custody, bookedElsewhere: elsewhere },
      tables: [exceptionTable(child, custody), bookedTable(elsewhere)],
    }
  })
}

async function set(cli: Cli, ref: string, options: SetOptions): Promise<Answer> {
  const { db, keys, now, actor } = cli
  const judgment = options.judgment ? await judgmentFrom(options.judgment) : null
  return asWorker(db, async (tx) => {
    const child = await requireChild(tx, ref, dayOf(now))
    const { zone } = (await readSettings(tx, keys)).calendar
    const by = { now, actor, zone }
    const from = { ...child, giver: () => giverOf(child, options) }
    const exceptions = options.exception.map((text) => readException(child, text))
    const elsewhere =
      options.even === undefined && options.handover === undefined
        ? await decideExceptions(tx, child.id, requireExceptions(exceptions), by)
        : await decideCustody(
            tx,
            {
              childId: child.id,
              rule: { ...readRule(child, options), exceptions },
              billing: billings[options.billing],
              ...readPercent(options),
              judgmentId: judgment ? await judgment(cli, tx, from) : null,
              validFrom: readFrom(options, now),
            },
            by,
          )
    const custody = await custodyOf(tx, child.id, dayOf(now))
    return {
      summary: summaryOf(elsewhere),
      text: custody ? ruleText(child, custody) : '',
      data: { custody, bookedElsewhere: elsewhere },
      tables: [bookedTable(elsewhere)],
    }
  })
}

async function end(cli: Cli, ref: string, options: Pick<SetOptions, 'from'>): Promise<Answer> {
  const { db, now, actor } = cli
  const from = readFrom(options, now)
  if (from <= dayOf(now)) {
    throw usageFault(
      `--from ${from} has begun: an alternation ends tomorrow at the earliest`,
      'preau help custody',
    )
  }
  const child = await asWorker(db, (tx) => requireChild(tx, ref, dayOf(now)))
  await cli.confirm(
    `End the alternating custody of ${child.firstName} ${child.lastName} on ${from}?`,
  )
  await asWorker(db, (tx) => decideEnd(tx, { childId: child.id, from }, { now, actor }))
  return {
    summary: `From ${from} on either household of ${child.firstName} books, and is billed what it booked`,
    data: { childRef: ref, from },
  }
}

function summaryOf(elsewhere: readonly BookedElsewhere[]): string {
  if (elsewhere.length === 0) return 'No booked day is on the other side'
  return `${elsewhere.length} booked days are on the other side: they stay as they are until the parents change them`
}

async function requireChild(tx: Tx, ref: string, day: Day): Promise<ChildHouseholds> {
  const child = await childHouseholds(tx, ref, day)
  if (child) return child
  throw new Failure(exits.notFound, 'NOT_FOUND', 'No child has this ref', {
    hint: 'preau families show FILE',
  })
}
