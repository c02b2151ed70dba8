set local role {{owner}};

-- What was billed keeps the quotient it was billed with. The order in which quotients come and go is counted by their own
-- sequence, not by a clock, which a command may set: a quotient's turn to come is its id; that of its last end and of its
-- annulment are noted here, with the end that it had before. A bill notes how far the count was.
-- The certificate that a quotient was copied from, if the family gave one.
alter table quotient
  add column ended_turn bigint,
  add column ended_before date,
  add column annulled_turn bigint,
  add column evidence_id bigint references evidence on delete set null;

create function app.note_quotient_turns() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if new.valid_to is distinct from old.valid_to then
    new.ended_turn = nextval('quotient_id_seq');
    new.ended_before = old.valid_to;
  end if;
  if new.annulled_at is not null and old.annulled_at is null then
    new.annulled_turn = nextval('quotient_id_seq');
  end if;
  return new;
end $$;
create trigger quotient_turns before update on quotient for each row execute function app.note_quotient_turns();

create function app.quotient_turn() returns bigint
language sql volatile security definer set search_path = public, pg_temp as $$
  select coalesce(pg_sequence_last_value('quotient_id_seq'), 0)
$$;
alter table invoice add column quotient_turn bigint not null default app.quotient_turn();
alter table credit_note add column quotient_turn bigint not null default app.quotient_turn();

insert into evidence_kind (code, scope, label, help, validity, asked_of_all, blocking, private_to_household, place) values
  ('TAX_NOTICE', 'FAMILY', 'Avis d’impôt', 'Il est effacé dès que la mairie l’a comparé avec vos réponses.', 'NONE',
   false, false, true, 25);

-- A confirmed address of an account is the adult's address in the family file: there is one, not two.
create function app.mail_follows() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update person set email = new.email where account_id = new.id and email is distinct from new.email;
  return null;
end $$;
create trigger mail_follows after update of email on account for each row
  when (new.email is not null and new.email_confirmed_at is not null) execute function app.mail_follows();
