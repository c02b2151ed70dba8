import { ConfigError } from '../src/config.ts'
import { EmbeddedServerDown } from '../src/db/embedded/server.ts'
import { KeysError } from '../src/db/keys.ts'
import { RolesMissing } from '../src/db/migrator.ts'
import { Refusal, type RefusalCode } from '../src/kernel/refusal.ts'
import { refusalWords } from './refusals.ts'

/** What the shell and cron read (cli.md). */
export const exits = {
  done: 0,
  bug: 1,
  usage: 2,
  refused: 3,
  badInput: 4,
  notFound: 5,
  locked: 6,
  temporary: 75,
  configuration: 78,
} as const

export type ExitCode = (typeof exits)[keyof typeof exits]

/** One thing that is wrong in a file, where, and what to do about it. Lines and columns count from 1. */
export interface Anomaly {
  readonly file?: string
  readonly line: number | null
  /** A number, or the name of the column. */
  readonly column: number | string | null
  readonly message: string
  readonly hint?: string | null
}

/** A file that cannot be taken as it is: everything that is wrong with it, at once. Exit code 4. */
export class InputAnomalies extends Error {
  readonly anomalies: readonly Anomaly[]

  constructor(anomalies: readonly Anomaly[]) {
    super(
      anomalies.length === 1
        ? '1 anomaly: nothing was written'
        : `${anomalies.length} anomalies: nothing was written`,
    )
    this.name = 'InputAnomalies'
    this.anomalies = anomalies
  }
}

/** A failure that a command foresees: its exit code, its words and a command that helps. */
export class Failure extends Error {
  readonly exit: ExitCode
  readonly code: string
  readonly hint: string | null
  readonly details: unknown

  constructor(
    exit: ExitCode,
    code: string,
    message: string,
    more: { hint?: string; details?: unknown } = {},
  ) {
    super(message)
    this.name = 'Failure'
    this.exit = exit
    this.code = code
    this.hint = more.hint ?? null
    this.details = more.details ?? null
  }
}

/** What is printed of a failure, on a terminal or as the JSON envelope. */
export interface FailureReport {
  readonly exit: ExitCode
  readonly code: string
  readonly message: string
  readonly hint: string | null
  readonly details: unknown
  readonly anomalies: readonly Anomaly[]
}

/** Turns whatever was thrown into its report: the edge of the command line. */
export function reportOf(error: unknown): FailureReport {
  if (error instanceof Failure)
    return {
      ...blank(error.exit, error.code, error.message),
      hint: error.hint,
      details: error.details,
    }
  if (error instanceof InputAnomalies) return ofAnomalies(error)
  if (error instanceof Refusal) return ofRefusal(error)
  if (error instanceof ConfigError) {
    return { ...blank(exits.configuration, 'CONFIGURATION', error.message), hint: 'preau doctor' }
  }
  if (error instanceof KeysError) {
    return { ...blank(exits.configuration, 'KEYS', error.message), hint: error.hint }
  }
  if (error instanceof EmbeddedServerDown) {
    return { ...blank(exits.temporary, 'AWAY', error.message), hint: `tail ${error.log}` }
  }
  if (error instanceof RolesMissing) return ofMissingRoles(error)
  return ofSystem(error)
}

function blank(exit: ExitCode, code: string, message: string): FailureReport {
  return { exit, code, message, hint: null, details: null, anomalies: [] }
}

function ofAnomalies(error: InputAnomalies): FailureReport {
  const { anomalies } = error
  return { ...blank(exits.badInput, 'BAD_INPUT', error.message), details: { anomalies }, anomalies }
}

const exitByRefusal: Partial<Record<RefusalCode, ExitCode>> = {
  NOT_FOUND: exits.notFound,
  RUN_LOCKED: exits.locked,
  PROVIDER_NOT_CONFIGURED: exits.configuration,
}

function ofRefusal(refusal: Refusal): FailureReport {
  const { message, hint } = refusalWords(refusal)
  const exit = exitByRefusal[refusal.code] ?? exits.refused
  return { ...blank(exit, refusal.code, message), hint, details: refusal.details }
}

function ofMissingRoles(error: RolesMissing): FailureReport {
  const message = `${error.message}. An administrator of the server has to run once:\n${error.statements.map((statement) => `  ${statement};`).join('\n')}`
  return { ...blank(exits.configuration, 'ROLES_MISSING', message), hint: 'preau db migrate' }
}

/** Server away (08, 57P), full (53), slow (57014), in another's way (40) or refusing: cron may try again. */
const away =
  /^(08|57P|57014|53|40001|40P01|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EHOSTUNREACH|ENOTFOUND|EAI_AGAIN|EPIPE)/
const misconfigured = /^(28|3D000|42501)/
const notMigrated = /^(3F000|42883|42P01)/

function ofSystem(error: unknown): FailureReport {
  const code = codeOf(error)
  const message = error instanceof Error ? error.message || code : String(error)
  if (code === 'ENOENT' || code === 'EISDIR' || code === 'EACCES') {
    return { ...blank(exits.badInput, code, `The file cannot be read. ${message}`), hint: 'ls -l' }
  }
  if (code === '55P03') return ofRefusal(new Refusal('RUN_LOCKED'))
  if (away.test(code) || /timeout (exceeded|expired)|Connection terminated/i.test(message)) {
    return {
      ...blank(exits.temporary, 'AWAY', `A server is away. ${message}`),
      hint: 'preau doctor',
    }
  }
  if (misconfigured.test(code)) {
    return {
      ...blank(
        exits.configuration,
        'DATABASE_ACCESS',
        `The database refuses this login. ${message}`,
      ),
      hint: 'preau doctor',
    }
  }
  if (
    notMigrated.test(code) ||
    (error instanceof Error && error.name === 'SchemaMigrationRequiredError')
  ) {
    return {
      ...blank(
        exits.configuration,
        'NOT_MIGRATED',
        `The database does not have this version's tables. ${message}`,
      ),
      hint: 'preau db migrate',
    }
  }
  return {
    ...blank(exits.bug, 'BUG', message),
    hint: 'LOG_LEVEL=debug preau … shows where it happened',
  }
}

function codeOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0])
  if (!(error instanceof Error)) return ''
  if ('code' in error && typeof error.code === 'string') return error.code
  return error.cause ? codeOf(error.cause) : ''
}
