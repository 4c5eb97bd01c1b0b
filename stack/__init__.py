"""A local Supabase for machines with no Docker: PostgreSQL from npm and one Deno process in front of it."""
