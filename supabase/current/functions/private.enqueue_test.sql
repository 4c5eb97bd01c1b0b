-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION private.enqueue_test()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  perform queue.enqueue(new, (select priority from public.plans where plan_type = new.plan_type_at_submission));
  return new;
end;
$function$;

comment on function private.enqueue_test() is 'After a test is inserted: its job is in line, in the same transaction.';

-- Executed by its owner alone.
