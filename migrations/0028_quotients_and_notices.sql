set local role {{owner}};

-- When it was entered: what was billed before keeps the quotient it was billed with. Null: before this was kept.
-- The certificate that it was copied from, if the family gave one.
alter table quotient
  add column entered_at timestamptz,
  add column evidence_id bigint references evidence on delete set null;

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
