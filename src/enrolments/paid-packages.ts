import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import {
  addDays,
  addMonths,
  firstDayOf,
  lastDayOf,
  monthOf,
  type Day,
  type Month,
} from '../kernel/day.ts'
import type { ChargedPackage } from '../pricing/facts.ts'
import { loadTariffs } from '../pricing/load.ts'
import { priceMonth } from '../pricing/month.ts'
import type { PricedMonth } from '../pricing/priced.ts'
import type { PriceLists } from '../pricing/tariff.ts'
import { windowAround } from '../pricing/windows.ts'
import { factsOfPeriod } from './billing-facts.ts'
import type { CalendarPlace } from './offered-days.ts'

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

/**
 * Packages that the bills before a month hold or will hold, for its preview: what is booked earlier in a window pays
 * for its later days. Nothing is asked where no package is in force; else one statement, or seven.
 */
export async function packagesBefore(
  tx: Tx,
  {
    householdId,
    day,
    place,
  }: { readonly householdId: number; readonly day: Day; readonly place: CalendarPlace },
  lists: PriceLists,
): Promise<readonly ChargedPackage[]> {
  const from = earliestWindow(lists, day)
  if (from === null) return []
  const charged = (await chargedPackagesOf(tx, [householdId])).get(householdId) ?? []
  const period = { from: firstDayOf(monthOf(from)), to: addDays(day, -1) }
  if (period.from > period.to) return charged
  const facts = (await factsOfPeriod(tx, { ...period, householdIds: [householdId] })).get(
    householdId,
  )
  if (!facts) return charged
  const then = await loadTariffs(tx, period, place.zone)
  return monthsOf(period).reduce<readonly ChargedPackage[]>((paid, month) => {
    const own = { from: firstDayOf(month), to: lastDayOf(month) }
    const policies = { ...own, billingDate: own.to, unchecked: 'AS_BOOKED' } as const
    const days = facts.days.filter((fact) => monthOf(fact.day) === month)
    const priced = priceMonth({ ...facts, days, chargedPackages: paid }, then, policies)
    return [...paid, ...packagesIn(priced, then)]
  }, charged)
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

/** Months from the first day to the last. */
export function monthsOf({ from, to }: { readonly from: Day; readonly to: Day }): Month[] {
  const months: Month[] = []
  for (let month = monthOf(from); month <= monthOf(to); month = addMonths(month, 1))
    months.push(month)
  return months
}

/** Null: no package is in force. */
function earliestWindow({ tariffs, schoolPeriods }: PriceLists, day: Day): Day | null {
  const windows = tariffs.flatMap(
    ({ rule }) =>
      (rule.package && windowAround(rule.package.window, day, schoolPeriods)?.from) ?? [],
  )
  const hasPackages = tariffs.some(({ rule }) => rule.package !== null)
  return hasPackages ? (windows.sort()[0] ?? day) : null
}
