set local role {{owner}};

-- When it was entered: what was billed before keeps the quotient it was billed with. Null: before this was kept.
-- The certificate that it was copied from, if the family gave one.
alter table quotient
  add column entered_at timestamptz,
  add column evidence_id bigint references evidence on delete set null;

insert into evidence_kind (code, scope, label, help, validity, asked_of_all, blocking, private_to_household, place) values
  ('TAX_NOTICE', 'FAMILY', 'Avis d’impôt', 'Il est effacé dès que la mairie l’a comparé avec vos réponses.', 'NONE',
   false, false, true, 25);
