set local role {{owner}};

-- Whoever books holds the calendar until the end of the transaction; whoever closes or takes away days waits for them
-- and keeps others out. Always before the counters of places, so that the two never wait for each other.
create function app.calendar_closing() returns trigger
language plpgsql as $$
begin
  perform pg_advisory_xact_lock(hashtext('preau.calendar'));
  return null;
end $$;

create trigger closing before update or delete on open_day
  for each statement execute function app.calendar_closing();
create trigger closing before delete on open_day_unit
  for each statement execute function app.calendar_closing();

-- What a form books, held until the end of the transaction: is the day still open, and what is left? Null: no limit.
create function app.hold_days(g int[], u int[], d date[])
returns table (group_id int, unit_id int, day date, is_open boolean, places_left int)
language plpgsql security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
begin
  perform pg_advisory_xact_lock_shared(hashtext('preau.calendar'));
  return query
  select k.group_id, k.unit_id, k.day,
    exists (select from unit
      join open_day_unit o on o.activity_id = unit.activity_id and o.day = k.day and o.unit_id = unit.id
      join open_day on (open_day.activity_id, open_day.day) = (o.activity_id, o.day) and open_day.closed_because is null
      where unit.id = k.unit_id),
    places.places_left
  from (select distinct * from unnest(g, u, d) k(group_id, unit_id, day)) k
  left join app.places_left(g, u, d) places using (group_id, unit_id, day);
end $$;

revoke execute on function app.calendar_closing(), app.hold_days(int[], int[], date[]) from public;
grant execute on function app.hold_days(int[], int[], date[]) to {{web}}, {{worker}};
