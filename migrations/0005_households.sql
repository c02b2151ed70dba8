set local role {{owner}};

create table household (
  id bigint generated always as identity primary key,
  ref uuid not null unique default gen_random_uuid(),
  file_number int not null unique,
  name text not null,
  sort_name text not null,
  separated boolean not null default false,
  exempt_from_debt_block boolean not null default false,
  created_at timestamptz not null default now(),
  closed_on date,
  erased_at timestamptz,
  merged_into_id bigint references household
);

comment on table household is 'households: family file and payer account';

create table person (
  id bigint generated always as identity primary key,
  ref uuid not null unique default gen_random_uuid(),
  account_id bigint unique references account on delete set null,
  title text check (title in ('M', 'MME')),
  usual_name text not null check (length(usual_name) between 1 and 38),
  birth_name text check (length(birth_name) between 1 and 38),
  first_name text not null check (length(first_name) between 1 and 38),
  match_key text not null,
  birth_date date,
  birth_insee text check (birth_insee ~ '^(\d{2}|2[AB])\d{3}$'),
  birth_country text check (birth_country ~ '^99\d{3}$'),
  mobile text check (mobile ~ '^\+\d{8,15}$'),
  home_phone text check (home_phone ~ '^\+\d{8,15}$'),
  work_phone text check (work_phone ~ '^\+\d{8,15}$'),
  email text check (email=lower(email)),
  sms_allowed boolean not null default false,
  email_invoices boolean not null default false,
  profession text,
  employer text,
  employer_city text,
  erased_at timestamptz,
  updated_at timestamptz not null default now()
);

create index person_match on person(match_key, birth_date);

comment on table person is 'households: an adult';

create table household_adult (
  id bigint generated always as identity primary key,
  household_id bigint not null references household,
  person_id bigint not null references person,
  role text not null check (role in ('PRIMARY', 'PARTNER', 'JOINT_DEBTOR')),
  file_holder boolean not null default false,
  valid_from date not null,
  valid_to date,
  check (valid_from <= valid_to),
  exclude using gist (household_id with =, person_id with =, daterange(valid_from,valid_to,'[]') with &&),
  exclude using gist (household_id with =, daterange(valid_from,valid_to,'[]') with &&) where (role='PRIMARY')
);

create index household_adult_person on household_adult(person_id);

comment on table household_adult is 'households: membership of an adult, dated';

create table child (
  id bigint generated always as identity primary key,
  ref uuid not null unique default gen_random_uuid(),
  last_name text not null check (length(last_name) <= 38),
  usual_name text,
  first_name text not null check (length(first_name) <= 38),
  match_key text not null,
  sex text not null check (sex in ('F', 'M')),
  birth_date date not null,
  birth_insee text,
  ine text unique,
  diet text not null default 'STANDARD' check (diet in ('STANDARD', 'NO_PORK', 'NO_MEAT', 'VEGETARIAN', 'NO_GLUTEN')),
  can_swim boolean,
  nap text,
  may_leave_alone_from time,
  photo_blob_id bigint references blob,
  erased_at timestamptz,
  updated_at timestamptz not null default now()
);

create index child_match on child(match_key, birth_date);

comment on table child is 'households: a child';

create table household_child (
  id bigint generated always as identity primary key,
  household_id bigint not null references household,
  child_id bigint not null references child,
  slot smallint not null default 1 check (slot in (1,2)),
  valid_from date not null,
  valid_to date,
  check (valid_from <= valid_to),
  exclude using gist (child_id with =, slot with =, daterange(valid_from,valid_to,'[]') with &&),
  exclude using gist (child_id with =, household_id with =, daterange(valid_from,valid_to,'[]') with &&)
);

create index household_child_family on household_child(household_id);

comment on table household_child is 'households: membership of a child, two households at most';

create table guardianship (
  id bigint generated always as identity primary key,
  child_id bigint not null references child,
  person_id bigint not null references person,
  relationship text not null check (relationship in ('MOTHER', 'FATHER', 'STEP', 'GRANDPARENT', 'GUARDIAN', 'FOSTER', 'SOCIAL_SERVICE', 'OTHER')),
  has_parental_authority boolean not null,
  access text not null check (access in ('FULL', 'DAILY', 'NONE')),
  valid_from date not null,
  valid_to date,
  check (valid_from <= valid_to),
  exclude using gist (child_id with =, person_id with =, daterange(valid_from,valid_to,'[]') with &&)
);

create index guardianship_person on guardianship(person_id);

comment on table guardianship is 'households: what an adult may see of a child';

create table household_address (
  id bigint generated always as identity primary key,
  household_id bigint not null references household,
  number text,
  repetition text,
  street text not null check (length(street) <= 38),
  complement text,
  place text,
  postcode text not null check (length(postcode) between 2 and 12),
  commune text not null check (length(commune) <= 38),
  insee text check (insee ~ '^(\d{2}|2[AB])\d{3}$'),
  country text not null default '99100' check (country ~ '^99\d{3}$'),
  valid_from date not null,
  valid_to date,
  check (valid_from <= valid_to),
  check ((country = '99100') = (insee is not null)),
  check (country <> '99100' or postcode ~ '^\d{5}$'),
  exclude using gist (household_id with =, daterange(valid_from,valid_to,'[]') with &&)
);

comment on table household_address is 'households: dated address, decides residence';

create table tax_record (
  id bigint generated always as identity primary key,
  household_id bigint not null references household,
  tax_year smallint not null,
  body_enc bytea not null,
  consent_to_use boolean not null,
  seen_by text,
  seen_on date,
  unique(household_id,tax_year)
);

comment on table tax_record is 'households: tax notice, encrypted';

create table benefit_record (
  household_id bigint primary key references household,
  scheme text not null check (scheme in ('GENERAL', 'MSA', 'OTHER', 'NONE')),
  fund text,
  recipient_number_enc bytea,
  recipient_number_hash bytea,
  recipient_person_id bigint references person,
  consent_cdap boolean not null default false,
  consent_api boolean not null default false
);

create index benefit_hash on benefit_record(recipient_number_hash) where recipient_number_hash is not null;

comment on table benefit_record is 'households: CAF or MSA file';

create table quotient (
  id bigint generated always as identity primary key,
  household_id bigint not null references household,
  type text not null check (type in ('CAF', 'MSA', 'COMMUNAL')),
  value int not null check (value between 0 and 99999),
  valid_from date not null,
  valid_to date,
  received_on date not null,
  source text not null check (source in ('DECLARED', 'CDAP', 'API', 'IMPORT')),
  entered_by text not null,
  annulled_at timestamptz,
  check (valid_from <= valid_to),
  exclude using gist (household_id with =, type with =, daterange(valid_from,valid_to,'[]') with &&) where (annulled_at is null)
);

comment on table quotient is 'households: dated family quotient';

create table bank_account (
  id bigint generated always as identity primary key,
  household_id bigint not null references household,
  holder_enc bytea not null,
  iban_enc bytea not null,
  iban_hash bytea not null,
  iban_last4 text not null check (iban_last4 ~ '^[0-9A-Z]{4}$'),
  bic text check (bic ~ '^[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?$'),
  valid_from date not null,
  valid_to date,
  check(valid_from <= valid_to),
  exclude using gist (household_id with =, daterange(valid_from,valid_to,'[]') with &&)
);

create index bank_hash on bank_account(iban_hash);

comment on table bank_account is 'households: bank account, encrypted';

create table school (
  id int generated always as identity primary key,
  uai text not null unique check (uai ~ '^\d{7}[A-Z]$'),
  name text not null,
  insee text
);

comment on table school is 'households: school';

create table school_class (
  id bigint generated always as identity primary key,
  school_id int not null references school,
  school_year smallint not null,
  name text not null,
  level text,
  unique(school_id,school_year,name)
);

comment on table school_class is 'households: class of a school year';

create table schooling (
  child_id bigint not null references child,
  school_year smallint not null,
  school_id int references school,
  class_id bigint references school_class,
  level text not null,
  primary key(child_id,school_year)
);

create index schooling_class on schooling(class_id);

comment on table schooling is 'households: class of a child by school year';

create table health_record (
  child_id bigint primary key references child,
  body_enc bytea not null,
  updated_at timestamptz not null,
  updated_by bigint
);

comment on table health_record is 'households: health sheet, encrypted';

create table allergy (
  id bigint generated always as identity primary key,
  child_id bigint not null references child,
  body_enc bytea not null
);

create index allergy_child on allergy(child_id);

comment on table allergy is 'households: allergy, encrypted';

create table care_protocol (
  id bigint generated always as identity primary key,
  child_id bigint not null references child,
  valid_from date not null,
  valid_to date not null,
  meal_mode text not null check (meal_mode in ('NONE', 'BASKET', 'ADAPTED')),
  body_enc bytea not null,
  validated_by text not null,
  check(valid_from <= valid_to),
  exclude using gist (child_id with =, daterange(valid_from,valid_to,'[]') with &&)
);

comment on table care_protocol is 'households: PAI; only dates and meal mode are plain, the price needs them';

create table authorised_pickup (
  id bigint generated always as identity primary key,
  ref uuid not null unique default gen_random_uuid(),
  child_id bigint not null references child,
  added_by_household_id bigint references household,
  last_name text not null,
  first_name text not null,
  relationship text,
  phones text[] not null check (cardinality(phones) >= 1),
  can_pick_up boolean not null,
  emergency_contact boolean not null,
  forbidden boolean not null default false,
  id_checked_on date,
  valid_from date not null,
  valid_to date,
  note text check (length(note) <= 200),
  check (valid_from <= valid_to),
  check (not (forbidden and can_pick_up))
);

create index pickup_child on authorised_pickup(child_id);

comment on table authorised_pickup is 'households: who may or may not fetch a child';

alter table session add foreign key (household_id) references household;
