-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION private.guard_test_status()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  if (old.status, new.status) not in (
    ('queued', 'running'), ('queued', 'cancelled'), ('queued', 'failed'),
    ('running', 'processing_results'), ('running', 'queued'), ('running', 'failed'), ('running', 'cancelled'),
    ('processing_results', 'completed'), ('processing_results', 'queued'), ('processing_results', 'failed'),
    ('processing_results', 'cancelled')
  ) then
    raise exception using
      errcode = 'PT409',
      message = format('A test that is %s cannot become %s.', old.status, new.status);
  end if;
  return new;
end;
$function$;

comment on function private.guard_test_status() is 'Before a test''s status changes: only the arrows of the state machine are possible, whoever writes.';

-- Executed by its owner alone.
