set local role {{owner}};

-- The rules of a service (kinds RULES, RULES_…) are read whole on their page: longer than a sentence to agree to.
alter table consent_text drop constraint consent_text_body_check;
alter table consent_text add constraint consent_text_body_check
  check (length(body) between 1 and case when kind ~ '^RULES(_|$)' then 40000 else 2000 end);
