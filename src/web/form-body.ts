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
 * Answers by itself: 415 other content type, 413 too large, 403 not our form, 400 repeated field, 422 hostile characters.
 */
export async function readForm(c: WebContext, cookieToken: string | null): Promise<SentForm | Response> {
  const type = c.req.header('Content-Type')?.split(';')[0]?.trim().toLowerCase()
  if (type !== 'application/x-www-form-urlencoded') return plainError(c, 415)
  const body = await c.req.text()
  if (body.length > maxBytes) return plainError(c, 413)
  const values = new Map<string, string>()
  for (const [name, value] of new URLSearchParams(body)) {
    const before = values.get(name)
    if (before !== undefined && !name.endsWith('[]')) return plainError(c, 400)
    values.set(name, before === undefined ? value : `${before} ${value}`)
  }
  if (!isOwnForm(c, cookieToken, values.get('_csrf') ?? '')) return plainError(c, 403)
  if ([...values.values()].some(hasHostileCharacters)) return plainError(c, 422)
  const formKey = values.get('_key') ?? ''
  return { form: Object.fromEntries(values), formKey }
}
