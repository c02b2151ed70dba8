set local role {{owner}};

create table thread (
  id bigint generated always as identity primary key,
  ref uuid not null unique default gen_random_uuid(),
  audience text not null check (audience in ('PERSON', 'FAMILY', 'CHILD')),
  household_id bigint not null references household,
  person_id bigint references person,
  child_id bigint references child,
  service text not null,
  about text check (about in ('INVOICE', 'ABSENCE', 'REQUEST', 'ENROLMENT', 'PAYMENT', 'EVIDENCE')),
  about_id bigint,
  subject text not null check (length(subject) <= 150),
  state text not null default 'OPEN' check (state in ('OPEN', 'ANSWERED', 'CLOSED')),
  last_message_at timestamptz not null default now(),
  check ((audience='PERSON') <= (person_id is not null)),
  check ((audience='CHILD') <= (child_id is not null)),
  unique(id,household_id)
);

create index thread_family on thread(household_id, last_message_at desc);

create index thread_child on thread(child_id) where audience='CHILD';

create index thread_about on thread(about, about_id) where about is not null;

create index thread_open on thread(service,last_message_at) where state='OPEN';

comment on table thread is 'messages: a conversation';

create table message (
  id bigint generated always as identity primary key,
  thread_id bigint not null references thread,
  author_person_id bigint references person,
  author_officer text,
  body text not null check (length(body) <= 10000),
  sent_at timestamptz not null default now(),
  words tsvector generated always as (to_tsvector('french', body)) stored,
  check (num_nonnulls(author_person_id,author_officer)=1)
);

create index message_thread on message(thread_id, id);

create index message_words on message using gin(words);

comment on table message is 'messages: one message';

create table thread_reader (
  thread_id bigint not null references thread on delete cascade,
  person_id bigint not null references person on delete cascade,
  last_read_id bigint not null default 0,
  archived_at timestamptz,
  primary key(thread_id,person_id)
);

comment on table thread_reader is 'messages: what a person has read';
