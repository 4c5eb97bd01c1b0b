-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION public.live_tests()
 RETURNS json
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return (
    select coalesce(
      json_agg(
        json_build_object(
          'id', id,
          'test_name', test_name,
          'test_type', test_type,
          'status', status,
          'submitted_at', private.utc_text(submitted_at),
          'estimated_completion_time', private.utc_text(estimated_completion_time),
          'progress', progress
        )
        order by started_at, submitted_at, id
      ),
      '[]'
    )
    from (
      select *
      from public.tests
      where user_id = (select auth.uid()) and completed_at is null
      order by started_at, submitted_at
      limit 500
    ) as under_way
  );
end;
$function$;

comment on function public.live_tests() is 'The caller''s tests that have not ended, first those that run, then those that wait, oldest first; 500 at most.';

grant execute on function public.live_tests() to authenticated;
