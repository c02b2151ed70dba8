import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import type { Day } from '../kernel/day.ts'
import { schoolPeriods, type SchoolHoliday } from './school-periods.ts'
import type { PricedUnit, PriceLists, Tariff, TariffFilters } from './tariff.ts'

/** Days, both included. */
export interface Period {
  readonly from: Day
  readonly to: Day
}

interface TariffRow extends Omit<Tariff, 'filters' | 'each'> {
  readonly filters: TariffFilters & { readonly each: boolean }
}

/** All that a period is priced with: the tariffs in force, the units and the zone's school periods. Three statements. */
export async function loadTariffs(
  tx: Tx,
  period: Period,
  zone: 'A' | 'B' | 'C',
): Promise<PriceLists> {
  const tariffs = await inForce(tx, period)
  const units = await loadUnits(tx)
  const holidays = await sql<SchoolHoliday>`
    select first_day as "firstDay", last_day as "lastDay" from school_holiday
    where zone = ${zone} order by first_day`.execute(tx)
  return {
    tariffs,
    units,
    schoolPeriods: schoolPeriods(holidays.rows),
  }
}

/** The tariffs that hold on some day of a period: one statement. */
export async function inForce(tx: Tx, period: Period): Promise<Tariff[]> {
  const found = await sql<TariffRow>`
    select t.id, t.activity_id as "activityId", t.code, t.version, t.label, t.unit_combo as "unitIds", t.method,
      t.qf_type as "quotientType", t.filters, t.rule, t.local_product_code as "localProductCode",
      t.accounting_code as "accountingCode", t.tax_credit_eligible as "taxCreditEligible",
      t.meal_share_cents as "mealShareCents", t.valid_from as "validFrom", t.valid_to as "validTo", l.lines
    from tariff t
    cross join lateral (
      select jsonb_agg(jsonb_build_object(
        'lineNo', line_no, 'qfFrom', lower(qf_range), 'qfTo', upper(qf_range),
        'amountsCents', case when extra ? 'amountsCents' then extra -> 'amountsCents'
                             when amount_cents is null then '[]' else jsonb_build_array(amount_cents) end,
        'ratePpm', rate_ppm, 'floorCents', floor_cents, 'ceilingCents', ceiling_cents) order by line_no) as lines
      from tariff_line where tariff_id = t.id
    ) l
    where daterange(t.valid_from, t.valid_to, '[]') && daterange(${period.from}::date, ${period.to}::date, '[]')
    order by t.activity_id, t.code, t.version`.execute(tx)
  return found.rows.map(({ filters: { each, ...filters }, ...tariff }) => ({
    ...tariff,
    each,
    filters,
  }))
}

async function loadUnits(tx: Tx): Promise<PricedUnit[]> {
  const found = await sql<PricedUnit>`
    select id, activity_id as "activityId", code, label, to_char(from_time, 'HH24:MI') as "fromTime",
      to_char(to_time, 'HH24:MI') as "toTime", position
    from unit order by activity_id, position, id`.execute(tx)
  return found.rows
}
