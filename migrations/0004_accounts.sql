set local role {{owner}};

create table account (
  id bigint generated always as identity primary key,
  ref uuid not null unique default gen_random_uuid(),
  login text not null unique check (login = lower(login) and length(login) between 3 and 254),
  email text check (email = lower(email)),
  email_confirmed_at timestamptz,
  password_hash text,
  password_policy text not null default 'DEFAULT' check (password_policy in ('DEFAULT', 'PASSPHRASE')),
  must_change_password boolean not null default true,
  state text not null default 'PENDING' check (state in ('PENDING', 'ACTIVE', 'CLOSED')),
  created_at timestamptz not null default now(),
  last_login_at timestamptz,
  previous_login_at timestamptz,
  check (state <> 'ACTIVE' or password_hash is not null)
);

comment on table account is 'accounts: an adult who logs in';

create table session (
  id bigint generated always as identity primary key,
  ref uuid not null unique default gen_random_uuid(),
  account_id bigint not null references account on delete cascade,
  token_sha256 bytea not null unique check (length(token_sha256)=32),
  household_id bigint,
  created_at timestamptz not null,
  last_seen_at timestamptz not null,
  expires_at timestamptz not null,
  stepped_up_at timestamptz,
  device text not null default '',
  ended_at timestamptz,
  check (expires_at <= created_at + interval '12 hours')
);

create index session_live on session(account_id) where ended_at is null;

comment on table session is 'accounts: a signed-in browser';

create table reset_code (
  id bigint generated always as identity primary key,
  account_id bigint not null references account on delete cascade,
  kind text not null check (kind in ('MAIL', 'LETTER', 'EMAIL_CHANGE', 'INVITATION')),
  token_sha256 bytea unique,
  code_argon2 text,
  expires_at timestamptz not null,
  tries_left smallint not null default 10 check (tries_left between 0 and 10),
  used_at timestamptz,
  new_email text,
  created_by text not null,
  check ((kind='EMAIL_CHANGE') = (new_email is not null)),
  check ((kind='LETTER') = (code_argon2 is not null)),
  check ((kind='LETTER') = (token_sha256 is null))
);

create unique index reset_one_live on reset_code(account_id, kind) where used_at is null;

comment on table reset_code is 'accounts: activation and reset codes';

create table throttle (
  key varchar(255) primary key,
  points int not null default 0,
  expire bigint
);

comment on table throttle is 'accounts: wrong tries by account and address, in the shape of rate-limiter-flexible';
