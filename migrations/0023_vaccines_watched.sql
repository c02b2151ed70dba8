set local role {{owner}};

-- Since when the portal knows that a dose is missing: the three months to comply begin here, not at the birthday.
alter table vaccination_state add column missing_since date,
  add constraint missing_dated check (complete = (missing_since is null)) not valid;
update vaccination_state set missing_since = computed_on where not complete;
alter table vaccination_state validate constraint missing_dated;

-- One look a night finds whose three months are over.
create index vaccination_state_missing on vaccination_state(missing_since) where not complete;
