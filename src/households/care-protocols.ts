import { sql } from 'kysely'
import { recordAll, type ActorKind } from '../audit/record.ts'
import type { Tx } from '../db/connect.ts'
import { dataKeysFor } from '../db/data-keys.ts'
import { sealField } from '../db/field-encryption.ts'
import type { Keys } from '../db/keys.ts'
import { addDays, type Day } from '../kernel/day.ts'
import type { Anomaly, ImportedCareProtocol, ImportedChild } from './family-model.ts'
import { careProtocolPlace } from './health.ts'
import type { Change, PlanContext, Target } from './plan.ts'
import type { CareProtocolBody } from './sealed.ts'
import { idOf } from './write-plan.ts'

export interface KnownCareProtocol extends ImportedCareProtocol {
  readonly id: number
  readonly childId: number
}

/** PAI to end a day before the next, to change in place (what is sealed in them stays), and to enter. */
export interface CareProtocolPlan {
  readonly ended: readonly KnownCareProtocol[]
  readonly changed: readonly KnownCareProtocol[]
  readonly entered: readonly (ImportedCareProtocol & { readonly child: Target })[]
}

export async function loadCareProtocols(
  tx: Tx,
  childIds: readonly number[],
): Promise<Map<number, KnownCareProtocol[]>> {
  const found = await sql<KnownCareProtocol>`
    select id, child_id as "childId", valid_from as "validFrom", valid_to as "validTo", meal_mode as "mealMode"
    from care_protocol where child_id = any(${childIds}::bigint[])`.execute(tx)
  return Map.groupBy(found.rows, ({ childId }) => childId)
}

/**
 * The PAI of a list against those on file, as setCareProtocol would, but a list never deletes what an officer wrote:
 * the one that begins in its days is changed in place; when there are several, only a person can tell.
 */
export function planCareProtocols(
  { model, known }: Pick<PlanContext, 'model' | 'known'>,
  targets: readonly Target[],
): {
  readonly plan: CareProtocolPlan
  readonly changes: readonly Change[]
  readonly anomalies: readonly Anomaly[]
} {
  const planned = model.children.map((child, at) => {
    const target = targets[at]
    if (!child.careProtocol || !target) return nothing
    const onFile = 'id' in target ? (known.careProtocols.get(target.id) ?? []) : []
    return planOne({ child, target, wanted: child.careProtocol }, onFile)
  })
  return {
    plan: {
      ended: planned.flatMap(({ ended }) => ended),
      changed: planned.flatMap(({ changed }) => changed),
      entered: planned.flatMap(({ entered }) => entered),
    },
    changes: planned.flatMap(({ changes }) => changes),
    anomalies: planned.flatMap(({ anomalies }) => anomalies),
  }
}

interface PlannedOne extends CareProtocolPlan {
  readonly changes: readonly Change[]
  readonly anomalies: readonly Anomaly[]
}

const nothing: PlannedOne = { ended: [], changed: [], entered: [], changes: [], anomalies: [] }

interface WantedOne {
  readonly child: ImportedChild
  readonly target: Target
  readonly wanted: ImportedCareProtocol
}

function planOne(
  { child, target, wanted }: WantedOne,
  onFile: readonly KnownCareProtocol[],
): PlannedOne {
  const { validFrom, validTo } = wanted
  const [same, ...more] = onFile.filter(
    (one) => one.validFrom >= validFrom && one.validFrom <= validTo,
  )
  if (more.length > 0) return { ...nothing, anomalies: [severalOf(child)] }
  const fields = same ? differing(same, wanted) : []
  if (same && fields.length === 0) return nothing
  const before = onFile.filter((one) => one.validFrom < validFrom && one.validTo >= validFrom)
  const name = `${child.firstName} ${child.lastName}`
  const what = 'care protocol'
  return {
    ...nothing,
    ended: before.map((one) => ({ ...one, validTo: addDays(validFrom, -1) })),
    changed: same ? [{ ...same, ...wanted }] : [],
    entered: same ? [] : [{ ...wanted, child: target }],
    changes: [
      ...before.map((): Change => ({ action: 'change', what, name, fields: ['validTo'] })),
      { action: same ? 'change' : 'create', what, name, fields },
    ],
  }
}

function differing(known: ImportedCareProtocol, wanted: ImportedCareProtocol): string[] {
  const fields = ['validFrom', 'validTo', 'mealMode'] as const
  return fields.filter((field) => known[field] !== wanted[field])
}

function severalOf({ origin }: ImportedChild): Anomaly {
  return {
    ...origin,
    column: null,
    message: 'several PAI on file begin within the days of this one',
    hint: 'write the days of the latest, which an officer has entered since; or none',
  }
}

/** Four statements beside those of the keys, whatever their number. A new PAI has an empty body: officers fill it. */
export async function writeCareProtocols(
  tx: Tx,
  keys: Keys,
  { plan, ids }: { readonly plan: CareProtocolPlan; readonly ids: readonly number[] },
  by: { readonly now: Date; readonly actor: string; readonly actorKind?: ActorKind },
): Promise<void> {
  await updateRows(tx, plan.ended, null)
  // After those before it have ended: no two of a child may overlap at any moment.
  await updateRows(tx, plan.changed, by.actor)
  const entered = plan.entered.map(({ child, ...protocol }) => ({
    ...protocol,
    childId: idOf(child, ids),
  }))
  await insertRows(tx, keys, entered, by.actor)
  const children = [...plan.ended, ...plan.changed, ...entered].map(({ childId }) => childId)
  const entries = [...new Set(children)].map((childId) => ({
    at: by.now,
    actorKind: by.actorKind ?? 'OFFICER',
    actor: by.actor,
    action: 'care_protocol.set',
    subject: 'child',
    subjectId: childId,
  }))
  await recordAll(tx, entries)
}

/** `validatedBy` null: who validated it stays. */
async function updateRows(
  tx: Tx,
  rows: readonly KnownCareProtocol[],
  validatedBy: string | null,
): Promise<void> {
  if (rows.length === 0) return
  await sql`
    update care_protocol set valid_from = r."validFrom", valid_to = r."validTo", meal_mode = r."mealMode",
      validated_by = coalesce(${validatedBy}::text, validated_by)
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as r(id bigint, "validFrom" date, "validTo" date, "mealMode" text)
    where care_protocol.id = r.id`.execute(tx)
}

async function insertRows(
  tx: Tx,
  keys: Keys,
  wanted: readonly {
    readonly childId: number
    readonly validFrom: Day
    readonly validTo: Day
    readonly mealMode: string
  }[],
  validatedBy: string,
): Promise<void> {
  if (wanted.length === 0) return
  const childIds = wanted.map(({ childId }) => childId)
  const dataKeys = await dataKeysFor(tx, keys, 'CHILD', childIds)
  const drawn = await sql<{ id: number }>`
    select nextval(pg_get_serial_sequence('care_protocol', 'id')) as id from generate_series(1, ${wanted.length}::int)`.execute(
    tx,
  )
  const rows = wanted.map((protocol, at) => {
    const [id, key] = [drawn.rows[at]?.id, dataKeys.get(protocol.childId)]
    if (id === undefined || !key) throw new Error(`Child ${protocol.childId} has no data key`)
    const sealed = sealField(key, careProtocolPlace(id), JSON.stringify(emptyBody))
    return { ...protocol, id, sealed: sealed.toString('hex') }
  })
  await sql`
    insert into care_protocol (id, child_id, valid_from, valid_to, meal_mode, body_enc, validated_by) overriding system value
    select id, "childId", "validFrom", "validTo", "mealMode", decode(sealed, 'hex'), ${validatedBy}
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as r(id bigint, "childId" bigint, "validFrom" date, "validTo" date, "mealMode" text, sealed text)`.execute(
    tx,
  )
}

const emptyBody: CareProtocolBody = { type: null, emergencyKit: null, conduct: null, doctor: null }
