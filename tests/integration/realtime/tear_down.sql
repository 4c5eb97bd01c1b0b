drop policy if exists "conformance: receive" on realtime.messages;
drop policy if exists "conformance: send" on realtime.messages;
drop schema if exists conformance cascade;
