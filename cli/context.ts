import type { Command } from 'commander'
import { statSync } from 'node:fs'
import { createInterface } from 'node:readline/promises'
import { userInfo } from 'node:os'
import type { Logger } from 'pino'
import { readConfig, type Config } from '../src/config.ts'
import type { Database } from '../src/db/connect.ts'
import type { Keys } from '../src/db/keys.ts'
import { instantAt, isDay } from '../src/kernel/day.ts'
import type { Officer } from '../src/officers/officers.ts'
import type { SensitiveData } from '../src/officers/roles.ts'
import { exits, Failure } from './failures.ts'
import type { Answer, Output } from './output.ts'

/** What every command may use. */
export interface CliBase {
  readonly config: Config
  readonly output: Output
  readonly log: Logger
  /** The clock of the run: now, or noon of `--as-of`. */
  readonly now: Date
  /** Who started us, when that was npm: it dies of a signal without handing it on. */
  readonly npmPid: number | null
  /** `--reason`: why data on health, bank or income is read. */
  readonly reason: string | null
  /** Asks on a terminal, unless `--yes`; everywhere else goes on. Throws when the answer is no. */
  readonly confirm: (question: string) => Promise<void>
}

/** What a command of an officer may use. */
export interface Cli extends CliBase {
  readonly db: Database
  readonly keys: Keys
  /** The OS user, or `--actor`: written to the audit trail. */
  readonly actor: string
  readonly officer: Officer
}

export interface DatabaseNeeds {
  /** Health, bank or fiscal data is shown: the role must allow it and `--reason` is asked for. */
  readonly sensitive?: SensitiveData
  /** Nothing is changed: roles that only look may use it too. */
  readonly reading?: boolean
}

/** How a noun's commands run: the officer's role is checked, their answer printed, whatever was opened closed. */
export interface CliRun {
  readonly withDatabase: (
    work: (cli: Cli) => Promise<Answer>,
    needs?: DatabaseNeeds,
  ) => Promise<void>
  /** Without the database. Null: the command has said everything itself. */
  readonly withConfig: (work: (cli: CliBase) => Promise<Answer | null>) => Promise<void>
}

/** The options that every command takes, wherever they stand. */
export interface GlobalOptions {
  readonly json?: boolean
  readonly yes?: boolean
  readonly asOf?: string
  readonly actor?: string
  readonly reason?: string
  /** Of the process that started us. */
  readonly parentPid?: number
}

const examples = new WeakMap<Command, string>()

/** Ends the help of a command with one line to copy. */
export function withExample(command: Command, example: string): Command {
  examples.set(command, example)
  return command.addHelpText('after', `\nExample:\n  $ ${example}`)
}

export function exampleOf(command: Command): string | undefined {
  return examples.get(command)
}

/** Opens nothing by itself: what a command does not ask for is not loaded. */
export function createRun(noun: string, output: Output, globals: () => GlobalOptions): CliRun {
  return {
    withConfig: async (work) => {
      const answer = await work(await openBase(output, globals()))
      if (answer) output.answer(answer)
    },
    withDatabase: async (work, needs = {}) => {
      const base = await openBase(output, globals())
      if (needs.sensitive) requireReason(base)
      const answer = await inDatabase(base, globals(), async (cli) => {
        await requireRole(cli.officer, noun, needs)
        return work(cli)
      })
      output.answer(answer)
    },
  }
}

function requireReason({ reason }: CliBase): void {
  if (reason) return
  throw new Failure(
    exits.usage,
    'REASON_MISSING',
    'Reading data on health, bank or income asks for a reason',
    {
      hint: 'add --reason "…": it is kept in the audit trail',
    },
  )
}

async function openBase(output: Output, globals: GlobalOptions): Promise<CliBase> {
  const config = readConfig(process.env)
  const { createLog } = await import('../src/log.ts')
  return {
    config,
    output,
    log: createLog({
      level: config.logLevel === 'info' ? 'warn' : config.logLevel,
      process: 'cli',
    }),
    now: clockOf(globals.asOf),
    npmPid: process.env['npm_lifecycle_event'] ? (globals.parentPid ?? process.ppid) : null,
    reason: globals.reason?.trim() || null,
    confirm: (question) => confirm(question, output, globals),
  }
}

function clockOf(asOf: string | undefined): Date {
  if (asOf === undefined) return new Date()
  if (!isDay(asOf)) {
    throw new Failure(exits.usage, 'BAD_DAY', `--as-of ${asOf} is no day that exists`, {
      hint: 'write it as --as-of 2026-11-01',
    })
  }
  return instantAt(asOf, '12:00')
}

/** The machine's clock, or, with `--as-of`, one that starts that day at noon and runs on. */
export function clockFrom(now: Date): () => Date {
  const offset = now.getTime() - Date.now()
  return Math.abs(offset) < 60_000 ? () => new Date() : () => new Date(Date.now() + offset)
}

async function confirm(question: string, output: Output, globals: GlobalOptions): Promise<void> {
  if (globals.yes || !output.isTerminal || !process.stdin.isTTY) return
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  const answer = await terminal.question(`${question} [y/N] `)
  terminal.close()
  if (!/^y(es)?$/i.test(answer.trim())) {
    throw new Failure(exits.refused, 'NOT_CONFIRMED', 'Nothing was done', {
      hint: 'add --yes to go ahead without the question',
    })
  }
}

/** For what writes for many families: on a terminal it says first what would change, and asks. */
export async function askFirst(cli: CliBase, foresee: () => Promise<Answer>): Promise<void> {
  if (cli.output.isTerminal) await cli.confirm(`${(await foresee()).summary}. Go on?`)
}

async function inDatabase(
  base: CliBase,
  globals: GlobalOptions,
  work: (cli: Cli) => Promise<Answer>,
): Promise<Answer> {
  const { openHouse } = await import('./house.ts')
  const house = await openHouse(base)
  try {
    const { actor, officer } = await whoActs(base, house.db, globals)
    return await work({ ...base, db: house.db, keys: house.keys, actor, officer })
  } finally {
    await house.close()
  }
}

async function whoActs(
  base: CliBase,
  db: Database,
  globals: GlobalOptions,
): Promise<{ actor: string; officer: Officer }> {
  const { asWorker } = await import('../src/db/transactions.ts')
  const { findOfficer, hasOfficers } = await import('../src/officers/officers.ts')
  const user = userInfo()
  if (globals.actor && user.uid > 0) {
    throw new Failure(
      exits.refused,
      'NOT_ALLOWED',
      'Only root may act for somebody else with --actor',
    )
  }
  const actor = globals.actor ?? user.username
  return asWorker(db, async (tx) => {
    const officer = await findOfficer(tx, actor)
    if (officer) return { actor, officer }
    const isRoot = user.uid === 0 && globals.actor === undefined
    if (
      isRoot ||
      ((user.uid === 0 || ownsData(base.config, user.uid)) && !(await hasOfficers(tx)))
    ) {
      return { actor, officer: { osUser: actor, name: actor, role: 'ADMIN' } }
    }
    throw new Failure(exits.refused, 'NO_OFFICER', `The user ${actor} is not known as an officer`, {
      hint: `sudo preau officers add ${actor} --role school`,
    })
  })
}

/** Before there is any officer, whoever owns the data folder of the embedded database is its administrator. */
function ownsData(config: Config, uid: number): boolean {
  if (config.databaseUrl) return false
  const folder = statSync(config.dataDir, { throwIfNoEntry: false })
  return folder?.uid === uid || process.platform === 'win32'
}

async function requireRole(
  officer: Officer,
  noun: string,
  { sensitive, reading = false }: DatabaseNeeds,
): Promise<void> {
  const { mayRead, mayUse } = await import('../src/officers/roles.ts')
  if (mayUse(officer.role, noun, reading) && (!sensitive || mayRead(officer.role, sensitive)))
    return
  throw new Failure(exits.refused, 'NOT_ALLOWED', `The role ${officer.role} does not allow this`, {
    hint: 'preau officers roles',
    details: { role: officer.role, noun },
  })
}
