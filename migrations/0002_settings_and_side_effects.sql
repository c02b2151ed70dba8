set local role {{owner}};

create table setting (
  key text primary key,
  value jsonb not null,
  public boolean not null default false,
  updated_at timestamptz not null,
  updated_by text not null
);

comment on table setting is 'settings: one value of the commune a key';

create table setting_history (
  id bigint generated always as identity primary key,
  key text not null,
  old_value jsonb,
  new_value jsonb,
  at timestamptz not null,
  actor text not null
);

comment on table setting_history is 'settings: what a setting was before';

create table run_key (
  name text not null,
  key text not null,
  state text not null check (state in ('RUNNING', 'DONE', 'FAILED')),
  started_at timestamptz not null,
  finished_at timestamptz,
  summary jsonb not null default '{}',
  primary key(name,key),
  check ((state='RUNNING') = (finished_at is null))
);

comment on table run_key is 'db: what must run once';

create table outbox (
  id bigint generated always as identity primary key,
  topic text not null,
  payload jsonb not null,
  dedupe_key text,
  household_id bigint,
  created_at timestamptz not null default now(),
  available_at timestamptz not null default now(),
  done_at timestamptz,
  attempts int not null default 0 check (attempts >= 0),
  last_error text,
  unique(topic, dedupe_key),
  check (jsonb_typeof(payload)='object')
);

create index outbox_todo on outbox(available_at, id) where done_at is null;

comment on table outbox is 'db: side effects written with their cause, rung by the relay';

create table form_key (
  key_hash bytea primary key check (length(key_hash)=32),
  account_id bigint,
  used_at timestamptz not null,
  answer_to text
);

comment on table form_key is 'db: a form counts once';

create table data_key (
  id bigint generated always as identity primary key,
  subject text not null check (subject in ('FAMILY', 'CHILD', 'ACCOUNT')),
  subject_id bigint not null,
  version int not null default 1 check (version>0),
  master_key_id text not null,
  wrapped bytea,
  created_at timestamptz not null default now(),
  destroyed_at timestamptz,
  unique(subject,subject_id,version),
  check ((wrapped is null) = (destroyed_at is not null))
);

comment on table data_key is 'db: wrapped data keys, one a subject';

create table blob (
  id bigint generated always as identity primary key,
  ref uuid not null unique default gen_random_uuid(),
  sha256 bytea not null check (length(sha256)=32),
  size_bytes int not null check (size_bytes between 1 and 10485760),
  media_type text not null check (media_type in ('image/jpeg', 'application/pdf', 'application/zip', 'text/plain')),
  data_key_id bigint references data_key,
  created_at timestamptz not null default now()
);

comment on table blob is 'files: a stored file';

create table blob_content (
  blob_id bigint primary key references blob on delete cascade,
  bytes bytea not null
);

comment on table blob_content is 'files: its encrypted bytes';

create table import_batch (
  id bigint generated always as identity primary key,
  format text not null,
  file_sha256 bytea not null,
  applied_at timestamptz,
  actor text not null,
  counts jsonb not null,
  anomalies jsonb not null default '[]'
);

create unique index import_once on import_batch(format, file_sha256) where applied_at is not null;

comment on table import_batch is 'operations: an import and its counts';

create table import_key (
  source text not null,
  kind text not null,
  key text not null,
  entity_id bigint not null,
  batch_id bigint not null references import_batch,
  primary key(source,kind,key)
);

comment on table import_key is 'operations: idempotence of imports';

create table number_counter (
  regie_id int not null,
  series text not null check (series in ('INVOICE', 'CREDIT_NOTE', 'PAYMENT', 'REFUND', 'DOCKET', 'COLLECTION', 'TAX_CERTIFICATE')),
  fiscal_year smallint not null,
  last_number int not null default 0 check (last_number >= 0),
  primary key(regie_id,series,fiscal_year)
);

comment on table number_counter is 'ledger: gapless numbers a regie, series and year';

create trigger keep before update or delete or truncate on setting_history
  for each statement execute function app.refuse_change();

-- A form counts once: null the first time, the first answer's address for every repeat.
create function app.use_form_key(key bytea, account bigint, answer text, at timestamptz) returns text
language plpgsql security definer set search_path = public, pg_temp as $$
declare first_answer text;
begin
  insert into form_key (key_hash, account_id, used_at, answer_to) values (key, account, at, answer)
  on conflict (key_hash) do nothing;
  if found then return null; end if;
  select answer_to into first_answer from form_key where key_hash = key and account_id is not distinct from account;
  return coalesce(first_answer, '/');
end $$;
