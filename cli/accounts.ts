import { Command } from 'commander'
import { issueLetters, type Letter } from '../src/accounts/letters.ts'
import { lettersData } from '../src/accounts/letter-page.ts'
import { listAccounts, type ListedAccount } from '../src/accounts/list.ts'
import {
  closeAccounts,
  endAllSessions,
  liveSessions,
  unlockAccounts,
} from '../src/accounts/manage.ts'
import { asWorker } from '../src/db/transactions.ts'
import { paths } from '../src/paths.ts'
import { openPdfRenderer } from '../src/pdf.ts'
import { readSettings, type Settings } from '../src/settings/settings.ts'
import { chooseReceivers, requireAccounts, type ResetOptions } from './account-choice.ts'
import { requireIdentity } from './commune-identity.ts'
import { withExample, type Cli, type CliRun } from './context.ts'
import { exits, Failure } from './failures.ts'
import { freeFile, keptOrGone, requireFolder, writePrivately } from './letter-files.ts'
import { tableOf, type Answer } from './output.ts'
import { counted } from './counted.ts'

/** `preau accounts list|reset|unlock|close|sessions`. A REF is a login, a ref, or a family's file number. */
export function accountsCommand(run: CliRun): Command {
  const command = new Command('accounts').description('who may sign in: letters, locks, sessions')
  addList(command, run)
  addReset(command, run)
  withExample(
    command
      .command('unlock')
      .description('forgets the wrong tries of an account')
      .argument('<ref...>')
      .action((refs: string[]) => run.withDatabase((cli) => unlock(cli, refs))),
    'preau accounts unlock claire.martin',
  )
  withExample(
    command
      .command('close')
      .description('closes an account for good: no password, no code, no session')
      .argument('<ref...>')
      .action((refs: string[]) => run.withDatabase((cli) => close(cli, refs))),
    'preau accounts close marc.leroy',
  )
  withExample(
    command
      .command('sessions')
      .description('who is signed in; --end signs them out')
      .argument('[ref...]')
      .option('--end', 'ends every session of these accounts')
      .action((refs: string[], { end = false }: { end?: boolean }) =>
        run.withDatabase((cli) => sessions(cli, refs, end)),
      ),
    'preau accounts sessions claire.martin --end',
  )
  return command
}

function addList(command: Command, run: CliRun): void {
  withExample(
    command
      .command('list')
      .description('accounts by name')
      .argument('[ref...]')
      .option('--without-login', 'only those who have never chosen a password')
      .action((refs: string[], { withoutLogin = false }: { withoutLogin?: boolean }) =>
        run.withDatabase((cli) => list(cli, refs, withoutLogin)),
      ),
    'preau accounts list --without-login',
  )
}

function addReset(command: Command, run: CliRun): void {
  withExample(
    command
      .command('reset')
      .description('a new code for each account, in a letter to print')
      .argument('[ref...]', 'login, ref, or file number of a family')
      .option('--letter <file>', 'the letters, one page a person (PDF)')
      .option(
        '--all-without-login',
        'everybody who has never chosen a password and has no valid letter',
      )
      .option('--again', 'with --all-without-login: also those whose letter is still valid')
      .option('--dry-run', 'only say who would get one')
      .action((refs: string[], options: ResetOptions) =>
        run.withDatabase((cli) => reset(cli, refs, options)),
      ),
    'preau accounts reset --all-without-login --letter letters.pdf',
  )
}

const accountLabels = {
  login: 'login',
  firstName: 'first name',
  usualName: 'name',
  files: 'files',
  state: 'state',
  lastLoginAt: 'last sign-in',
  letterUntil: 'letter until',
}

async function list(
  { db, now }: Cli,
  refs: readonly string[],
  withoutLogin: boolean,
): Promise<Answer> {
  const filter = refs.length > 0 ? { refs } : {}
  const accounts = await asWorker(db, (tx) => listAccounts(tx, { ...filter, withoutLogin, now }))
  return {
    summary: counted(accounts.length, 'account'),
    data: accounts,
    tables: [accountTable(accounts)],
  }
}

function accountTable(accounts: readonly ListedAccount[]) {
  const rows = accounts.map((account) => ({ ...account, files: account.files.join(' ') }))
  return tableOf(rows, accountLabels)
}

/** Letters a PDF at most: a class is one file, a town several. */
const lettersAFile = 300

async function reset(cli: Cli, refs: readonly string[], options: ResetOptions): Promise<Answer> {
  const { receivers, skipped } = await chooseReceivers(cli, refs, options)
  const rest =
    skipped > 0
      ? `; ${counted(skipped, 'letter')} from before still valid (--again prints them anew)`
      : ''
  if (options.dryRun || receivers.length === 0) {
    const summary = `${counted(receivers.length, 'letter')} would be printed${rest}`
    return { summary, data: { receivers, skipped }, tables: [accountTable(receivers)] }
  }
  const file = options.letter
  if (!file)
    throw new Failure(exits.usage, 'USAGE', 'Where to? A code is printed in a letter', {
      hint: 'add --letter letters.pdf',
    })
  await requireFolder(file)
  await requireIdentity(cli)
  await cli.confirm(
    `Print ${counted(receivers.length, 'letter')}? Codes printed before become void.`,
  )
  const files = await printLetters(cli, receivers, file)
  return {
    summary: `${counted(receivers.length, 'letter')} in ${files.join(', ')}${rest}`,
    data: {
      files,
      letters: receivers.map(({ login, files: families }) => ({ login, files: families })),
      skipped,
    },
  }
}

async function printLetters(
  cli: Cli,
  receivers: readonly ListedAccount[],
  file: string,
): Promise<string[]> {
  const settings = await asWorker(cli.db, (tx) => readSettings(tx, cli.keys))
  const progress = cli.output.progress('Letters', receivers.length)
  const pdf = openPdfRenderer()
  const files: string[] = []
  try {
    for (let from = 0; from < receivers.length; from += lettersAFile) {
      const ids = receivers.slice(from, from + lettersAFile).map((account) => account.accountId)
      const order = { days: settings.letterDays, now: cli.now, actor: cli.actor }
      const name = await freeFile(file)
      const print = async (letters: readonly Letter[]) =>
        writePrivately(name, await pdf.render('letter', dataOf(cli, letters, settings)))
      const letters = await keptOrGone(name, issueLetters(cli, ids, order, print))
      files.push(name)
      progress.step(letters.length)
    }
  } finally {
    pdf.close()
    progress.end()
  }
  return files
}

function dataOf({ config, now }: Cli, letters: readonly Letter[], settings: Settings) {
  return lettersData(letters, {
    settings,
    activationUrl: `${config.publicUrl}${paths.activation}`,
    now,
  })
}

async function unlock(cli: Cli, refs: readonly string[]): Promise<Answer> {
  const accounts = await requireAccounts(cli, refs)
  await asWorker(cli.db, (tx) => unlockAccounts(tx, cli.keys, accounts, cli))
  return {
    summary: `${counted(accounts.length, 'account')} unlocked`,
    data: accounts.map((account) => account.login),
  }
}

async function close(cli: Cli, refs: readonly string[]): Promise<Answer> {
  const accounts = await requireAccounts(cli, refs)
  await cli.confirm(`Close ${accounts.map((account) => account.login).join(', ')}?`)
  const ids = accounts.map((account) => account.accountId)
  const closed = await asWorker(cli.db, (tx) => closeAccounts(tx, ids, cli))
  return {
    summary: `${counted(closed.length, 'account')} closed`,
    data: closed.map((account) => account.login),
  }
}

async function sessions(cli: Cli, refs: readonly string[], end: boolean): Promise<Answer> {
  if (end && refs.length === 0)
    throw new Failure(exits.usage, 'USAGE', 'Whose sessions?', {
      hint: 'preau accounts sessions REF --end',
    })
  const accounts = refs.length > 0 ? await requireAccounts(cli, refs) : undefined
  if (end && accounts) {
    const ended = await asWorker(cli.db, (tx) => endAllSessions(tx, accounts, cli))
    return { summary: `${counted(ended, 'session')} ended`, data: { ended } }
  }
  const ids = accounts?.map((account) => account.accountId)
  const live = await asWorker(cli.db, (tx) => liveSessions(tx, cli.now, ids))
  const labels = {
    login: 'login',
    device: 'device',
    createdAt: 'signed in',
    lastSeenAt: 'last seen',
  }
  return { summary: counted(live.length, 'session'), data: live, tables: [tableOf(live, labels)] }
}
