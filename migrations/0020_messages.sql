set local role {{owner}};

create table notice (
  id bigint generated always as identity primary key,
  person_id bigint not null references person on delete cascade,
  household_id bigint references household,
  kind text not null check (kind in ('INVOICE', 'PAYMENT', 'PAYMENT_FAILED', 'REMINDER', 'REQUEST', 'OFFER', 'EVIDENCE',
    'MESSAGE', 'CREDENTIALS', 'BOOKING', 'DEBIT', 'PICKUP', 'ABSENCE', 'DAY_CLOSED')),
  about_id bigint,
  detail text check (length(detail) <= 150),
  dedupe_key text not null,
  link text not null,
  address text check (address = lower(address)),
  created_at timestamptz not null,
  seen_at timestamptz,
  unique(person_id, kind, dedupe_key)
);
create index notice_unseen on notice(person_id, created_at desc) where seen_at is null;
comment on table notice is 'messages: what an adult is told, once';
select app.protect_table('notice');
select app.open_table('notice', 'r',
  'person_id = (select app.current_person()) and (household_id is null or household_id = (select app.current_household()))');
create policy family_seen on notice for update to {{web}}
  using (person_id = (select app.current_person())) with check (person_id = (select app.current_person()));
grant update (seen_at) on notice to {{web}};

create table notice_preference (
  person_id bigint not null references person on delete cascade,
  kind text not null,
  by_mail boolean not null,
  primary key(person_id, kind)
);
comment on table notice_preference is 'messages: what an adult wants by mail';
select app.protect_table('notice_preference');
select app.open_table('notice_preference', 'rw', 'person_id = (select app.current_person())');

create table mail_delivery (
  id bigint generated always as identity primary key,
  outbox_id bigint not null unique,
  person_id bigint references person on delete set null,
  message_id text not null unique,
  kind text not null,
  state text not null check (state in ('QUEUED', 'SENT', 'BOUNCED', 'GIVEN_UP')),
  attempts smallint not null default 0,
  created_at timestamptz not null,
  sent_at timestamptz,
  bounce text check (length(bounce) <= 300),
  check ((state = 'SENT') <= (sent_at is not null)),
  check ((state = 'BOUNCED') <= (bounce is not null))
);
create index mail_delivery_person on mail_delivery(person_id, id desc);
create index mail_delivery_trouble on mail_delivery(state, id desc) where state <> 'SENT';
comment on table mail_delivery is 'messages: a mail on its way; its Message-ID is made from the outbox id';
select app.protect_table('mail_delivery');
select app.open_table('mail_delivery', 'r', 'person_id = (select app.current_person())');

create table message_attachment (
  message_id bigint not null references message on delete cascade,
  blob_id bigint not null references blob,
  file_name text not null check (file_name ~ '^[A-Za-z0-9._-]{1,80}$'),
  primary key(message_id, blob_id)
);
create index message_attachment_blob on message_attachment(blob_id);
comment on table message_attachment is 'messages: a file that came with a message';
select app.protect_table('message_attachment');
create policy by_message on message_attachment for select to {{web}} using (message_id in (select id from message));
create policy own_add on message_attachment for insert to {{web}}
  with check (message_id in (select id from message where author_person_id = (select app.current_person())));
grant select, insert on message_attachment to {{web}};
create policy by_attachment on blob for select to {{web}} using (id in (select blob_id from message_attachment));
create policy by_attachment on blob_content for select to {{web}} using (blob_id in (select blob_id from message_attachment));

create table mailing (
  id bigint generated always as identity primary key,
  selection jsonb not null,
  service text not null,
  subject text not null check (length(subject) <= 150),
  body text not null check (length(body) <= 10000),
  run_key text not null unique,
  signature text not null,
  actor text not null,
  created_at timestamptz not null,
  finished_at timestamptz
);
comment on table mailing is 'messages: a message of the town hall to many';
select app.protect_table('mailing');

create table mailing_recipient (
  mailing_id bigint not null references mailing,
  person_id bigint not null references person,
  household_id bigint not null references household,
  variables jsonb not null default '{}',
  thread_id bigint references thread,
  primary key(mailing_id, person_id)
);
create index mailing_recipient_todo on mailing_recipient(mailing_id, household_id) where thread_id is null;
comment on table mailing_recipient is 'messages: who gets it, and the thread it went into';
select app.protect_table('mailing_recipient');

-- A thread about a common child belongs to both households: either may answer.
create policy child_edit on thread for update to {{web}}
  using (audience = 'CHILD' and child_id = any ((select app.current_children())::bigint[]))
  with check (audience = 'CHILD' and child_id = any ((select app.current_children())::bigint[]));

-- Where an adult's mail goes: the confirmed address of the account, else the one that the family gave. Null: nowhere.
create function app.mail_address(person bigint) returns text
language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce(case when a.email_confirmed_at is not null then a.email end, p.email)
  from person p join account a on a.id = p.account_id and a.state <> 'CLOSED'
  where p.id = person and p.erased_at is null
$$;

-- Tells adults something, each once, with a mail where it is wanted. A parent's act may concern adults whom the
-- parent does not see: hence the definer, which answers nothing but a count.
create function app.notify(given jsonb, duties text[], at timestamptz) returns int
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  today date := (at at time zone 'Europe/Paris')::date;
  told int;
begin
  with asked as materialized (
    select row_number() over () as n, entry.*
    from jsonb_to_recordset(given) as entry("householdId" bigint, "personIds" bigint[], "childId" bigint, kind text,
      "aboutId" bigint, detail text, "dedupeKey" text, link text, address text)
  ), receivers as (
    select a.n, ha.person_id from asked a
    join household_adult ha on ha.household_id = a."householdId"
      and ha.valid_from <= today and (ha.valid_to is null or ha.valid_to >= today)
    where a."personIds" is null
    union
    select a.n, one from asked a cross join unnest(a."personIds") as one
    union
    select a.n, g.person_id from asked a
    join guardianship g on g.child_id = a."childId" and g.access <> 'NONE'
      and g.valid_from <= today and (g.valid_to is null or g.valid_to >= today)
  ), told_now as (
    insert into notice (person_id, household_id, kind, about_id, detail, dedupe_key, link, address, created_at)
    select r.person_id, a."householdId", a.kind, a."aboutId", a.detail, a."dedupeKey", a.link, lower(a.address), at
    from receivers r join asked a using (n)
    order by a.n, r.person_id
    on conflict (person_id, kind, dedupe_key) do nothing
    returning id, person_id, household_id, kind, address
  ), rung as (
    insert into outbox (topic, payload, dedupe_key, household_id, created_at)
    select 'mail.send', jsonb_build_object('noticeId', t.id), 'notice:' || t.id, t.household_id, at
    from told_now t
    left join notice_preference p on p.person_id = t.person_id and p.kind = t.kind
    where (t.kind = any(duties) or coalesce(p.by_mail, true))
      and coalesce(t.address, app.mail_address(t.person_id)) is not null
    order by t.id
  )
  select count(*) into told from told_now;
  if told > 0 then perform pg_notify('outbox', ''); end if;
  return told;
end $$;

-- « Ne plus recevoir » in a mail: the address holds a seal of ours, nobody is signed in.
create function app.stop_mail(person_ref uuid, notice_kind text) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  insert into notice_preference (person_id, kind, by_mail)
  select id, notice_kind, false from person where ref = person_ref
  on conflict (person_id, kind) do update set by_mail = false;
  return found;
end $$;

-- Threads with a message of somebody else that the person has not read: of the family, one's own, or of a child.
create or replace function app.unread_count(person bigint, family bigint) returns int
language sql stable security definer set search_path = public, pg_temp as $$
  select count(*)::int
  from thread t
  left join thread_reader r on r.thread_id = t.id and r.person_id = person
  where ((t.household_id = family and (t.audience = 'FAMILY' or (t.audience = 'PERSON' and t.person_id = person)))
      or (t.audience = 'CHILD' and t.child_id = any (app.current_children())))
    and (r.archived_at is null or r.archived_at < t.last_message_at)
    and exists (
      select from message m
      where m.thread_id = t.id and m.author_person_id is distinct from person and m.id > coalesce(r.last_read_id, 0))
$$;

revoke execute on function app.mail_address(bigint), app.notify(jsonb, text[], timestamptz), app.stop_mail(uuid, text)
  from public;
grant execute on function app.notify(jsonb, text[], timestamptz) to {{web}}, {{gate}}, {{worker}};
grant execute on function app.mail_address(bigint) to {{worker}};
grant execute on function app.stop_mail(uuid, text) to {{gate}};
grant usage, select on all sequences in schema public to {{worker}};
