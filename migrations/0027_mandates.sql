set local role {{owner}};

-- The SEPA mandate that a household signs for its bank account. The row outlives the account, whose keeping is shorter.
create table mandate (
  id bigint generated always as identity primary key,
  ref uuid not null unique default gen_random_uuid(),
  household_id bigint not null references household,
  bank_account_id bigint references bank_account on delete set null,
  rum text not null unique check (rum ~ '^[A-Za-z0-9+?/:().,''-]{1,35}$' and rum !~ '^/|/$|//'),
  -- of the creditor to whom it was given; a mandate never changes its creditor
  ics text not null check (ics ~ '^FR\d{2}[A-Z0-9]{3}[A-Z0-9]{6}$'),
  type text not null default 'RECURRENT' check (type in ('RECURRENT', 'ONE_OFF')),
  state text not null default 'DRAFT' check (state in ('DRAFT', 'ACTIVE', 'SUSPENDED', 'REVOKED', 'EXPIRED')),
  signed_on date,
  next_sequence text not null default 'FRST' check (next_sequence in ('FRST', 'RCUR', 'FNAL', 'OOFF')),
  last_collected_on date,
  consecutive_rejections smallint not null default 0 check (consecutive_rejections >= 0),
  evidence_id bigint references evidence on delete set null,
  -- why it is suspended or over, in French: the family reads it
  because text check (length(because) between 1 and 500),
  created_at timestamptz not null,
  state_at timestamptz not null,
  -- a draft that nobody signed may be given up
  check (signed_on is not null or state in ('DRAFT', 'REVOKED')),
  check (bank_account_id is not null or state not in ('DRAFT', 'ACTIVE')),
  unique(id, household_id)
);

create unique index mandate_one_active on mandate(household_id) where state = 'ACTIVE';
create unique index mandate_one_draft on mandate(household_id) where state = 'DRAFT';
create index mandate_family on mandate(household_id, created_at desc);
create index mandate_account on mandate(bank_account_id) where bank_account_id is not null;

comment on table mandate is 'payments: a SEPA mandate of a household';

select app.protect_table('mandate');
grant usage, select on sequence mandate_id_seq to {{worker}};
revoke delete on mandate from {{worker}};
select app.open_table('mandate', 'r', 'household_id = (select app.current_household())');

-- A family prepares a draft for the account that counts, and revokes; the town hall alone takes a signature.
create policy own_draft on mandate for insert to {{web}} with check (
  household_id = (select app.current_household()) and state = 'DRAFT' and signed_on is null
  and bank_account_id in (
    select id from bank_account where household_id = (select app.current_household())
      and valid_from <= (select app.day()) and (valid_to is null or valid_to >= (select app.day()))));
create policy own_end on mandate for update to {{web}}
  using (household_id = (select app.current_household()) and state in ('DRAFT', 'ACTIVE', 'SUSPENDED'))
  with check (household_id = (select app.current_household()) and state = 'REVOKED');
grant insert on mandate to {{web}};
grant update (state, state_at, because) on mandate to {{web}};

-- Papers that prove a request about the bank.
insert into evidence_kind (code, scope, label, help, validity, asked_of_all, blocking, private_to_household, place) values
  ('BANK_DETAILS', 'FAMILY', 'Relevé d’identité bancaire (RIB)', 'Celui du compte à prélever.', 'NONE', false, false, true, 90),
  ('SIGNED_MANDATE', 'FAMILY', 'Mandat de prélèvement signé', null, 'NONE', false, false, true, 100);

alter table notice drop constraint notice_kind_check;
alter table notice add constraint notice_kind_check check (kind in ('INVOICE', 'PAYMENT', 'PAYMENT_FAILED', 'REMINDER',
  'REQUEST', 'OFFER', 'OFFER_OVER', 'EVIDENCE', 'MESSAGE', 'CREDENTIALS', 'BOOKING', 'DEBIT', 'MANDATE', 'PICKUP', 'ABSENCE',
  'DAY_CLOSED', 'CUSTODY'));
