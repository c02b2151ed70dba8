import { Command } from 'commander'
import { readFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import { asWorker } from '../src/db/transactions.ts'
import { listSettings, setSetting, type ListedSetting } from '../src/settings/edit.ts'
import { encodeLogo } from '../src/settings/logo.ts'
import { withExample, type Cli, type CliRun } from './context.ts'
import { exits, Failure } from './failures.ts'
import { tableOf, type Answer } from './output.ts'
import { policyCommand } from './settings-policy.ts'

/** `preau settings list|get|set`. */
export function settingsCommand(run: CliRun): Command {
  const command = new Command('settings').description(
    'what the commune decides: name, colour, deadlines, payment…',
  )
  withExample(
    command
      .command('list')
      .description('every setting with its value')
      .action(() => run.withDatabase(list)),
    'preau settings list',
  )
  withExample(
    command
      .command('get')
      .description('one setting')
      .argument('<key>')
      .action((key: string) => run.withDatabase((cli) => get(cli, key))),
    'preau settings get commune.name',
  )
  withExample(
    command
      .command('set')
      .description('sets one; the logo is given as a file, a secret best as - and typed on stdin')
      .argument('<key>')
      .argument('<value>', 'the value; a file for look.logo; - reads stdin')
      .action((key: string, value: string) => run.withDatabase((cli) => set(cli, key, value))),
    'preau settings set look.logo armoiries.png',
  )
  command.addCommand(policyCommand(run))
  return command
}

async function list({ db }: Cli): Promise<Answer> {
  const settings = await asWorker(db, (tx) => listSettings(tx))
  const rows = settings.map((setting) => ({
    ...setting,
    value: shown(setting),
    from: setting.isSet ? 'commune' : 'default',
  }))
  return {
    summary: `${settings.filter((setting) => setting.isSet).length} of ${settings.length} settings are set`,
    data: settings,
    tables: [tableOf(rows, { key: 'key', value: 'value', from: 'from', about: 'about' })],
  }
}

async function get({ db }: Cli, key: string): Promise<Answer> {
  const settings = await asWorker(db, (tx) => listSettings(tx))
  const setting = settings.find((known) => known.key === key)
  if (!setting) throw unknownKey(key, settings)
  return { summary: shown(setting), data: setting }
}

/** A secret is shown to nobody. */
function shown({ access, isSet, value }: ListedSetting): string {
  if (access === 'secret') return isSet ? '(set, not shown)' : '(not set)'
  return value ?? ''
}

async function set({ db, keys, now, actor }: Cli, key: string, given: string): Promise<Answer> {
  const value = await valueOf(key, given)
  const change = await asWorker(db, (tx) => setSetting(tx, keys, { key, value, now, actor }))
  if (!change.ok) {
    const settings = await asWorker(db, (tx) => listSettings(tx))
    if (!settings.some((known) => known.key === key)) throw unknownKey(key, settings)
    throw new Failure(exits.badInput, 'BAD_VALUE', `${key}: ${change.faults.join('; ')}`, {
      hint: `preau settings get ${key}`,
      details: { key, faults: change.faults },
    })
  }
  return {
    summary: change.changed ? `${key} is set` : `${key} had this value already`,
    data: { key, changed: change.changed },
  }
}

async function valueOf(key: string, given: string): Promise<string> {
  const typed = given === '-' ? (await text(process.stdin)).trim() : given
  if (key !== 'look.logo' || typed === '') return typed
  const logo = await encodeLogo(await readFile(typed))
  if (logo) return logo.toString('base64')
  throw new Failure(exits.badInput, 'NO_PICTURE', `${typed} is no PNG, JPEG or WebP picture`, {
    hint: 'preau settings set look.logo FILE.png',
  })
}

function unknownKey(key: string, settings: readonly ListedSetting[]): Failure {
  const [noun = ''] = key.split('.')
  const near = settings
    .filter((known) => known.key.startsWith(`${noun}.`))
    .map((known) => known.key)
  const also = near.length > 0 ? `; there are ${near.join(', ')}` : ''
  return new Failure(exits.notFound, 'NOT_FOUND', `There is no setting ${key}${also}`, {
    hint: 'preau settings list',
  })
}
