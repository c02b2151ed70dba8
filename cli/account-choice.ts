import { listAccounts, unknownRefs, type ListedAccount } from '../src/accounts/list.ts'
import { asWorker } from '../src/db/transactions.ts'
import type { Cli } from './context.ts'
import { exits, Failure } from './failures.ts'

export interface ResetOptions {
  readonly letter?: string
  readonly allWithoutLogin?: boolean
  readonly again?: boolean
  readonly dryRun?: boolean
}

export interface Receivers {
  readonly receivers: readonly ListedAccount[]
  /** Accounts left out because their letter from before is still valid. */
  readonly skipped: number
}

/** Who gets a letter: those who are named, or everybody without a login. Run twice, the second time nobody. */
export async function chooseReceivers(
  cli: Cli,
  refs: readonly string[],
  options: ResetOptions,
): Promise<Receivers> {
  const all = options.allWithoutLogin ?? false
  if (all === refs.length > 0) {
    throw new Failure(exits.usage, 'USAGE', 'Name accounts, or say --all-without-login', {
      hint: 'preau accounts reset claire.martin --letter letter.pdf',
    })
  }
  return all ? withoutLogin(cli, options.again ?? false) : named(cli, refs)
}

async function withoutLogin({ db, now }: Cli, again: boolean): Promise<Receivers> {
  const accounts = await asWorker(db, (tx) => listAccounts(tx, { withoutLogin: true, now }))
  const receivers = again ? accounts : accounts.filter((account) => account.letterUntil === null)
  return { receivers, skipped: accounts.length - receivers.length }
}

async function named(cli: Cli, refs: readonly string[]): Promise<Receivers> {
  const accounts = await requireAccounts(cli, refs)
  const closed = accounts.filter((account) => account.state === 'CLOSED')
  if (closed.length === 0) return { receivers: accounts, skipped: 0 }
  const logins = closed.map((account) => account.login).join(', ')
  throw new Failure(exits.refused, 'ACCOUNT_CLOSED', `Closed for good: ${logins}`, {
    hint: 'preau accounts list',
  })
}

/** The accounts that these refs name; one that names none is a failure. */
export async function requireAccounts(
  { db, now }: Cli,
  refs: readonly string[],
): Promise<ListedAccount[]> {
  const accounts = await asWorker(db, (tx) => listAccounts(tx, { refs, now }))
  const unknown = unknownRefs(refs, accounts)
  if (unknown.length === 0) return accounts
  throw new Failure(exits.notFound, 'NOT_FOUND', `No account answers to ${unknown.join(', ')}`, {
    hint: 'preau accounts list',
  })
}
