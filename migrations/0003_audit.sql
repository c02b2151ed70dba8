set local role {{owner}};

-- Rows are appended freely and sealed by a job each minute (security.md): no trigger on the hot path.
create table audit_event (
  id bigint generated always as identity primary key,
  transaction_id xid8 not null default pg_current_xact_id(),
  at timestamptz not null,
  actor_kind text not null check (actor_kind in ('PARENT', 'OFFICER', 'SYSTEM', 'PROVIDER', 'ANONYMOUS')),
  actor text not null,
  action text not null,
  subject text not null,
  subject_id bigint,
  household_id bigint,
  purpose text,
  before_hash bytea,
  after_hash bytea
);

create index audit_unsealed on audit_event(transaction_id, id);

create index audit_family on audit_event(household_id, at) where household_id is not null;

create index audit_subject on audit_event(subject, subject_id, at);

create trigger keep before update or delete or truncate on audit_event
  for each statement execute function app.refuse_change();

comment on table audit_event is 'audit: who did or read what; hashes, never values';

-- One chain: mac = HMAC(key, previous mac, the rows up to (transaction_id, id) in that order).
create table audit_seal (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  last_transaction_id xid8 not null,
  last_event_id bigint not null,
  event_count bigint not null,
  key_id text not null,
  mac bytea not null check (length(mac) = 32)
);

create trigger keep before update or delete or truncate on audit_seal
  for each statement execute function app.refuse_change();

comment on table audit_seal is 'audit: heads of the sealed chain';

create table officer (
  id int generated always as identity primary key,
  os_user text not null unique check (length(os_user) between 1 and 64),
  name text not null,
  role text not null check (role in ('SCHOOL', 'REGIE', 'HEALTH', 'ADMIN')),
  added_at timestamptz not null,
  added_by text not null,
  ended_at timestamptz
);

comment on table officer is 'officers: who works at the town hall and with which role';
