import { sql } from 'kysely'
import type { Tx } from '../../db/connect.ts'
import type { Day } from '../../kernel/day.ts'
import type { Keys } from '../../db/keys.ts'
import { Refusal } from '../../kernel/refusal.ts'
import type { Diet } from '../child-file.ts'
import { addEvidence, type NewEvidence } from '../evidence.ts'
import {
  once,
  ownChildId,
  recordChange,
  recordSheet,
  type Changer,
  type ParentWrite,
  removeLine,
} from './parent-write.ts'

/** What a family says of a child's day: changed at once, and logged. */
export interface DailySheet {
  readonly diet: Diet
  /** Null: not said. */
  readonly canSwim: boolean | null
  readonly nap: string | null
}

/** What is on file. */
export async function readDaily(tx: Tx, childId: number): Promise<DailySheet> {
  const found = await sql<DailySheet>`
    select diet, can_swim as "canSwim", nap from child where id = ${childId}`.execute(tx)
  const [row] = found.rows
  if (!row) throw new Refusal('NOT_FOUND')
  return row
}

/** Diet, swimming and nap, as a family corrects them. */
export async function writeDaily(
  tx: Tx,
  of: { readonly childId: number; readonly householdId: number; readonly sheet: DailySheet },
  by: Changer,
): Promise<void> {
  const { childId, sheet } = of
  const { diet, canSwim, nap } = sheet
  const before = await readDaily(tx, childId)
  await sql`
    update child set diet = ${diet}, can_swim = ${canSwim}, nap = ${nap}, updated_at = ${by.now}
    where id = ${childId}`.execute(tx)
  await recordSheet(tx, by, { ...of, action: 'child.daily', before, after: sheet })
}

export interface NewInsurance {
  readonly insurer: string
  readonly contract: string | null
  readonly validFrom: Day
  readonly validTo: Day
}

/**
 * A year's insurance, with the certificate when one was sent: another that begins the same day is replaced, the others
 * stay as history.
 */
export function addInsurance(
  tx: Tx,
  keys: Keys,
  of: {
    readonly childRef: string
    readonly insurance: NewInsurance
    readonly paper: Pick<NewEvidence, 'fileName' | 'file'> | null
  },
  by: ParentWrite,
): Promise<string> {
  return once(tx, by, async () => {
    const childId = await ownChildId(tx, of.childRef)
    const { insurer, contract, validFrom, validTo } = of.insurance
    const { householdId, login, now } = by
    const given = of.paper && { ...of.paper, householdId, childId, kind: 'INSURANCE' }
    const evidence =
      given && (await addEvidence(tx, keys, given, { now, actorKind: 'PARENT', actor: login }))
    await sql`delete from insurance where child_id = ${childId} and valid_from = ${validFrom}::date`.execute(
      tx,
    )
    await sql`
      insert into insurance (child_id, insurer, contract, valid_from, valid_to, evidence_id)
      values (${childId}, ${insurer}, ${contract}, ${validFrom}, ${validTo}, ${evidence?.id ?? null})`.execute(
      tx,
    )
    await recordChange(tx, by, { action: 'insurance.set', childId, after: of.insurance })
  })
}

/** Takes an insurance away that was entered by mistake. */
export function removeInsurance(
  tx: Tx,
  line: { readonly childRef: string; readonly ref: string },
  by: ParentWrite,
): Promise<string> {
  return once(tx, by, async () => {
    await removeLine(tx, 'insurance', line, by)
  })
}
