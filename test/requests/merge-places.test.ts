import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testDatabase } from '../support/database.ts'

/** What a merge of two files does with each place that names a household; the stories are in merge.test.ts. */
const places = {
  goesOn: [
    'booking.household_id',
    'custody.even_week_household_id',
    'custody.even_year_first_half_id',
    'custody.first_household_id',
    'custody.second_household_id',
    'custody_day.household_id',
    'custody_exception.household_id',
    'enrolment.household_id',
    'household.merged_into_id',
    'household_adult.household_id',
    'household_child.household_id',
    'weekly_pattern.household_id',
  ],
  /** While one of these is open the merge is refused; what is closed stays. */
  refusesWhileOpen: [
    'absence.household_id',
    'change_request.household_id',
    'draft.household_id',
    'evidence.household_id',
    'open_item.household_id',
    'payment_attempt.household_id',
    'waiting_entry.household_id',
  ],
  /** Issued, paid, said or done under the former file, which its adults may still open. */
  staysReadable: [
    'allocation.household_id',
    'audit_event.household_id',
    'booking_past.household_id',
    'booking_receipt.household_id',
    'certificate.household_id',
    'change_item.household_id',
    'charge.household_id',
    'charge_day.household_id',
    'credit_note.household_id',
    'document.household_id',
    'invoice.household_id',
    'ledger_account.household_id',
    'ledger_transfer.household_id',
    'mailing_recipient.household_id',
    'notice.household_id',
    'outbox.household_id',
    'payment.household_id',
    'payment_reversal.household_id',
    'thread.household_id',
  ],
  /** Said of the child, and read by the child whoever said it. */
  followsTheChild: ['authorised_pickup.added_by_household_id', 'consent.household_id'],
  /** What the file that goes on lacks is brought, and nothing of it replaced (merge-records.test.ts). */
  broughtWhereLacking: [
    'bank_account.household_id',
    'benefit_record.household_id',
    'household_address.household_id',
    'quotient.household_id',
    'tax_record.household_id',
  ],
  /** Open ones are revoked; the file that goes on signs its own. */
  endsHere: ['mandate.household_id'],
  /** The file that goes on has its own; nothing of the former one replaces it. */
  ofEachFile: [
    'annual_confirmation.household_id',
    'ical_feed.household_id',
    'session.household_id',
  ],
}

test('every column that names a household has its rule for a merge of two files', async () => {
  const db = await testDatabase()
  const found = await db.pool.query<{ place: string }>(`
    select c.relname || '.' || a.attname as place
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
      and (a.attname like '%household_id' or exists (
        select 1 from pg_constraint f
        where f.contype = 'f' and f.conrelid = c.oid and f.confrelid = 'household'::regclass
          and a.attnum = any(f.conkey)))`)
  assert.deepEqual(
    found.rows.map((row) => row.place).toSorted(),
    Object.values(places).flat().toSorted(),
  )
})
