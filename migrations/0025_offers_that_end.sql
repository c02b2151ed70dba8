set local role {{owner}};

-- A family whose offer ended without an answer is told so.
alter table notice drop constraint notice_kind_check;
alter table notice add constraint notice_kind_check check (kind in ('INVOICE', 'PAYMENT', 'PAYMENT_FAILED', 'REMINDER',
  'REQUEST', 'OFFER', 'OFFER_OVER', 'EVIDENCE', 'MESSAGE', 'CREDENTIALS', 'BOOKING', 'DEBIT', 'PICKUP', 'ABSENCE',
  'DAY_CLOSED', 'CUSTODY'));
