set local role {{owner}};

-- What a document is, as its family reads it: « Facture de novembre 2026 ».
alter table document add column title text check (length(title) between 1 and 120);

create table certificate (
  id bigint generated always as identity primary key,
  ref uuid not null unique default gen_random_uuid(),
  household_id bigint not null references household,
  kind text not null check (kind in ('TAX', 'ATTENDANCE')),
  year smallint not null,
  version smallint not null default 1 check (version > 0),
  number text not null unique,
  child_id bigint references child,
  total_cents int check (total_cents >= 0),
  snapshot jsonb not null,
  snapshot_sha256 bytea not null check (length(snapshot_sha256) = 32),
  issued_on date not null,
  unique nulls not distinct (household_id, kind, year, child_id, version)
);

comment on table certificate is 'billing: an issued certificate, immutable';

create trigger keep before update or delete or truncate on certificate
  for each statement execute function app.refuse_change();

create table news (
  id bigint generated always as identity primary key,
  ref uuid not null unique default gen_random_uuid(),
  code text not null unique check (code ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and length(code) <= 60),
  title text not null check (length(title) between 1 and 120),
  body text not null check (length(body) <= 20000),
  audience text not null check (audience in ('PUBLIC', 'PARENTS')),
  first_day date not null,
  last_day date,
  added_at timestamptz not null,
  added_by text not null,
  check (first_day <= last_day)
);

comment on table news is 'messages: what the commune announces, and to whom';

-- A payment online is of the whole amount due: no attempt ever chose its invoices.
drop table attempt_target;

select app.protect_table(tab) from unnest(array['certificate', 'news']) as tab;
select app.open_table('certificate', 'r', 'household_id = (select app.current_household())');
-- Before sign-in there is no person: the news of the parents stay inside.
select app.open_table('news', 'r', 'audience = ''PUBLIC'' or (select app.current_person()) is not null');

revoke update, delete on certificate from {{worker}};
grant usage, select on sequence certificate_id_seq, news_id_seq to {{worker}};
