import { sql } from 'kysely'
import type { Tx } from '../../db/connect.ts'
import { Refusal } from '../../kernel/refusal.ts'
import { bothApply, shareWindow } from './overlaps.ts'
import { planImport, type HeldTariff, type ImportPlan, type NewVersion } from './plan.ts'
import type { ListedTariff } from './read-tariff.ts'
import { loadTariffs } from '../load.ts'

/** Codes, `activity/tariff`. */
export interface TariffImport {
  readonly added: readonly string[]
  /** A later version follows them. */
  readonly superseded: readonly string[]
  readonly unchanged: readonly string[]
  /** Families that were billed by the former price for days on which the new one holds: their next bill corrects it. */
  readonly billedAnew: number
}

/**
 * Brings the tariffs of a checked list into the database. Idempotent: an equal tariff is left as it is.
 * A used tariff is closed the day before its successor begins, never edited.
 * Refuses TARIFF_USED and, when two lists would price one day twice, TARIFFS_OVERLAP.
 */
export async function importTariffs(
  tx: Tx,
  tariffs: readonly ListedTariff[],
): Promise<TariffImport> {
  await sql`lock table tariff in share row exclusive mode`.execute(tx)
  const plan = planImport(tariffs, await heldTariffs(tx, tariffs))
  const billedAnew = await familiesBilledSince(tx, plan)
  await closeAndRemove(tx, plan)
  if (plan.added.length > 0) await addVersions(tx, plan.added)
  await refuseOverlaps(tx, plan.added)
  const superseded = plan.added.filter((one) => one.version > 1).map(({ tariff }) => nameOf(tariff))
  return {
    added: plan.added.filter((one) => one.version === 1).map(({ tariff }) => nameOf(tariff)),
    superseded,
    unchanged: plan.unchanged.map(nameOf),
    billedAnew,
  }
}

async function familiesBilledSince(tx: Tx, { closed }: ImportPlan): Promise<number> {
  if (closed.length === 0) return 0
  const found = await sql<{ families: number }>`
    select count(distinct c.household_id)::int as families
    from jsonb_to_recordset(${JSON.stringify(closed)}::jsonb) former(id int, "validTo" date)
    join charge c on c.tariff_id = former.id and c.kind <> 'PACKAGE'
      and c.days[cardinality(c.days)] > former."validTo"`.execute(tx)
  return found.rows[0]?.families ?? 0
}

function nameOf(tariff: ListedTariff): string {
  return `${tariff.activityCode}/${tariff.code}`
}

async function heldTariffs(tx: Tx, tariffs: readonly ListedTariff[]): Promise<HeldTariff[]> {
  const activityIds = tariffs.map((tariff) => tariff.activityId)
  const held = await sql<HeldTariff>`
    select t.id, t.activity_id as "activityId", t.code, t.version, t.valid_from as "validFrom",
           t.valid_to as "validTo", encode(t.source_sha256, 'hex') as sha256,
           exists (select 1 from charge c where c.tariff_id = t.id) as "isUsed"
    from tariff t where t.activity_id = any(${activityIds}::int[])
    order by t.activity_id, t.code, t.version`.execute(tx)
  return held.rows
}

async function closeAndRemove(tx: Tx, { closed, removed }: ImportPlan): Promise<void> {
  if (removed.length > 0)
    await sql`delete from tariff where id = any(${removed}::int[])`.execute(tx)
  if (closed.length === 0) return
  await sql`
    update tariff t set valid_to = c."validTo"
    from jsonb_to_recordset(${JSON.stringify(closed)}::jsonb) c(id int, "validTo" date)
    where t.id = c.id`.execute(tx)
}

async function addVersions(tx: Tx, added: readonly NewVersion[]): Promise<void> {
  const rows = added.map(({ tariff, version, sha256 }) => {
    const { filters, each, rule, lines: _lines, ...columns } = tariff
    return { ...columns, version, sha256, filters: { ...filters, each }, rule }
  })
  const lines = added.flatMap(({ tariff, version }) =>
    tariff.lines.map((line) => ({
      ...line,
      activityId: tariff.activityId,
      code: tariff.code,
      version,
      amountCents: line.amountsCents[0] ?? null,
      extra: line.amountsCents.length > 1 ? { amountsCents: line.amountsCents } : {},
    })),
  )
  await sql`
    insert into tariff (activity_id, code, version, label, unit_combo, method, qf_type, filters, rule,
      local_product_code, accounting_code, tax_credit_eligible, meal_share_cents, valid_from, valid_to, source_sha256)
    select "activityId", code, version, label,
      array(select jsonb_array_elements_text("unitIds")::int), method, "quotientType", filters, rule,
      "localProductCode", "accountingCode", "taxCreditEligible", "mealShareCents", "validFrom", "validTo",
      decode(sha256, 'hex')
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) r("activityId" int, code text, version int, label text,
      "unitIds" jsonb, method text, "quotientType" text, filters jsonb, rule jsonb, "localProductCode" text,
      "accountingCode" text, "taxCreditEligible" boolean, "mealShareCents" int, "validFrom" date, "validTo" date,
      sha256 text)`.execute(tx)
  await sql`
    insert into tariff_line (tariff_id, line_no, qf_range, amount_cents, rate_ppm, floor_cents, ceiling_cents, extra)
    select t.id, l."lineNo", int4range(l."qfFrom", l."qfTo"), l."amountCents", l."ratePpm", l."floorCents",
      l."ceilingCents", l.extra
    from jsonb_to_recordset(${JSON.stringify(lines)}::jsonb) l("activityId" int, code text, version int,
      "lineNo" smallint, "qfFrom" int, "qfTo" int, "amountCents" int, "ratePpm" int, "floorCents" int,
      "ceilingCents" int, extra jsonb)
    join tariff t on (t.activity_id, t.code, t.version) = (l."activityId", l.code, l.version)`.execute(
    tx,
  )
}

/** A tariff of another list may not price the same units on the same days. */
async function refuseOverlaps(tx: Tx, added: readonly NewVersion[]): Promise<void> {
  const { tariffs } = await loadTariffs(tx, { from: '2000-01-01', to: '9999-12-31' }, 'B')
  for (const { tariff } of added) {
    const rival = tariffs.find(
      (other) =>
        other.code !== tariff.code && (bothApply(tariff, other) || shareWindow(tariff, other)),
    )
    if (rival) {
      throw new Refusal('TARIFFS_OVERLAP', { tariff: nameOf(tariff), other: rival.code })
    }
  }
}
