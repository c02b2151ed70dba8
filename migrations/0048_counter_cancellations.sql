set local role {{owner}};

-- A CESU or a holiday voucher that was recorded by mistake is cancelled like cash.
insert into transfer_kind (code, debit_kind, credit_kind) values
  ('CANCEL_CESU', 'RECEIVABLE', 'CESU'),
  ('CANCEL_ANCV', 'RECEIVABLE', 'ANCV');
