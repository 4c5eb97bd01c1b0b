-- What a token may do on a private topic: asks the policies of realtime.messages by trying, and leaves nothing behind.
-- Run each time the server starts, by the database's superuser.
create or replace function realtime.authorize(
  role_name text, topic_name text, claims text, sub text, headers text,
  read_extensions text[], write_extensions text[],
  out read_allowed boolean[], out write_allowed boolean[]
)
language plpgsql
as $$
declare
  probe uuid;
  probes uuid[] := '{}';
  tried text;
begin
  read_allowed := '{}';
  write_allowed := '{}';
  foreach tried in array read_extensions loop
    insert into realtime.messages (topic, extension) values (topic_name, tried) returning id into probe;
    probes := probes || probe;
  end loop;
  perform
    set_config('realtime.topic', topic_name, true),
    set_config('request.jwt.claims', claims, true),
    set_config('request.jwt.claim.sub', sub, true),
    set_config('request.jwt.claim.role', role_name, true),
    set_config('request.headers', headers, true);
  perform set_config('role', role_name, true);
  foreach probe in array probes loop
    read_allowed := read_allowed || exists (select from realtime.messages where id = probe);
  end loop;
  foreach tried in array write_extensions loop
    begin
      insert into realtime.messages (topic, extension) values (topic_name, tried);
      write_allowed := write_allowed || true;
    exception when insufficient_privilege then
      write_allowed := write_allowed || false;
    end;
  end loop;
  raise exception sqlstate 'RT000' using message = 'undo the probes, the settings and the role';
exception when sqlstate 'RT000' then
  return;
end
$$;

revoke all on function realtime.authorize from public;
