/** What the rooms of signing in take and give, described once. */

import { z } from "../_shared/door.ts";

/** The shortest password; Auth is configured with the same number. */
const SHORTEST_PASSWORD = 8;
/** bcrypt reads no more bytes than these; what lies behind them would protect nothing. */
const LONGEST_PASSWORD_BYTES = 72;
/** What anybody could mean as a password, so that nobody makes us hash a novel. */
const LONGEST_GUESS = 1000;

export const Email = z.string("Send an e-mail address.").trim().toLowerCase()
  .max(254, "It is longer than an e-mail address can be.")
  .pipe(z.email("It is no e-mail address."))
  .openapi({ example: "user@example.com", format: "email" });

/** A password that is to be kept. */
export const NewPassword = z.string("Send a password.")
  .min(SHORTEST_PASSWORD, `It is too short: use ${SHORTEST_PASSWORD} characters or more.`)
  .refine(
    (password) => new TextEncoder().encode(password).length <= LONGEST_PASSWORD_BYTES,
    `It is too long: use ${LONGEST_PASSWORD_BYTES} bytes or fewer.`,
  )
  .openapi({ example: "securepassword", format: "password" });

/** A password that is compared; rules of our own would say something about it. */
export const Password = z.string("Send the password.")
  .min(1, "It is empty.")
  .max(LONGEST_GUESS, "It is longer than any password can be.")
  .openapi({ example: "securepassword", format: "password" });

export const FullName = z.string().trim()
  .min(1, "It is empty; leave it out instead.")
  .max(200, "It is too long: use 200 characters or fewer.")
  .refine((name) => !/\p{Cc}/u.test(name), "It has a line break or another control character in it.")
  .openapi({ example: "John Doe" });

/** A body of the declared shape. */
export function body<Shape extends z.ZodRawShape>(shape: Shape) {
  return { required: true, content: { "application/json": { schema: z.object(shape) } } };
}

/** An answer that says that something was done. */
export function done(message: string, description: string) {
  const schema = z.object({ success: z.literal(true), message: z.literal(message) });
  return { description, content: { "application/json": { schema } } };
}
