set local role {{owner}};

-- An absence declared after the limit that an activity sets for it is told to the family and to whoever decides.
alter table absence add column declared_late boolean not null default false;
