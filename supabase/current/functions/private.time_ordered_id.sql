-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION private.time_ordered_id()
 RETURNS uuid
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  -- RFC 9562, version 7: milliseconds since 1970, then chance. Neighbours in time are neighbours in every index, so a
  -- new row finds its page in memory, however many lie behind.
  select encode(
    set_bit(set_bit(
      overlay(
        uuid_send(gen_random_uuid())
        placing substring(int8send((extract(epoch from clock_timestamp()) * 1000)::bigint) from 3) from 1 for 6
      ),
    52, 1), 53, 1),
    'hex'
  )::uuid;
$function$;

comment on function private.time_ordered_id() is 'A new UUID that sorts after those made before.';

-- Executed by its owner alone.
