-- Generated from the migrations by `make generate`; change those, not this.

create policy "Users can receive the events of their own tests"
on realtime.messages as permissive for select
to authenticated
using (((extension = 'broadcast'::text) AND ( SELECT private.may_receive(( SELECT realtime.topic() AS topic)) AS may_receive)));
