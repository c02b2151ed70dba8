import { Command } from 'commander'
import { asWorker } from '../src/db/transactions.ts'
import { addExclusion, endExclusion, listExclusions } from '../src/households/child/exclusions.ts'
import { pickupChild } from '../src/households/child/officer-pickups.ts'
import { dayOf, isDay } from '../src/kernel/day.ts'
import { withExample, type Cli, type CliRun } from './context.ts'
import { exits, Failure } from './failures.ts'
import { tableOf, type Answer } from './output.ts'

const child = '6f1c2d3e-4b5a-4c6d-8e7f-0a1b2c3d4e5f'
const ofHealth = { sensitive: 'health' } as const

interface Period {
  readonly from?: string
  readonly until: string
  readonly because: string
}

/** `preau exclusions list|add|end`: days on which a child must stay at home. Each asks for --reason. */
export function exclusionsCommand(run: CliRun): Command {
  const command = new Command('exclusions').description(
    'days on which a child must stay at home for its health',
  )
  withExample(
    command
      .command('list')
      .description('those of a child that are not over, with their reason')
      .argument('<child>')
      .action((ref: string) => run.withDatabase((cli) => list(cli, ref), ofHealth)),
    `preau exclusions list ${child} --reason "call of the school"`,
  )
  withExample(
    command
      .command('add')
      .description('keeps a child away; parents read the days and why')
      .argument('<child>')
      .option('--from <day>', 'first day; today when left out')
      .requiredOption('--until <day>', 'last day')
      .requiredOption('--because <text>', 'in French: the family reads it')
      .action((ref: string, period: Period) =>
        run.withDatabase((cli) => add(cli, ref, period), ofHealth),
      ),
    `preau exclusions add ${child} --until 2026-12-14 --because "Impétigo : retour avec l’accord du médecin." --reason "call of the school"`,
  )
  withExample(
    command
      .command('end')
      .description('the child may come again from today')
      .argument('<exclusion>')
      .action((ref: string) => run.withDatabase((cli) => end(cli, ref), ofHealth)),
    `preau exclusions end ${child} --reason "certificate seen"`,
  )
  return command
}

async function list({ db, keys, now, actor, reason }: Cli, ref: string): Promise<Answer> {
  return asWorker(db, async (tx) => {
    const { id, firstName } = await pickupChild(tx, ref)
    const reader = { now, actorKind: 'OFFICER', actor, purpose: reason ?? '' } as const
    const exclusions = await listExclusions(tx, keys, id, reader)
    const columns = { firstDay: 'from', lastDay: 'until', reason: 'because', ref: 'ref' }
    return {
      summary: `${exclusions.length} periods on which ${firstName} stays at home`,
      data: { exclusions },
      tables: [tableOf(exclusions, columns)],
    }
  })
}

async function add(
  { db, keys, now, actor }: Cli,
  ref: string,
  { from = dayOf(now), until, because }: Period,
): Promise<Answer> {
  if (!isDay(from) || !isDay(until) || until < from || until < dayOf(now)) {
    throw new Failure(exits.usage, 'BAD_DAY', `${from} to ${until} are no days to come`, {
      hint: 'write them as --from 2026-12-08 --until 2026-12-14',
    })
  }
  const reason = because.trim()
  if (reason.length === 0 || reason.length > 200) {
    throw new Failure(exits.usage, 'TOO_LONG', 'Say why in 1 to 200 characters')
  }
  return asWorker(db, async (tx) => {
    const found = await pickupChild(tx, ref)
    const period = { childId: found.id, firstDay: from, lastDay: until, reason }
    const added = await addExclusion(tx, keys, period, { now, actor })
    return {
      summary: `${found.firstName} ${found.lastName} stays at home from ${from} to ${until}`,
      data: { ref: added },
    }
  })
}

async function end({ db, now, actor }: Cli, ref: string): Promise<Answer> {
  await asWorker(db, (tx) => endExclusion(tx, ref, { now, actor }))
  return { summary: 'The child may come again', data: { ref } }
}
