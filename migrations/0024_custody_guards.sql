set local role {{owner}};

-- A day of the other household's week cannot be booked, whatever the portal forgot to ask. On the hand-over day the
-- unit's hour decides: before it the day is whose the day before was, from it on whose the next day is.
create function app.is_other_week(child bigint, on_day date, unit_id int) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce((
    select case
        when c.handover_weekday <> extract(isodow from d.day) or u.from_time is null then d.household_id
        when u.from_time < c.handover_time then coalesce(before.household_id, d.household_id)
        else coalesce(next.household_id, d.household_id)
      end <> app.current_household()
    from custody_day d
    join custody c on c.id = d.custody_id and c.billing = 'BY_CALENDAR'
    join unit u on u.id = is_other_week.unit_id
    left join custody_day before on before.child_id = d.child_id and before.day = d.day - 1
    left join custody_day next on next.child_id = d.child_id and next.day = d.day + 1
    where d.child_id = is_other_week.child and d.day = on_day), false)
$$;
revoke execute on function app.is_other_week(bigint, date, int) from public;
grant execute on function app.is_other_week(bigint, date, int) to {{web}};

drop policy own_add on booking;
create policy own_add on booking for insert to {{web}}
  with check (household_id = (select app.current_household()) and child_id = any ((select app.current_children())::bigint[])
    and (state = 'CANCELLED' or not app.is_other_week(child_id, day, unit_id)));
drop policy own_edit on booking;
create policy own_edit on booking for update to {{web}}
  using (child_id = any ((select app.current_children())::bigint[])
    and (household_id = (select app.current_household()) or state = 'CANCELLED'))
  with check (household_id = (select app.current_household()) and child_id = any ((select app.current_children())::bigint[])
    and (state = 'CANCELLED' or not app.is_other_week(child_id, day, unit_id)));

-- Who is billed whole or in part whatever the calendar: found by household.
create index custody_shared on custody(child_id) where billing in ('BY_PERCENT', 'SINGLE_PAYER');
alter table custody add check (first_percent between 1 and 99);

alter table notice drop constraint notice_kind_check;
alter table notice add constraint notice_kind_check check (kind in ('INVOICE', 'PAYMENT', 'PAYMENT_FAILED', 'REMINDER',
  'REQUEST', 'OFFER', 'EVIDENCE', 'MESSAGE', 'CREDENTIALS', 'BOOKING', 'DEBIT', 'PICKUP', 'ABSENCE', 'DAY_CLOSED', 'CUSTODY'));
