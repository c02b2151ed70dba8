set local role {{owner}};

-- What is asked of a household is asked on every home page. The planner takes this function apart and plans it with the
-- statement around it, which it does only if the function sets no search_path: so every table says its schema.
create or replace function app.asked_papers(family bigint, on_day date, soon date)
returns table (kind text, label text, help text, place smallint, child_id bigint, child_ref uuid, first_name text,
  child_birth date, blocking boolean, is_private boolean, state text, valid_to date, refused_because text,
  activities text[], ref uuid)
language sql stable as $$
  with own_child as (
    select c.id, c.ref, c.first_name, c.birth_date
    from public.household_child m join public.child c on c.id = m.child_id
    where m.household_id = family and c.erased_at is null
      and m.valid_from <= on_day and (m.valid_to is null or m.valid_to >= on_day)
      and (app.current_person() is null or c.id = any ((app.current_children_full())::bigint[]))
  ), wanted as (
    select k.id as kind_id, null::bigint as child_id, k.blocking, null::text as activity
    from public.evidence_kind k where k.asked_of_all and k.scope = 'FAMILY'
    union all
    select k.id, c.id, k.blocking, null
    from public.evidence_kind k cross join own_child c where k.asked_of_all and k.scope = 'CHILD'
    union all
    select ae.kind_id, en.child_id, ae.blocking, a.name
    from public.enrolment en
    join public.activity_evidence ae on ae.activity_id = en.activity_id
    join public.activity a on a.id = en.activity_id
    where en.household_id = family and en.state in ('REQUESTED', 'WAITING', 'ACCEPTED')
      and (en.valid_to is null or en.valid_to >= on_day) and en.child_id in (select id from own_child)
  ), asked as (
    select k.id as kind_id, case k.scope when 'CHILD' then w.child_id end as child_id, k.code, k.label, k.help, k.place,
           k.private_to_household, bool_or(w.blocking) as blocking,
           coalesce(array_agg(distinct w.activity) filter (where w.activity is not null), '{}') as activities
    from wanted w join public.evidence_kind k on k.id = w.kind_id and not k.retired
    group by k.id, 2
  )
  select a.code, a.label, a.help, a.place, a.child_id, c.ref, c.first_name, c.birth_date, a.blocking,
         a.private_to_household,
         case
           when best.id is not null and (best.valid_to is null or best.valid_to >= soon) then 'ACCEPTED'
           when newest.state = 'RECEIVED' then 'RECEIVED'
           when newest.state = 'REFUSED' then 'REFUSED'
           when best.id is not null and best.valid_to >= on_day then 'EXPIRING'
           when best.id is not null then 'EXPIRED'
           else 'MISSING'
         end,
         best.valid_to, case when newest.state = 'REFUSED' then newest.refused_because end, a.activities,
         coalesce(newest.ref, best.ref)
  from asked a
  left join own_child c on c.id = a.child_id
  left join lateral (
    select e.id, e.state, e.refused_because, e.ref from public.evidence e
    where e.kind_id = a.kind_id
      and (a.child_id is null and e.household_id = family or e.child_id = a.child_id and
           (not e.private_to_household or e.household_id = family))
    order by e.created_at desc, e.id desc limit 1
  ) newest on true
  left join lateral (
    select e.id, e.valid_to, e.ref from public.evidence e
    where e.kind_id = a.kind_id and e.state in ('ACCEPTED', 'EXPIRED')
      and (a.child_id is null and e.household_id = family or e.child_id = a.child_id and
           (not e.private_to_household or e.household_id = family))
    order by e.valid_to desc nulls first, e.id desc limit 1
  ) best on true
$$;
