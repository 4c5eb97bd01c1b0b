-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION public.dashboard_summary()
 RETURNS json
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  v_month jsonb := private.own_month();
  v_totals jsonb := private.own_totals();
begin
  return json_build_object(
    'totalTestsRun', v_totals -> 'tests',
    'totalBugsFound', v_totals -> 'bugs',
    'testsThisMonth', json_build_object('count', v_month -> 'used', 'limit', v_month -> 'limit'),
    'bugSeverityDistribution', json_build_object(
      'critical', v_totals -> 'critical', 'major', v_totals -> 'major', 'minor', v_totals -> 'minor'
    ),
    'planInfo', (select json_build_object('plan_type', plan_type) from public.profiles where user_id = (select auth.uid())),
    'recentActivity', (
      select coalesce(json_agg(private.shown_test(test) order by place), '[]')
      from (
        select tests as test, row_number() over (order by submitted_at desc, id desc) as place
        from public.tests
        where user_id = (select auth.uid())
        order by submitted_at desc, id desc
        limit 5
      ) as newest
    )
  );
end;
$function$;

comment on function public.dashboard_summary() is 'The caller''s dashboard: totals since sign-up, this month, bugs by severity as they are shown, plan, and the five newest tests.';

grant execute on function public.dashboard_summary() to authenticated;
