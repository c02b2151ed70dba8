import { hasHostileCharacters, type FormValues } from '../kernel/forms.ts'
import type { WebContext } from './context.ts'
import { isOwnForm } from './csrf.ts'
import { keptFiles, partsOf, type SentFiles } from './multipart.ts'
import { plainError } from './respond.ts'

export interface SentForm {
  readonly form: FormValues
  readonly formKey: string
  /** What was chosen in the file fields that the form declares: none for a field left empty. */
  readonly files: SentFiles
}

/** What a form may send besides its fields. Names of file fields; only those that end in `[]` take several files. */
export interface FormRules {
  readonly files?: readonly string[]
}

const maxBytes = 256 * 1024
/** A file that is too heavy is still read up to here, so that the form can be shown again with a sentence. */
const maxBytesWithFiles = 16 * 1024 * 1024

/**
 * Reads a form: one value a field. Names that end in `[]` may repeat and are joined with spaces; files come only in
 * the fields that the rules name.
 * Answers by itself: 415 other content type, 413 too large, 403 not our form, 400 malformed, repeated field or a key
 * that no page of ours wrote, 422 hostile characters.
 */
export async function readForm(
  c: WebContext,
  cookieToken: string | null,
  rules: FormRules = {},
): Promise<SentForm | Response> {
  const type = c.req.header('Content-Type') ?? ''
  const bare = type.split(';')[0]?.trim().toLowerCase()
  const isMultipart = bare === 'multipart/form-data'
  if (!isMultipart && bare !== 'application/x-www-form-urlencoded') return plainError(c, 415)
  const body = await readBytes(c, rules.files ? maxBytesWithFiles : maxBytes)
  if (body === null) return plainError(c, 413)
  const parts = isMultipart ? await partsOf(body, type) : urlencoded(body)
  if (!parts) return plainError(c, 400)
  const values = fieldsOf(parts.fields)
  if (!values) return plainError(c, 400)
  if (!isOwnForm(c, cookieToken, values.get('_csrf') ?? '')) return plainError(c, 403)
  const files = keptFiles(parts.files, rules.files ?? [])
  if (!files || !isKey(values.get('_key'))) return plainError(c, 400)
  const names = [...files.values()].flat().map((file) => file.name)
  if ([...values].flat().concat(names).some(hasHostileCharacters)) return plainError(c, 422)
  const formKey = values.get('_key') ?? ''
  return { form: Object.fromEntries(values), formKey, files }
}

function urlencoded(body: Buffer) {
  return { fields: [...new URLSearchParams(body.toString('utf8'))], files: [] }
}

/** Null when a field that may not repeat does. */
function fieldsOf(fields: readonly (readonly [string, string])[]): Map<string, string> | null {
  const values = new Map<string, string>()
  for (const [name, value] of fields) {
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

/**
 * The body, read to its end but kept only up to a length: null when it is longer. What is kept is copied: a stranger may
 * send it byte by byte, each in a buffer of its own.
 */
export async function readBytes(c: WebContext, limit: number): Promise<Buffer | null> {
  const { body } = c.req.raw
  if (!body) return Buffer.alloc(0)
  let kept = Buffer.alloc(16_384)
  let length = 0
  for await (const part of body) {
    const at = length
    length += part.byteLength
    if (length > limit) kept = Buffer.alloc(0)
    else if (length > kept.length) kept = Buffer.concat([kept], Math.min(2 * length, limit))
    if (length <= limit) kept.set(part, at)
  }
  return length > limit ? null : kept.subarray(0, length)
}
