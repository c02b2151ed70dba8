set local role {{owner}};

create table tariff (
  id int generated always as identity primary key,
  activity_id int not null references activity,
  code text not null,
  version int not null,
  label text not null,
  unit_combo int[] not null check (cardinality(unit_combo) >= 1),
  method text not null check (method in ('FLAT', 'QF_BRACKET', 'QF_LINEAR', 'INCOME_LINEAR_HOURLY', 'TIME_BRACKET', 'DURATION_STEP', 'PACKAGE', 'TICKET', 'DEGRESSIVE_SIBLINGS', 'DATE_SPECIFIC', 'EVENT', 'REDUCTION')),
  qf_type text check (qf_type in ('CAF', 'MSA', 'COMMUNAL')),
  filters jsonb not null default '{}',
  rule jsonb not null default '{}',
  local_product_code text,
  accounting_code text,
  tax_credit_eligible boolean not null,
  meal_share_cents int check (meal_share_cents >= 0),
  valid_from date not null,
  valid_to date,
  source_sha256 bytea not null,
  check (valid_from <= valid_to),
  unique(activity_id,code,version),
  exclude using gist (activity_id with =, code with =, daterange(valid_from,valid_to,'[]') with &&)
);

comment on table tariff is 'pricing: a dated price rule';

create table tariff_line (
  tariff_id int not null references tariff on delete cascade,
  line_no smallint not null,
  qf_range int4range not null default '(,)',
  amount_cents int check (amount_cents >= 0),
  rate_ppm int check (rate_ppm >= 0),
  floor_cents int,
  ceiling_cents int,
  extra jsonb not null default '{}',
  variant text not null default '',
  primary key(tariff_id,line_no),
  check (floor_cents <= ceiling_cents),
  exclude using gist (tariff_id with =, variant with =, qf_range with &&)
);

comment on table tariff_line is 'pricing: its brackets';
