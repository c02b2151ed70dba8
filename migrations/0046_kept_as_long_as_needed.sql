set local role {{owner}};

-- An import is remembered two years; who its keys mean, as long as the family (data-model.md §3.1).
alter table import_key
  alter column batch_id drop not null,
  drop constraint import_key_batch_id_fkey,
  add foreign key (batch_id) references import_batch on delete set null;
create index import_key_batch on import_key(batch_id);
