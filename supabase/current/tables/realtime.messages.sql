-- Generated from the migrations by `make generate`; change those, not this.

create policy "Users can receive the events of their own tests"
on realtime.messages as permissive for select
to authenticated
using (((extension = 'broadcast'::text) AND ((( SELECT realtime.topic() AS topic) = ('user:'::text || ( SELECT auth.uid() AS uid))) OR (EXISTS ( SELECT
   FROM public.tests
  WHERE ((tests.user_id = ( SELECT auth.uid() AS uid)) AND (('test:'::text || tests.id) = ( SELECT realtime.topic() AS topic))))))));
