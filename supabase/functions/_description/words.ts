/** What the description says before the first endpoint. */

export const INTRODUCTION = {
  title: "DEFFATEST",
  version: "1",
  summary: "Submit web and Android apps for testing, follow the run, read the report.",
  description: `
Every answer is JSON in one shape: \`{"success": true, "data": …}\`, sometimes with \`message\` and \`pagination\`, or
\`{"success": false, "error": {"code", "message", "hint", "request_id"}}\`. Programs read \`error.code\`; people read
\`message\`, which says what was wrong, and \`hint\`, which says what to do.

**Who calls.** Sign in for an access token, or make an API key (on Chaos Mode), and send either as
\`Authorization: Bearer …\`. What an API key may call is marked so, and is also found under \`/api/v1/…\`.

**How often.** Every answer says in RateLimit headers how many requests are left; a 429 says in Retry-After when to ask
again.

**Once.** Where an endpoint takes Idempotency-Key, a request that is sent again with the same key is answered again and
not done again.
`.trim(),
};

/** The rooms of the API, in the order in which they are read. */
export const TAGS = [
  { name: "Authentication", description: "Accounts, tokens and passwords." },
  { name: "Profile", description: "The caller's account and plan." },
  { name: "Tests", description: "Submit a test, follow it, cancel it." },
  { name: "Uploads", description: "Files to be tested, large ones in parts." },
  { name: "Reports", description: "What a test found." },
  { name: "Targets", description: "Hosts that may be probed, once their ownership is proved." },
  {
    name: "Logins for tests",
    description: "Logins that a test signs in with. They are kept encrypted and never shown.",
  },
  { name: "API keys", description: "Keys for programs, on Chaos Mode." },
  { name: "Payments", description: "Plans and the customer portal." },
  { name: "Description", description: "This document." },
];
