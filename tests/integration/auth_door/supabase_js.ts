/** `supabase_js.ts <session> <e-mail address> <password>`: what a page does that signed in at our door; prints what it saw. */
import { createClient } from "npm:@supabase/supabase-js@2.119.0";

const [session, email, password] = Deno.args;
const { url, publishable_key } = JSON.parse(Deno.env.get("CONFORMANCE_STACK")!);
const options = { auth: { persistSession: false, autoRefreshToken: false } };
const supabase = createClient(url, publishable_key, options);

const taken = await supabase.auth.setSession(JSON.parse(session));
const profile = await supabase.from("profiles").select("email").single();
const refreshed = await supabase.auth.refreshSession();

const stranger = createClient(url, publishable_key, options);
const refusals = [];
// Strangers are locked out: a right password is refused in the words of a wrong one.
for (const attempt of ["wrong horse", password]) {
  const { error } = await stranger.auth.signInWithPassword({ email, password: attempt });
  refusals.push([error?.status, error?.code, error?.message]);
}

await supabase.auth.signOut();

console.log(JSON.stringify({
  user: taken.data.user?.email,
  profile: profile.data?.email,
  refreshed: refreshed.data.session?.access_token,
  refusals,
}));
