-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION doors.forget_the_past()
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_total integer := 0;
  v_count integer;
begin
  -- Rows that are in use are left for the next time.
  delete from doors.counters
  where ctid = any (array(
    select ctid from doors.counters where second < extract(epoch from now()) - 61 for update skip locked
  ));
  get diagnostics v_count = row_count;
  v_total := v_total + v_count;

  -- Twice the time for which a signature is taken.
  delete from doors.used_nonces where used_at < now() - interval '10 minutes';
  get diagnostics v_count = row_count;
  v_total := v_total + v_count;

  delete from doors.answered_requests
  using doors.settings
  where answered_at < now() - make_interval(hours => settings.answers_hours);
  get diagnostics v_count = row_count;
  return v_total + v_count;
end;
$function$;

comment on function doors.forget_the_past() is 'Deletes counters of more than a minute ago, nonces that no signature could use any more, and answers past their day. Answers how many.';

grant execute on function doors.forget_the_past() to deffatest_scheduler;
