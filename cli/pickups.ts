import { Command } from 'commander'
import { asWorker } from '../src/db/transactions.ts'
import {
  checkPickupIdentity,
  endPickup,
  forbidPickup,
  listPickups,
  pickupChild,
} from '../src/households/child/officer-pickups.ts'
import { dayOf } from '../src/kernel/day.ts'
import { displayPhone } from '../src/kernel/text.ts'
import { withExample, type Cli, type CliRun } from './context.ts'
import { exits, Failure } from './failures.ts'
import { tableOf, type Answer } from './output.ts'
import { typedDay } from './typed.ts'

const child = '6f1c2d3e-4b5a-4c6d-8e7f-0a1b2c3d4e5f'

/** `preau pickups list|forbid|check|end`. A CHILD is the ref that `families show` prints. */
export function pickupsCommand(run: CliRun): Command {
  const command = new Command('pickups').description('who may and who must not fetch a child')
  withExample(
    command
      .command('list')
      .description('everybody on the list of a child, the forbidden first')
      .argument('<child>')
      .action((ref: string) => run.withDatabase((cli) => list(cli, ref))),
    `preau pickups list ${child}`,
  )
  withExample(
    command
      .command('forbid')
      .description('a judgment keeps somebody away; parents are neither shown nor told')
      .argument('<child>')
      .requiredOption('--last-name <text>', 'of the person')
      .requiredOption('--first-name <text>', 'of the person')
      .requiredOption('--judgment <text>', 'court, date and number of the judgment')
      .option('--until <day>', 'its last day, YYYY-MM-DD')
      .action((ref: string, options: Forbidding) =>
        run.withDatabase((cli) => forbid(cli, ref, options)),
      ),
    `preau pickups forbid ${child} --last-name Leroy --first-name Paul --judgment "JAF Tours, 3 June 2026, 26/00412"`,
  )
  withExample(
    command
      .command('check')
      .description('the identity card of a person was seen today')
      .argument('<pickup>')
      .action((ref: string) =>
        run.withDatabase(async ({ db, now, actor }) => {
          await asWorker(db, (tx) => checkPickupIdentity(tx, ref, { now, actor }))
          return { summary: 'The identity is checked', data: { ref } }
        }),
      ),
    `preau pickups check ${child}`,
  )
  withExample(
    command
      .command('end')
      .description('takes a line off the list, also one that forbids')
      .argument('<pickup>')
      .action((ref: string) => run.withDatabase((cli) => end(cli, ref))),
    `preau pickups end ${child}`,
  )
  return command
}

interface Forbidding {
  readonly lastName: string
  readonly firstName: string
  readonly judgment: string
  readonly until?: string
}

async function list({ db, now }: Cli, ref: string): Promise<Answer> {
  return asWorker(db, async (tx) => {
    const { id, firstName, lastName } = await pickupChild(tx, ref)
    const pickups = await listPickups(tx, id, dayOf(now))
    const rows = pickups.map((one) => ({
      ...one,
      name: `${one.firstName} ${one.lastName}`,
      phones: one.forbidden ? '' : one.phones.map(displayPhone).join(', '),
      may: one.forbidden ? 'MUST NOT COME' : one.canPickUp ? 'may come' : 'emergency only',
    }))
    const table = tableOf(rows, {
      name: 'person',
      may: 'may',
      relationship: 'relationship',
      phones: 'phones',
      validTo: 'until',
      idCheckedOn: 'identity seen',
      note: 'note',
      ref: 'ref',
    })
    const summary = `${pickups.length} people on the list of ${firstName} ${lastName}`
    return { summary, data: { pickups }, tables: [table] }
  })
}

async function forbid(
  { db, now, actor }: Cli,
  ref: string,
  { lastName, firstName, judgment, until }: Forbidding,
): Promise<Answer> {
  const validTo = until === undefined ? null : typedDay('--until', until)
  if (judgment.length > 200) {
    throw new Failure(exits.usage, 'TOO_LONG', 'The judgment is named in 200 characters at most', {
      hint: 'court, date and number are enough',
    })
  }
  return asWorker(db, async (tx) => {
    const found = await pickupChild(tx, ref)
    const person = { childId: found.id, lastName, firstName, judgment, validTo }
    await forbidPickup(tx, person, { now, actor })
    return {
      summary: `${firstName} ${lastName} must not fetch ${found.firstName} ${found.lastName}`,
      data: { child: found.ref },
    }
  })
}

async function end({ db, now, actor, confirm }: Cli, ref: string): Promise<Answer> {
  await confirm('Take this line off the list?')
  await asWorker(db, (tx) => endPickup(tx, ref, { now, actor }))
  return { summary: 'The line is off the list', data: { ref } }
}
