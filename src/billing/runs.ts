import { sql } from 'kysely'
import type { Tx } from '../db/connect.ts'
import { addDays, dayOf, firstDayOf, lastDayOf, type Day } from '../kernel/day.ts'
import { monthInWords } from '../kernel/french.ts'
import { sha256 } from '../kernel/ids.ts'
import { announceDocuments, type NewDocument } from '../files/documents.ts'
import { notify, type NewNotice } from '../messages/notify.ts'
import type { Bill } from './bill.ts'
import { documentName } from './open-documents.ts'
import { paperFileName } from './paper.ts'
import type { RegieRun } from './regie-run.ts'
import type { BilledPeriod } from './scope.ts'

export interface ParkedFamily {
  readonly fileNumber: number
  readonly name: string
  readonly because: string
}

type RunState = 'CHECKING' | 'DRAFTED' | 'ISSUING' | 'ISSUED' | 'PUBLISHED'

/** The run of this régie, period and selection: a new one, or the one that was begun before. */
export async function openRun(tx: Tx, work: RegieRun): Promise<number> {
  const { scope, options, settings, now, actor } = work
  const selection = options.activity ? { activities: [options.activity] } : {}
  const hash = options.activity ? sha256(JSON.stringify(selection)) : Buffer.alloc(0)
  const issuedOn = dayOf(now)
  const [from, to] = [firstDayOf(options.period), lastDayOf(options.period)]
  await sql`
    insert into billing_run (regie_id, period_from, period_to, selection, selection_hash, state, invoiced_on, due_on, actor)
    values (${scope.regieId}, ${from}, ${to}, ${JSON.stringify(selection)}, ${hash}, 'CHECKING', ${issuedOn},
      ${addDays(issuedOn, settings.billing.dueDays)}, ${actor})
    on conflict (regie_id, period_from, period_to, selection_hash) do nothing`.execute(tx)
  const found = await sql<{ id: number }>`
    select id from billing_run
    where regie_id = ${scope.regieId} and period_from = ${from} and period_to = ${to}
      and selection_hash = ${hash}`.execute(tx)
  return found.rows[0]?.id ?? 0
}

const states: readonly RunState[] = ['CHECKING', 'DRAFTED', 'ISSUING', 'ISSUED', 'PUBLISHED']

/** A run only goes forward. */
export async function reachState(tx: Tx, runId: number, state: RunState): Promise<void> {
  const before = states.slice(0, states.indexOf(state))
  await sql`
    update billing_run set state = ${state}
    where id = ${runId} and state = any(${before}::text[])`.execute(tx)
}

/** Families see their invoices from now on; drafts that became one are done with. */
export async function publishRun(tx: Tx, runId: number, now: Date): Promise<void> {
  await announceDocuments(tx, await documentsToAnnounce(tx, runId), now)
  await notify(tx, await invoicesToTell(tx, runId), { now })
  await sql`
    update invoice set published_at = ${now}
    where run_id = ${runId} and published_at is null and number is not null`.execute(tx)
  await sql`delete from draft where run_id = ${runId} and parked_because is null`.execute(tx)
  await sql`update billing_run set published_on = coalesce(published_on, ${dayOf(now)}::date) where id = ${runId}`.execute(
    tx,
  )
  await reachState(tx, runId, 'PUBLISHED')
}

async function documentsToAnnounce(tx: Tx, runId: number): Promise<NewDocument[]> {
  const found = await sql<DocumentToAnnounce>`
    select household_id as "householdId", 'INVOICE' as kind, id as "sourceId", number,
           period_from as "periodFrom", issued_on as "occurredOn"
    from invoice where run_id = ${runId} and published_at is null and number is not null
    union all
    select c.household_id, 'CREDIT_NOTE', c.id, c.number, null, c.issued_on
    from credit_note c where c.run_id = ${runId}
    order by 2, 3`.execute(tx)
  return found.rows.map(({ number, periodFrom, occurredOn, ...document }) => ({
    ...document,
    fileName: paperFileName({ kind: document.kind, number }),
    title: documentName({ kind: document.kind, periodFrom, occurredOn }),
  }))
}

interface DocumentToAnnounce {
  readonly householdId: number
  readonly kind: 'INVOICE' | 'CREDIT_NOTE'
  readonly sourceId: number
  readonly number: string
  readonly periodFrom: Day | null
  readonly occurredOn: Day
}

async function invoicesToTell(tx: Tx, runId: number): Promise<NewNotice[]> {
  const found = await sql<{ id: number; ref: string; householdId: number; month: string }>`
    select i.id, i.ref, i.household_id as "householdId", to_char(r.period_from, 'YYYY-MM') as month
    from invoice i join billing_run r on r.id = i.run_id
    where i.run_id = ${runId} and i.published_at is null and i.number is not null
    order by i.id`.execute(tx)
  return found.rows.map(({ id, ref, householdId, month }) => ({
    kind: 'INVOICE',
    householdId,
    aboutId: id,
    dedupeKey: `invoice:${id}`,
    link: { page: 'invoice', ref },
    detail: ofMonth(month),
  }))
}

/** `de novembre 2026`, `d’avril 2027` */
export function ofMonth(month: string): string {
  const words = monthInWords(month)
  return /^[ao]/.test(words) ? `d’${words}` : `de ${words}`
}

/**
 * Families with something to bill or to correct and no document of this run yet, by name. Fenced: most are found by
 * their enrolment, and nobody's month is read for the others' sake.
 */
export async function familiesOf(
  tx: Tx,
  of: { readonly runId: number | null; readonly periods: readonly BilledPeriod[] },
): Promise<number[]> {
  const activities = of.periods[0]?.activityIds ?? []
  const from = of.periods.reduce(
    (day, period) => (period.from < day ? period.from : day),
    of.periods[0]?.from ?? '',
  )
  const to = of.periods[0]?.to ?? ''
  const found = await sql<{ id: number }>`
    select h.id from household h
    where (
      exists (
        select from enrolment e
        where e.household_id = h.id and e.activity_id = any(${activities}::int[]) and e.state = 'ACCEPTED'
          and e.valid_from <= ${to}::date and (e.valid_to is null or e.valid_to >= ${from}::date) offset 0)
      or exists (
        select from booking b join activity_group g on g.id = b.group_id and g.activity_id = any(${activities}::int[])
        where b.household_id = h.id and b.day between ${from}::date and ${to}::date offset 0)
      or exists (
        select from household_child hc
        join attendance t on t.child_id = hc.child_id and t.state = 'PRESENT'
          and t.day between ${from}::date and ${to}::date
        join activity_group g on g.id = t.group_id and g.activity_id = any(${activities}::int[])
        where hc.household_id = h.id offset 0)
      or h.id in (
        select payer.household_id from custody c
        cross join lateral (values (c.first_household_id), (c.second_household_id)) payer(household_id)
        where c.billing in ('BY_PERCENT', 'SINGLE_PAYER')
          and c.valid_from <= ${to}::date and (c.valid_to is null or c.valid_to >= ${from}::date)))
      and not exists (select from invoice i where i.run_id = ${of.runId}::bigint and i.household_id = h.id)
      and not exists (select from credit_note c where c.run_id = ${of.runId}::bigint and c.household_id = h.id)
    order by h.sort_name, h.id`.execute(tx)
  return found.rows.map((row) => row.id)
}

/** Families that a run left out, by name, each with why. One statement. */
export async function parkedOf(tx: Tx, runId: number): Promise<ParkedFamily[]> {
  const found = await sql<ParkedFamily>`
    select h.file_number as "fileNumber", h.name, d.parked_because as because
    from draft d join household h on h.id = d.household_id
    where d.run_id = ${runId} and d.parked_because is not null
    order by h.sort_name, h.id`.execute(tx)
  return found.rows
}

/** The same for the bills of a dry run. */
export async function parkedOfBills(tx: Tx, bills: readonly Bill[]): Promise<ParkedFamily[]> {
  const parked = bills.filter((bill) => bill.parkedBecause !== null)
  const rows = parked.map(({ householdId, parkedBecause }) => ({
    householdId,
    because: parkedBecause,
  }))
  const found = await sql<ParkedFamily>`
    select h.file_number as "fileNumber", h.name, bill.because
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as bill("householdId" bigint, because text)
    join household h on h.id = bill."householdId"
    order by h.sort_name, h.id`.execute(tx)
  return found.rows
}

/** Households by the file numbers that officers use; unknown numbers are left out. */
export async function fileNumbersToIds(
  tx: Tx,
  fileNumbers: readonly number[],
): Promise<Set<number>> {
  const found = await sql<{ id: number }>`
    select id from household where file_number = any(${fileNumbers}::int[])`.execute(tx)
  return new Set(found.rows.map((row) => row.id))
}

/** What an invoice says of the régie that collects it. */
export async function regieOf(
  tx: Tx,
  regieId: number,
): Promise<{ name: string; siret: string; vatMention: string }> {
  const found = await sql<{ name: string; siret: string; vatMention: string }>`
    select name, siret, vat_mention as "vatMention" from regie where id = ${regieId}`.execute(tx)
  return found.rows[0] ?? { name: '', siret: '', vatMention: '' }
}
