import { sql } from 'kysely'
import { record } from '../audit/record.ts'
import type { Tx } from '../db/connect.ts'
import { sha256 } from '../kernel/ids.ts'
import { defaultRule, fieldDefaults, type FieldName, type FieldScope } from './field-defaults.ts'

/** What a family sees of a field and may do with it. */
export type FieldAccess = 'HIDDEN' | 'SHOWN' | 'EDITABLE' | 'REQUIRED'

/** How a family's change arrives: at once, after an officer's look, or not at all (officers write it). */
export type FieldApply = 'DIRECT' | 'REQUEST' | 'OFFICER'

export interface FieldRule {
  readonly access: FieldAccess
  readonly apply: FieldApply
}

export const accesses: readonly FieldAccess[] = ['HIDDEN', 'SHOWN', 'EDITABLE', 'REQUIRED']
export const applies: readonly FieldApply[] = ['DIRECT', 'REQUEST', 'OFFICER']

/** `GUARDIAN.mobile` → its rule, for every field there is. */
export type FieldPolicy = Readonly<Record<FieldName, FieldRule>>

/** The rules of the commune, the defaults where it set none. One statement. */
export async function readFieldPolicy(tx: Tx): Promise<FieldPolicy> {
  const found = await sql<{ name: string } & FieldRule>`
    select scope || '.' || field as name, access, apply from field_policy`.execute(tx)
  const set = new Map(found.rows.map(({ name, access, apply }) => [name, { access, apply }]))
  return policyFrom((name) => set.get(name))
}

/** What a family may do with each field, as its screens need it: SHOWN is also what only officers write. */
export type FamilyAccess = Readonly<Record<FieldName, FieldAccess>>

export function familyAccess(policy: FieldPolicy): FamilyAccess {
  return accessFrom((name) => {
    const rule = policy[name]
    return isEditable(rule) || rule.access === 'HIDDEN' ? rule.access : 'SHOWN'
  })
}

/** Of an officer, from whom no rule keeps anything. */
export const officerAccess: FamilyAccess = accessFrom(() => 'EDITABLE')

/** May a family send a new value of this field? */
export function isEditable({ access, apply }: FieldRule): boolean {
  return apply !== 'OFFICER' && (access === 'EDITABLE' || access === 'REQUIRED')
}

/** The field's name out of a text, undefined when there is none. */
export function fieldNamed(text: string): FieldName | undefined {
  return fieldNames().find((name) => name.toLowerCase() === text.toLowerCase())
}

export function fieldNames(): FieldName[] {
  return Object.keys(fieldDefaults).filter(isFieldName)
}

export type PolicyChange =
  | { readonly ok: true; readonly changed: boolean }
  | { readonly ok: false; readonly fault: string }

/** Sets the rule of a field. Safe to run twice. What the law leaves to officers or to their look stays with them. */
export async function setFieldRule(
  tx: Tx,
  wanted: { readonly name: FieldName } & Partial<FieldRule>,
  { now, actor }: { readonly now: Date; readonly actor: string },
): Promise<PolicyChange> {
  const before = (await readFieldPolicy(tx))[wanted.name]
  const rule = { access: wanted.access ?? before.access, apply: wanted.apply ?? before.apply }
  const { fixed, apply, allowed = accesses } = defaultRule(wanted.name)
  if (fixed && rule.apply !== apply) {
    return { ok: false, fault: `${wanted.name} is always ${apply}: ${fixed}` }
  }
  if (!allowed.includes(rule.access)) {
    return { ok: false, fault: `${wanted.name} is ${allowed.join(' or ')}` }
  }
  if (rule.access === before.access && rule.apply === before.apply)
    return { ok: true, changed: false }
  const [scope, field] = partsOf(wanted.name)
  await sql`
    insert into field_policy (scope, field, access, apply, updated_at, updated_by)
    values (${scope}, ${field}, ${rule.access}, ${rule.apply}, ${now}, ${actor})
    on conflict (scope, field) do update
      set access = excluded.access, apply = excluded.apply, updated_at = excluded.updated_at, updated_by = excluded.updated_by`.execute(
    tx,
  )
  await record(tx, {
    at: now,
    actorKind: 'OFFICER',
    actor,
    action: 'field_policy.set',
    subject: `field_policy:${wanted.name}`,
    beforeHash: sha256(JSON.stringify(before)),
    afterHash: sha256(JSON.stringify(rule)),
  })
  return { ok: true, changed: true }
}

function policyFrom(set: (name: FieldName) => FieldRule | undefined): FieldPolicy {
  const rules = Object.fromEntries(
    fieldNames().map((name) => {
      const { access, apply } = defaultRule(name)
      return [name, set(name) ?? { access, apply }]
    }),
  )
  return completePolicy(rules)
}

function completePolicy(rules: Readonly<Record<string, FieldRule>>): FieldPolicy {
  if (!isComplete(rules)) throw new Error('A field of the family file has no rule')
  return rules
}

function isComplete(rules: Readonly<Record<string, FieldRule>>): rules is FieldPolicy {
  return fieldNames().every((name) => name in rules)
}

function accessFrom(accessOf: (name: FieldName) => FieldAccess): FamilyAccess {
  const found: Partial<Record<FieldName, FieldAccess>> = {}
  for (const name of fieldNames()) found[name] = accessOf(name)
  if (!hasAll(found)) throw new Error('A field of the family file has no rule')
  return found
}

function hasAll(found: Partial<Record<FieldName, FieldAccess>>): found is FamilyAccess {
  return fieldNames().every((name) => found[name] !== undefined)
}

function isFieldName(text: string): text is FieldName {
  return text in fieldDefaults
}

function partsOf(name: FieldName): [scope: FieldScope, field: string] {
  const at = name.indexOf('.')
  const scope = name.slice(0, at)
  if (scope !== 'GUARDIAN' && scope !== 'CHILD' && scope !== 'CONTACT' && scope !== 'FAMILY') {
    throw new Error(`${name} has no scope`)
  }
  return [scope, name.slice(at + 1)]
}
