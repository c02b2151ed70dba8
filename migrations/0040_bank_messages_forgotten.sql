set local role {{owner}};

-- What the bank said carries a mail address and is kept thirteen months (data-model.md §3.11); nobody deletes it but
-- this function. The payment and the provider's transaction stay; what was put aside stays with its decision.
create function app.forget_notifications(before timestamptz) returns int
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  gone int;
begin
  update provider_transaction t set notification_id = null
  from provider_notification n
  where n.id = t.notification_id and n.last_at < before and n.verdict <> 'QUARANTINE';
  delete from provider_notification where last_at < before and verdict <> 'QUARANTINE';
  get diagnostics gone = row_count;
  return gone;
end $$;
revoke execute on function app.forget_notifications(timestamptz) from public;
grant execute on function app.forget_notifications(timestamptz) to {{worker}};
