-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION private.time_of_range(p_field text, p_text text, p_is_end boolean)
 RETURNS timestamp with time zone
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
 SET "TimeZone" TO 'UTC'
AS $function$
declare
  v_step interval;
begin
  -- PostgreSQL reads far more than this, "tomorrow" too.
  if p_text !~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,6})?)?(Z|[+-][0-9]{2}:[0-9]{2})?)?$' then
    raise invalid_datetime_format;
  end if;

  -- An end is the first moment that is no longer meant: of a day its whole, of a second, as times are shown, its whole.
  v_step := case
    when not p_is_end then '0'
    when length(p_text) = 10 then '1 day'
    when p_text ~ '[.]' then '1 microsecond'
    else '1 second'
  end;
  return p_text::timestamptz + v_step;
exception when invalid_datetime_format or datetime_field_overflow or invalid_time_zone_displacement_value then
  raise exception using
    errcode = 'PT422',
    constraint = 'invalid_date',
    column = p_field,
    message = format('%s is not a date or a time.', p_field),
    detail = format('This was sent: %s', left(p_text, 40)),
    hint = 'Write 2025-07-01 for the whole day in UTC, or 2025-07-01T12:00:00Z.';
end;
$function$;

comment on function private.time_of_range(text,text,boolean) is 'The moment at which a range of dates begins, or the first after its end. Raises unless it is a date or a time.';

grant execute on function private.time_of_range(text,text,boolean) to authenticated;
