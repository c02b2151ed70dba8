import { HTTPException } from 'hono/http-exception'
import { newToken } from '../kernel/ids.ts'
import { Refusal } from '../kernel/refusal.ts'
import type { WebContext } from './context.ts'
import { refusalWords } from './refusals.ts'
import { plainError } from './respond.ts'

/**
 * The one edge at which a request's errors end: a refusal becomes its sentence, a value that PostgreSQL cannot read a
 * 404 or 400, a database that is away a 503, and everything else a calm 500 with a reference that the log has too.
 */
export async function answerError(error: unknown, c: WebContext): Promise<Response> {
  if (error instanceof Refusal) return answerRefusal(error, c)
  if (error instanceof HTTPException && error.status < 500) return plainError(c, 400)
  if (isCutOff(error)) return plainError(c, 400)
  if (isUnreadable(error)) return c.req.method === 'GET' ? answerNotFound(c) : plainError(c, 400)
  const reference = newToken().slice(0, 8).toUpperCase()
  const { log } = c.get('deps')
  log.error({ requestId: c.get('requestId'), reference, err: error }, 'request failed')
  const sentence = c.req.method === 'POST' ? unsaved : undefined
  if (!isAway(error)) return plainError(c, 500, sentence, reference)
  c.header('Retry-After', '5')
  return plainError(c, 503, sentence)
}

/** Whether the answer to a commit was lost is not known; the one-use key of the form makes a second sending safe. */
const unsaved =
  'Votre envoi n’a sans doute pas été enregistré. Dans une minute, revenez à la page précédente et envoyez-le de ' +
  'nouveau : il ne comptera qu’une fois.'

/** The same bytes for what does not exist and for what is another family's. */
export function answerNotFound(c: WebContext): Promise<Response> {
  return plainError(c, 404)
}

function answerRefusal(refusal: Refusal, c: WebContext): Promise<Response> {
  if (refusal.code === 'NOT_FOUND') return answerNotFound(c)
  if (refusal.code === 'BUSY') c.header('Retry-After', String(refusal.details['seconds'] ?? 10))
  const { status, sentence } = refusalWords(refusal)
  return plainError(c, status, sentence)
}

/** Who sent the request left in the middle of its body: nobody reads the answer, and nothing of ours is away. */
function isCutOff(error: unknown): boolean {
  return error instanceof Error && error.message === 'aborted' && codeOf(error) === 'ECONNRESET'
}

/** SQLSTATE of values that a stranger can send: not a number, out of range, no such day, not UTF-8, NUL. */
const unreadable = new Set(['22P02', '22003', '22007', '22008', '22021', '22P05', '22026'])

function isUnreadable(error: unknown): boolean {
  return unreadable.has(codeOf(error))
}

/** The connection is refused, cut or slow, the server starts or stops, a lock is not given in time. */
const away =
  /^(ECONN|ETIMEDOUT|EPIPE|ENOENT|EHOSTUNREACH|ENOTFOUND|08|57P0|57014|53|55P03|40001|40P01|25P03)/

/** Of the database, for a while: asked again in a moment it may answer. */
export function isAway(error: unknown): boolean {
  if (away.test(codeOf(error))) return true
  return error instanceof Error && awayMessages.test(error.message)
}

const awayMessages =
  /timeout exceeded when trying to connect|^timeout expired$|Connection terminated|Query read timeout|Client has encountered a connection error|Cannot use a pool after/

function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('code' in error)) return ''
  return typeof error.code === 'string' ? error.code : ''
}
