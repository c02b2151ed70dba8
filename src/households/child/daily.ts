import { sql } from 'kysely'
import type { Tx } from '../../db/connect.ts'
import type { Day } from '../../kernel/day.ts'
import { Refusal } from '../../kernel/refusal.ts'
import type { Diet } from '../child-file.ts'
import { once, ownChildId, recordChange, type ParentWrite } from './parent-write.ts'

/** What a family says of a child's day: changed at once, and logged. */
export interface DailySheet {
  readonly diet: Diet
  /** Null: not said. */
  readonly canSwim: boolean | null
  readonly nap: string | null
}

/** Diet, swimming and nap, as a parent corrects them. */
export function changeDaily(
  tx: Tx,
  { childRef, sheet }: { readonly childRef: string; readonly sheet: DailySheet },
  by: ParentWrite,
): Promise<string> {
  return once(tx, by, async () => {
    const childId = await ownChildId(tx, childRef)
    const { diet, canSwim, nap } = sheet
    const before = await sql`
      select diet, can_swim as "canSwim", nap from child where id = ${childId} for no key update`.execute(
      tx,
    )
    await sql`
      update child set diet = ${diet}, can_swim = ${canSwim}, nap = ${nap}, updated_at = ${by.now}
      where id = ${childId}`.execute(tx)
    const change = { action: 'child.daily', childId, before: before.rows[0], after: sheet }
    await recordChange(tx, by, change)
  })
}

export interface NewInsurance {
  readonly insurer: string
  readonly contract: string | null
  readonly validFrom: Day
  readonly validTo: Day
}

/** A year's insurance: another that begins the same day is replaced, the others stay as history. */
export function addInsurance(
  tx: Tx,
  { childRef, insurance }: { readonly childRef: string; readonly insurance: NewInsurance },
  by: ParentWrite,
): Promise<string> {
  return once(tx, by, async () => {
    const childId = await ownChildId(tx, childRef)
    const { insurer, contract, validFrom, validTo } = insurance
    await sql`delete from insurance where child_id = ${childId} and valid_from = ${validFrom}::date`.execute(
      tx,
    )
    await sql`
      insert into insurance (child_id, insurer, contract, valid_from, valid_to)
      values (${childId}, ${insurer}, ${contract}, ${validFrom}, ${validTo})`.execute(tx)
    await recordChange(tx, by, { action: 'insurance.set', childId, after: insurance })
  })
}

/** Takes an insurance away that was entered by mistake. */
export function removeInsurance(
  tx: Tx,
  { childRef, ref }: { readonly childRef: string; readonly ref: string },
  by: ParentWrite,
): Promise<string> {
  return once(tx, by, async () => {
    const childId = await ownChildId(tx, childRef)
    const gone =
      await sql`delete from insurance where child_id = ${childId} and ref = ${ref}::uuid`.execute(
        tx,
      )
    if (gone.numAffectedRows === 0n) throw new Refusal('NOT_FOUND')
    await recordChange(tx, by, { action: 'insurance.remove', childId })
  })
}
