import { pino, type Logger } from 'pino'

export interface LogOptions {
  readonly level: string
  /** web, worker, cli: on every line. */
  readonly process: string
}

/**
 * The fields that may stand in a log. Everything else is dropped: a body, a query string, a cookie, a name or the
 * `detail` of a database error never reaches it, whoever forgets to leave them out.
 */
const allowed = new Set([
  'process',
  'requestId',
  'method',
  'route',
  'status',
  'ms',
  'bytes',
  'reference',
  'topic',
  'job',
  'outboxId',
  'attempt',
  'tries',
  'count',
  'name',
  'state',
  'port',
  'host',
  'signal',
  'version',
  'error',
  'code',
  'stack',
])

/** Structured lines on stderr: stdout belongs to answers. */
export function createLog({ level, process: name }: LogOptions): Logger {
  return pino(
    {
      level,
      base: { process: name },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }), log: keepAllowed },
    },
    pino.destination({ fd: 2, sync: true }),
  )
}

function keepAllowed(fields: Record<string, unknown>): Record<string, unknown> {
  const kept: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(fields)) {
    if (name === 'err' || value instanceof Error) Object.assign(kept, errorFields(value))
    else if (allowed.has(name) && (typeof value !== 'object' || value === null)) kept[name] = value
  }
  return kept
}

/** Class, code and stack of an error. Not its message when PostgreSQL wrote it: that quotes values. */
export function errorFields(error: unknown): { error: string; code?: string; stack?: string } {
  if (!(error instanceof Error)) return { error: typeof error }
  const code = 'code' in error && typeof error.code === 'string' ? { code: error.code } : {}
  const stack = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line))
  const fromDatabase = 'severity' in error
  return {
    error: fromDatabase ? error.name : `${error.name}: ${error.message}`.slice(0, 500),
    ...code,
    stack: stack.slice(0, 12).join('\n'),
  }
}
