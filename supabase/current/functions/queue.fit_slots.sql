-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION queue.fit_slots(p_owner_id uuid)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  perform queue.lock_owner(p_owner_id);
  -- What runs goes on; what only waits gives its slot back and may get it again. One that is locked is being claimed.
  update queue.jobs
  set admitted = false
  where id in (
    select id from queue.jobs where owner_id = p_owner_id and admitted and leased_by is null for update skip locked
  );
  perform queue.admit(p_owner_id, 'web');
  perform queue.admit(p_owner_id, 'app');
  perform queue.announce('{web,app}');
end;
$function$;

comment on function queue.fit_slots(uuid) is 'Gives out an owner''s slots anew, without stopping what runs.';

-- Executed by its owner alone.
