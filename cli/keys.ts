import { Command } from 'commander'
import { record } from '../src/audit/record.ts'
import { countOldWraps, rewrapSome } from '../src/db/data-keys.ts'
import { addMasterKey, createKeysFile } from '../src/db/keys.ts'
import { withLock } from '../src/db/locks.ts'
import { asWorker } from '../src/db/transactions.ts'
import { Refusal } from '../src/kernel/refusal.ts'
import { resealSecrets } from '../src/settings/reseal.ts'
import { withExample, type Cli, type CliRun } from './context.ts'
import type { Answer } from './output.ts'

/** `preau keys create|rotate`. */
export function keysCommand(run: CliRun): Command {
  const command = new Command('keys').description('the key file, outside the database')
  withExample(
    command
      .command('create')
      .description('makes the key file (PREAU_KEYS_FILE); refuses when there is one')
      .action(() =>
        run.withConfig(({ config: { keysFile } }) => {
          createKeysFile(keysFile)
          return Promise.resolve({
            summary: `${keysFile} is made. Copy it to a safe place, apart from the backups of the database.`,
            data: { keysFile },
          })
        }),
      ),
    'preau keys create',
  )
  withExample(
    command
      .command('rotate')
      .description('adds a master key and wraps every data key with it; what is encrypted stays')
      .option('--dry-run', 'only say how many keys there are')
      .action((options: { dryRun?: boolean }) =>
        run.withDatabase((cli) => rotate(cli, options.dryRun === true)),
      ),
    'preau keys rotate --dry-run',
  )
  return command
}

/** How many data keys are wrapped again in one transaction. */
const atOnce = 500

async function rotate(cli: Cli, dryRun: boolean): Promise<Answer> {
  const { db, keys, config } = cli
  const left = await asWorker(db, (tx) => countOldWraps(tx, keys))
  if (dryRun) {
    const what =
      left > 0 ? `would finish the last rotation: ${left} data keys` : 'would add a master key'
    return { summary: `Dry run: ${what}`, data: { left } }
  }
  await cli.confirm(`Wrap every data key of ${config.keysFile} with a new master key?`)
  const done = await withLock(db, 'preau.keys.rotate', () => rotateNow(cli, left > 0))
  if (!done) throw new Refusal('RUN_LOCKED')
  const { rewrapped, secrets, masterId } = done
  return {
    summary: `${rewrapped} data keys and ${secrets} settings are under ${masterId}. Copy ${config.keysFile} to its safe place again, and restart portal and worker.`,
    data: done,
  }
}

/** A rotation that was broken off is finished, and no key is added; the trail has one line for each. */
async function rotateNow({ db, keys, config, output, now, actor }: Cli, isBegun: boolean) {
  const current = isBegun ? keys : addMasterKey(config.keysFile)
  const total = await asWorker(db, (tx) => countOldWraps(tx, current))
  const progress = output.progress('data keys', total)
  let rewrapped = 0
  for (let count = -1; count !== 0; rewrapped += count) {
    count = await asWorker(db, (tx) => rewrapSome(tx, current, atOnce))
    progress.step(count)
  }
  progress.end()
  const secrets = await asWorker(db, async (tx) => {
    const subject = { action: 'keys.rotate', subject: 'data_key' } as const
    await record(tx, { at: now, actorKind: 'OFFICER', actor, ...subject })
    return resealSecrets(tx, current)
  })
  return { rewrapped, secrets, masterId: current.currentMasterId }
}
