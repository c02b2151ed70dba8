import { Command } from 'commander'
import { createKeysFile } from '../src/db/keys.ts'
import { withExample, type CliRun } from './context.ts'

/** `preau keys create`. */
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
  return command
}
