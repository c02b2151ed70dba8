set local role {{owner}};

create table custody (
  id bigint generated always as identity primary key,
  child_id bigint not null references child,
  mode text not null check (mode in ('MOTHER', 'FATHER', 'ALTERNATING', 'OTHER')),
  billing text not null check (billing in ('SINGLE_PAYER', 'BY_CALENDAR', 'BY_PERCENT', 'BY_BOOKER')),
  -- takes the odd cent
  first_household_id bigint not null references household,
  second_household_id bigint references household,
  first_percent smallint check (first_percent between 0 and 100),
  even_week_household_id bigint references household,
  handover_weekday smallint check (handover_weekday between 1 and 7),
  handover_time time,
  -- who has the first half of the school holidays that begin in an even year; null: the weeks go on
  even_year_first_half_id bigint references household,
  judgment_id bigint references evidence,
  decided_by text not null,
  decided_at timestamptz not null,
  valid_from date not null,
  valid_to date,
  check (valid_from <= valid_to),
  check (first_household_id <> second_household_id),
  check ((billing = 'BY_PERCENT') = (first_percent is not null)),
  check (mode <> 'ALTERNATING' or (second_household_id is not null
    and even_week_household_id in (first_household_id, second_household_id)
    and handover_weekday is not null and handover_time is not null)),
  check (billing <> 'BY_CALENDAR' or mode = 'ALTERNATING'),
  check (even_year_first_half_id in (first_household_id, second_household_id)),
  exclude using gist (child_id with =, daterange(valid_from, valid_to, '[]') with &&)
);

comment on table custody is 'households: with whom a child lives, and who pays, as decided on a judgment';

create table custody_exception (
  id bigint generated always as identity primary key,
  custody_id bigint not null references custody on delete cascade,
  household_id bigint not null references household,
  first_day date not null,
  last_day date not null,
  check (first_day <= last_day),
  exclude using gist (custody_id with =, daterange(first_day, last_day, '[]') with &&)
);

comment on table custody_exception is 'households: days that leave the rule of a custody';

create table custody_day (
  child_id bigint not null references child,
  day date not null,
  household_id bigint not null references household,
  custody_id bigint not null references custody on delete cascade,
  primary key(child_id, day)
);

create index custody_day_family on custody_day(household_id, day);

comment on table custody_day is 'households: at whose table a child has lunch that day; says who may book it';

select app.protect_table(t) from unnest(array['custody', 'custody_exception', 'custody_day']) t;
grant usage, select on sequence custody_id_seq, custody_exception_id_seq to {{worker}};
select app.open_table('custody', 'r', 'child_id = any ((select app.current_children())::bigint[])');
select app.open_table('custody_day', 'r', 'child_id = any ((select app.current_children())::bigint[])');
