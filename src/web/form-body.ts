import { hasHostileCharacters, type FormValues } from '../kernel/forms.ts'
import type { WebContext } from './context.ts'
import { isOwnForm } from './csrf.ts'
import { plainError } from './respond.ts'

export interface SentForm {
  readonly form: FormValues
  readonly formKey: string
}

const maxBytes = 256 * 1024

/**
 * Reads an urlencoded form: one value a field. Names that end in `[]` may repeat and are joined with spaces.
 * Answers by itself: 415 other content type, 413 too large, 403 not our form, 400 repeated field or a key that no page
 * of ours wrote, 422 hostile characters.
 */
export async function readForm(
  c: WebContext,
  cookieToken: string | null,
): Promise<SentForm | Response> {
  const type = c.req.header('Content-Type')?.split(';')[0]?.trim().toLowerCase()
  if (type !== 'application/x-www-form-urlencoded') return plainError(c, 415)
  const body = await readText(c, maxBytes)
  if (body === null) return plainError(c, 413)
  const values = fieldsOf(body)
  if (!isOwnForm(c, cookieToken, values?.get('_csrf') ?? '')) return plainError(c, 403)
  if (!values || !isKey(values.get('_key'))) return plainError(c, 400)
  if ([...values].flat().some(hasHostileCharacters)) return plainError(c, 422)
  const formKey = values.get('_key') ?? ''
  return { form: Object.fromEntries(values), formKey }
}

/** Null when a field that may not repeat does. */
function fieldsOf(body: string): Map<string, string> | null {
  const values = new Map<string, string>()
  for (const [name, value] of new URLSearchParams(body)) {
    const before = values.get(name)
    if (before !== undefined && !name.endsWith('[]')) return null
    values.set(name, before === undefined ? value : `${before} ${value}`)
  }
  return values
}

/** Forms without an effect that counts (signing out) have no key. */
function isKey(key: string | undefined): boolean {
  return key === undefined || /^[a-z2-7]{52}$/.test(key)
}

/** The body as text, read to its end but kept only up to a length: null when it is longer. */
export async function readText(c: WebContext, limit: number): Promise<string | null> {
  const { body } = c.req.raw
  if (!body) return ''
  const kept: Uint8Array[] = []
  let length = 0
  for await (const part of body) {
    length += part.byteLength
    if (length <= limit) kept.push(part)
  }
  return length > limit ? null : Buffer.concat(kept).toString('utf8')
}
