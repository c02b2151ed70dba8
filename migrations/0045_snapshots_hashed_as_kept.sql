set local role {{owner}};

-- What is hashed is the snapshot's text as the database gives it back, so that it can be hashed again; before, it was
-- the text that was sent, whose order of keys jsonb does not keep. Issued rows stay as they are: they say which.
alter table invoice add column snapshot_form text not null default 'SENT' check (snapshot_form in ('SENT', 'KEPT'));
alter table invoice alter column snapshot_form set default 'KEPT';
alter table certificate add column snapshot_form text not null default 'SENT' check (snapshot_form in ('SENT', 'KEPT'));
alter table certificate alter column snapshot_form set default 'KEPT';

create trigger keep_form before update of snapshot_form on invoice for each row execute function app.invoice_frozen();

create function app.snapshot_hash(snapshot jsonb) returns bytea language sql immutable as
$$ select sha256(convert_to(snapshot::text, 'UTF8')) $$;
revoke execute on function app.snapshot_hash(jsonb) from public;
grant execute on function app.snapshot_hash(jsonb) to {{worker}};
