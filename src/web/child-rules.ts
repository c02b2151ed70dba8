import type { FieldValue, Target } from '../requests/model.ts'
import { requestChange } from '../requests/request-change.ts'
import { targets } from '../requests/targets.ts'
import type { FormErrors, FormValues } from '../kernel/forms.ts'
import type { FieldName } from '../settings/field-defaults.ts'
import type { FieldAccess } from '../settings/field-policy.ts'
import { doneCodeOf } from './change-done.ts'
import type { OwnChild } from './child-access.tsx'
import type { WebContext } from './context.ts'
import type { FamilyForm } from './guard.ts'
import { doneAt, seeOther } from './respond.ts'

/** One sheet of a child: to which field of the file each sent name belongs. */
export interface ChildSheetRules {
  readonly target: Target
  readonly fields: Readonly<Record<string, string>>
}

/** By sent name: hidden, shown, open or necessary, as the commune decided; what waits for the town hall is shown only. */
export type SentAccess = Readonly<Record<string, FieldAccess>>

export function sheetAccess(child: OwnChild, { target, fields }: ChildSheetRules): SentAccess {
  return Object.fromEntries(
    Object.entries(fields).map(([name, field]) => {
      const access = accessOf(child, target, field)
      const isOpen = access === 'EDITABLE' || access === 'REQUIRED'
      return [name, isOpen && child.asked[`${target}.${field}`] ? 'SHOWN' : access]
    }),
  )
}

/** What was sent of the lines that are open; the others keep what is known. */
export function openAnswers(access: SentAccess, form: FormValues, known: FormValues): FormValues {
  const closed = Object.entries(access).filter(([, one]) => one === 'HIDDEN' || one === 'SHOWN')
  return { ...form, ...Object.fromEntries(closed.map(([name]) => [name, known[name] ?? ''])) }
}

/** The lines that the commune needs and that were left empty. */
export function missingAnswers(access: SentAccess, form: FormValues): FormErrors {
  const needed = Object.entries(access).filter(
    ([name, one]) => one === 'REQUIRED' && !form[name]?.trim(),
  )
  return Object.fromEntries(
    needed.map(([name]) => [name, 'Remplissez cette ligne\u00A0: la mairie en a besoin.']),
  )
}

/** Writes at once what the commune leaves to the family, asks the town hall for the rest, and goes back to the sheet. */
export async function changeSheet(
  c: WebContext,
  { tx, parent, now, formKey }: FamilyForm,
  sheet: {
    readonly child: OwnChild
    readonly rules: ChildSheetRules
    readonly access: SentAccess
    readonly values: Readonly<Record<string, FieldValue>>
    readonly path: string
  },
): Promise<Response> {
  const { child, rules, access, values, path } = sheet
  const open = new Set(
    Object.entries(rules.fields)
      .filter(([name]) => access[name] === 'EDITABLE' || access[name] === 'REQUIRED')
      .map(([, field]) => field),
  )
  const changes = Object.entries(values)
    .filter(([field]) => open.has(field))
    .map(([field, value]) => ({ target: rules.target, targetId: child.id, field, value }))
  const { householdId, personId, accountId, login } = parent
  const form = { key: formKey, accountId, answerTo: path }
  const by = { now, actor: login, form }
  const wanted = { householdId, personId, changes }
  const result = await requestChange(tx, c.get('deps').keys, wanted, by)
  return seeOther(c, doneAt(path, doneCodeOf(result), formKey))
}

/** Does the commune leave this to the family? */
export function isOpenTo({ access }: Pick<OwnChild, 'access'>, field: FieldName): boolean {
  return access[field] === 'EDITABLE' || access[field] === 'REQUIRED'
}

function accessOf(child: OwnChild, target: Target, field: string): FieldAccess {
  const name = targets[target].policy[field]
  if (!name) throw new Error(`${target} has no field ${field}`)
  return child.access[name]
}
