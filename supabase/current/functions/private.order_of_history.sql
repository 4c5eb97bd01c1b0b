-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION private.order_of_history(p_sort_by text)
 RETURNS private.history_order
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  return case p_sort_by
    when 'newest' then row('{submitted_at,id}', '{timestamptz,uuid}', true)::private.history_order
    when 'oldest' then row('{submitted_at,id}', '{timestamptz,uuid}', false)::private.history_order
    when 'bugs' then row('{bug_count,submitted_at,id}', '{integer,timestamptz,uuid}', true)::private.history_order
    when 'duration' then
      row('{requested_duration_minutes,submitted_at,id}', '{integer,timestamptz,uuid}', true)::private.history_order
    -- As people sort names, whatever the database's own collation.
    when 'name' then row(array['test_name collate "und-x-icu"', 'id'], '{text,uuid}', false)::private.history_order
  end;
end;
$function$;

comment on function private.order_of_history(text) is 'What a sortBy of the history means; null for an unknown one.';

grant execute on function private.order_of_history(text) to authenticated;
