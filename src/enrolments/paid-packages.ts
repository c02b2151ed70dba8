import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import type { ChargedPackage } from '../pricing/facts.ts'
import type { PricedMonth } from '../pricing/priced.ts'
import type { PriceLists } from '../pricing/tariff.ts'

/**
 * Packages that families have paid for, whatever the period, in this file or in one that became it: a window is charged
 * once, and only by hand undone.
 */
export async function chargedPackagesOf(
  tx: Tx,
  householdIds: readonly number[],
): Promise<Map<number, ChargedPackage[]>> {
  const found = await sql<ChargedPackage & { householdId: number }>`
    with recursive file as (
      select id, id as payer_id from household where id = any(${householdIds}::bigint[])
      union all
      select former.id, file.payer_id from household former join file on former.merged_into_id = file.id
    )
    select distinct file.payer_id as "householdId", c.child_id as "childId", t.unit_combo as "unitIds",
           t.rule #>> '{package,window}' as window, c.days[1] as "windowFrom"
    from file join charge c on c.household_id = file.id and c.kind = 'PACKAGE'
    join tariff t on t.id = c.tariff_id`.execute(tx)
  return Map.groupBy(found.rows, (row) => row.householdId)
}

/** The packages of a priced month. */
export function packagesIn({ lines }: PricedMonth, { tariffs }: PriceLists): ChargedPackage[] {
  return lines.flatMap(({ childId, tariffId, packageWindow }) => {
    const tariff = tariffs.find(({ id }) => id === tariffId)
    if (!packageWindow || !tariff?.rule.package) return []
    const { window } = tariff.rule.package
    return [{ childId, unitIds: tariff.unitIds, window, windowFrom: packageWindow.from }]
  })
}
