/**
 * Where the mail of the local Auth goes: into a file, one JSON value a line, instead of to anybody. `deffatest stack mail`
 * shows it.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import type { EmailDriver, EmailMessage } from "@supabase/lite";

/** What a line of the file holds. */
export interface Mail {
  sent_at: string;
  to: string;
  subject: string;
  text: string;
  /** Where the mail's link leads; null in a mail with a code alone. */
  link: string | null;
}

export class Mailbox implements EmailDriver {
  private readonly redirects = new AsyncLocalStorage<string | null>();

  /** `siteUrl` is what Auth's own links lead to; `url` is where the stack answers. */
  constructor(private readonly file: string, private readonly siteUrl: string, private readonly url: () => string) {}

  /** Mail sent by this work leads to the site that its request named, as on the hosted platform. */
  withRedirect<T>(redirectTo: string | null, work: () => Promise<T>): Promise<T> {
    return this.redirects.run(redirectTo, work);
  }

  async send({ to, subject, text = "" }: EmailMessage): Promise<void> {
    // @supabase/lite knows one site alone: its links lead to the site itself instead of Auth, and back to its front page.
    const redirectTo = this.redirects.getStore();
    let whole = text.replaceAll(`${this.siteUrl}/auth/v1/`, `${this.url()}/auth/v1/`);
    if (redirectTo) {
      whole = whole.replaceAll(/redirect_to=[^&\s]*/g, `redirect_to=${encodeURIComponent(redirectTo)}`);
    }
    const mail: Mail = {
      sent_at: new Date().toISOString(),
      to,
      subject,
      text: whole,
      link: /https?:\S+\/auth\/v1\/verify\S+/.exec(whole)?.[0] ?? null,
    };
    await Deno.writeTextFile(this.file, `${JSON.stringify(mail)}\n`, { append: true, mode: 0o600 });
  }
}
