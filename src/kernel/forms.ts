import { z } from 'zod'
import { hostileCharacters, tidyText } from './text.ts'

/** A form as it was sent: one value a field. */
export type FormValues = Readonly<Record<string, string>>

/** One French sentence a wrong field. */
export type FormErrors = Readonly<Record<string, string>>

export type ParsedForm<T> =
  | { readonly ok: true; readonly data: T }
  | { readonly ok: false; readonly values: FormValues; readonly errors: FormErrors }

/** Checks a sent form against its schema: unknown fields are ignored, each wrong field keeps its first sentence. */
export function parseForm<T>(schema: z.ZodType<T>, values: FormValues): ParsedForm<T> {
  const result = schema.safeParse(values)
  if (result.success) return { ok: true, data: result.data }
  const errors: Record<string, string> = {}
  for (const issue of result.error.issues) {
    const field = String(issue.path[0] ?? '')
    errors[field] ??= issue.message
  }
  return { ok: false, values, errors }
}

/** Does any value hold characters that no keyboard sends (security.md)? */
export function hasHostileCharacters(text: string): boolean {
  return text.search(hostileCharacters) >= 0
}

/** A required line of text, tidied. */
export function line(sentence: string, max = 200): z.ZodType<string> {
  return z
    .string({ error: sentence })
    .transform(tidyText)
    .pipe(z.string().min(1, sentence).max(max, `${max} caractères au plus.`))
}

export { z }
