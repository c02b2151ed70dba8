set local role {{owner}};

-- A thread is opened in the writer's own name, and about a child that the writer sees.
drop policy own_add on thread;
create policy own_add on thread for insert to {{web}} with check (
  household_id = (select app.current_household())
  and (person_id is null or person_id = (select app.current_person()))
  and (child_id is null or child_id = any ((select app.current_children())::bigint[])));

-- Of a thread that others read too, a parent changes no more than that it waits for an answer again.
revoke update on thread from {{web}};
grant update (state, last_message_at) on thread to {{web}};

-- A file is listed for those who can open it: a guardian without access to a child's health does not see what came
-- with a shared thread. And what is attached is the writer's own to give.
drop policy by_message on message_attachment;
create policy by_message on message_attachment for select to {{web}} using (
  message_id in (select id from message) and app.blob_key(blob_id) in (select id from data_key));
drop policy own_add on message_attachment;
create policy own_add on message_attachment for insert to {{web}} with check (
  message_id in (select id from message where author_person_id = (select app.current_person()))
  and app.blob_key(blob_id) in (select id from data_key));

-- Which notice a mail brings: the outbox forgets after a month.
alter table mail_delivery add column notice_id bigint references notice on delete set null;
create index mail_delivery_notice on mail_delivery(notice_id) where notice_id is not null;
update mail_delivery d set notice_id = n.id
from outbox o join notice n on n.id = (o.payload ->> 'noticeId')::bigint
where o.id = d.outbox_id;
