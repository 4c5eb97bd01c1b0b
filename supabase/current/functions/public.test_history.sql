-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION public.test_history(p_offset integer DEFAULT 0, p_limit integer DEFAULT 10, p_sort_by text DEFAULT 'newest'::text, p_filter_by_type text DEFAULT 'all'::text, p_filter_by_status text DEFAULT 'all'::text, p_search text DEFAULT ''::text, p_start_date text DEFAULT ''::text, p_end_date text DEFAULT ''::text, p_cursor text DEFAULT ''::text)
 RETURNS json
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  v_offset integer := coalesce(p_offset, 0);
  v_limit integer := coalesce(p_limit, 10);
  v_sort_by text := coalesce(nullif(p_sort_by, ''), 'newest');
  v_type text := nullif(coalesce(nullif(p_filter_by_type, ''), 'all'), 'all');
  v_status text := nullif(coalesce(nullif(p_filter_by_status, ''), 'all'), 'all');
  v_search text := lower(nullif(btrim(p_search), ''));
  v_from timestamptz := private.time_of_range('startDate', nullif(p_start_date, ''), false);
  v_before timestamptz := private.time_of_range('endDate', nullif(p_end_date, ''), true);
  v_order private.history_order := private.order_of_history(v_sort_by);
  v_place text[];
  v_wanted text;
  v_sorted text;
  v_total bigint;
  v_shown json[];
  v_last jsonb;
begin
  perform private.check_choice('sortBy', v_sort_by, '{newest,oldest,name,bugs,duration}');
  perform private.check_choice('filterByType', v_type, '{web_url,web_bundle,android_apk,all}');
  perform private.check_choice(
    'filterByStatus', v_status, '{queued,running,processing_results,completed,failed,cancelled,all}'
  );
  perform private.check_number('offset', v_offset, 0, 1000000);
  perform private.check_number('limit', v_limit, 1, 100);
  if length(v_search) > 200 then
    raise exception using
      errcode = 'PT422',
      constraint = 'too_long',
      column = 'search',
      message = 'search is too long.',
      detail = format('It has %s characters; 200 are allowed.', length(v_search));
  elsif v_from >= v_before then
    raise exception using
      errcode = 'PT422',
      constraint = 'inverted_range',
      column = 'endDate',
      message = 'endDate lies before startDate.',
      hint = 'Swap them; both are within the range.';
  elsif p_cursor <> '' and v_offset > 0 then
    raise exception using
      errcode = 'PT422',
      constraint = 'cursor_with_offset',
      column = 'offset',
      message = 'A page is found by its cursor or by its offset, not by both.',
      hint = 'Leave offset out.';
  end if;
  if p_cursor <> '' then
    v_place := private.place_of_cursor(p_cursor, v_sort_by, v_order.types);
  end if;

  -- Only the conditions that are asked for, so that each question gets a plan of its own. Nothing of the caller's is in
  -- the text: values are parameters.
  v_wanted := concat_ws(' and ',
    'user_id = (select auth.uid())',
    case when v_type is not null then 'test_type = $1' end,
    case when v_status is not null then 'status = $2' end,
    case when v_from is not null then 'submitted_at >= $3' end,
    case when v_before is not null then 'submitted_at < $4' end,
    case when v_search is not null then '(strpos(lower(test_name), $5) > 0 or strpos(lower(test_source_url), $5) > 0)' end
  );

  execute format('select count(*) from public.tests where %s', v_wanted)
  into v_total
  using v_type, v_status, v_from, v_before, v_search;

  v_sorted := (
    select string_agg(key || case when v_order.descending then ' desc' else '' end, ', ') from unnest(v_order.keys) as key
  );
  execute format(
    'select
      array_agg(private.shown_test(tests) order by %2$s),
      jsonb_agg(jsonb_build_array(%1$s) order by %2$s) -> ($7 - 1)
    from public.tests
    where id in (select id from public.tests where %3$s order by %2$s limit $7 + 1 offset $8)',
    array_to_string(v_order.keys, ', '),
    v_sorted,
    v_wanted || case when v_place is not null then format(' and (%s) %s (%s)',
      array_to_string(v_order.keys, ', '),
      case when v_order.descending then '<' else '>' end,
      (
        select string_agg(format('$6[%s]::%s', place, type), ', ' order by place)
        from unnest(v_order.types) with ordinality as types (type, place)
      )
    ) else '' end
  )
  into v_shown, v_last
  using v_type, v_status, v_from, v_before, v_search, v_place, v_limit, v_offset;

  return json_build_object(
    'data', coalesce(to_json(v_shown[1:v_limit]), '[]'),
    'pagination', json_build_object(
      'page', v_offset / v_limit + 1,
      'limit', v_limit,
      'total', v_total,
      'hasMore', coalesce(cardinality(v_shown), 0) > v_limit,
      'nextCursor', case when cardinality(v_shown) > v_limit then
        translate(encode(convert_to((jsonb_build_array(v_sort_by) || v_last)::text, 'utf8'), 'base64'), E'+/=\n', '-_')
      end
    )
  );
end;
$function$;

comment on function public.test_history(integer,integer,text,text,text,text,text,text,text) is 'The caller''s tests, a page of them: data and pagination {page, limit, total, hasMore, nextCursor}. Empty text means unset; dates are UTC and within the range.';

grant execute on function public.test_history(integer,integer,text,text,text,text,text,text,text) to authenticated;
