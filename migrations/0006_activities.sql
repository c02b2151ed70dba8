set local role {{owner}};

create table regie (
  id int generated always as identity primary key,
  code text not null unique,
  name text not null,
  siret text not null check (siret ~ '^\d{14}$'),
  ics text check (ics ~ '^FR\d{2}[A-Z0-9]{3}[A-Z0-9]{6}$'),
  route text not null check (route in ('REGIE', 'TITLE')),
  vat_mention text not null,
  settings jsonb not null default '{}'
);

comment on table regie is 'activities: revenue office';

create table site (
  id int generated always as identity primary key,
  code text not null unique,
  name text not null,
  school_id int references school,
  address text
);

comment on table site is 'activities: where';

create table activity (
  id int generated always as identity primary key,
  ref uuid not null unique default gen_random_uuid(),
  code text not null unique,
  kind text not null check (kind in ('CANTEEN', 'BEFORE_AFTER_SCHOOL', 'LEISURE_CENTRE', 'NURSERY', 'HOMEWORK_CLUB', 'EVENT')),
  name text not null,
  regie_id int not null references regie,
  licence_number text,
  decision text not null check (decision in ('AUTOMATIC', 'OFFICER')),
  capacity_mode text not null check (capacity_mode in ('NONE', 'DAY', 'ENROLMENT')),
  conditions jsonb not null default '{}',
  published_from date,
  published_to date
);

comment on table activity is 'activities: what families enrol in';

create table activity_period (
  id int generated always as identity primary key,
  activity_id int not null references activity,
  label text not null,
  first_day date not null,
  last_day date not null,
  enrolment_opens_at timestamptz,
  booking_opens_at timestamptz,
  check (first_day <= last_day),
  exclude using gist (activity_id with =, daterange(first_day,last_day,'[]') with &&)
);

comment on table activity_period is 'activities: season of an activity';

create table activity_group (
  id int generated always as identity primary key,
  activity_id int not null references activity,
  site_id int not null references site,
  code text not null,
  name text not null,
  levels text[],
  age_from_months int,
  age_to_months int,
  unique(activity_id,code),
  unique(id,activity_id)
);

comment on table activity_group is 'activities: group of children on a site';

create table unit (
  id int generated always as identity primary key,
  activity_id int not null references activity,
  code text not null,
  label text not null,
  kind text not null check (kind in ('MEAL', 'TIME', 'HALF_DAY', 'DAY', 'HOURLY', 'SESSION')),
  from_time time,
  to_time time,
  position smallint not null default 0,
  unique(activity_id,code),
  unique(id,activity_id)
);

comment on table unit is 'activities: bookable unit';

create table open_day (
  activity_id int not null references activity,
  day date not null,
  kind text not null check (kind in ('SCHOOL', 'HOLIDAY')),
  closed_because text,
  primary key(activity_id,day)
);

comment on table open_day is 'activities: day on which an activity takes place';

create table open_day_unit (
  activity_id int not null,
  day date not null,
  unit_id int not null,
  primary key(activity_id,day,unit_id),
  foreign key(activity_id,day) references open_day on delete cascade,
  foreign key (unit_id,activity_id) references unit(id,activity_id)
);

comment on table open_day_unit is 'activities: units of an open day';

create table capacity_day (
  group_id int not null references activity_group,
  unit_id int not null references unit,
  day date not null,
  places int not null check (places >= 0),
  overbooked int not null default 0 check (overbooked >= 0),
  taken int not null default 0 check (taken >= 0),
  held int not null default 0 check (held >= 0),
  primary key(group_id,unit_id,day),
  constraint no_oversell check (taken+held <= places+overbooked)
);

comment on table capacity_day is 'activities: places a group, unit and day';

create table deadline_rule (
  id int generated always as identity primary key,
  activity_id int not null references activity,
  unit_id int references unit,
  action text not null check (action in ('ADD', 'CANCEL', 'ABSENCE', 'CERTIFICATE')),
  rule jsonb not null,
  valid_from date not null,
  valid_to date,
  check (valid_from <= valid_to),
  exclude using gist (activity_id with =, coalesce(unit_id,0) with =, action with =, daterange(valid_from,valid_to,'[]') with &&)
);

comment on table deadline_rule is 'activities: until when a day may be changed';

create table school_holiday (
  zone text not null check (zone in ('A', 'B', 'C')),
  label text not null,
  first_day date not null,
  last_day date not null,
  primary key(zone,first_day),
  exclude using gist (zone with =, daterange(first_day,last_day,'[]') with &&)
);

comment on table school_holiday is 'activities: school holidays by zone';

create table public_holiday (
  territory text not null,
  day date not null,
  label text not null,
  primary key(territory,day)
);

comment on table public_holiday is 'activities: public holidays by territory';
